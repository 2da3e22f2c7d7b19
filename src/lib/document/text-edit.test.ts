import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { forSeeds } from '../../../tests/support/random.ts';
import { moveCaret, rebaseEdit, textEditBetween, type DeltaPart, type TextEdit } from './text-edit.ts';

function applyTo(text: Y.Text, edit: TextEdit | null): void {
	if (!edit) return;
	text.delete(edit.index, edit.deleted);
	text.insert(edit.index, edit.inserted);
}

function edit(index: number, deleted: number, inserted: string): TextEdit {
	return { index, deleted, inserted };
}

/** What a shared text that says `before` says after the edit that leads to `after`. */
function typeInto(before: string, after: string, caret: number): string {
	const text = new Y.Doc().getText();
	text.insert(0, before);
	applyTo(text, textEditBetween(before, after, caret));
	return text.toString();
}

describe('the edit between two texts', () => {
	it.each([
		['nothing', 'abc', 'abc', 3, null],
		['a letter at the end', 'ab', 'abc', 3, { index: 2, deleted: 0, inserted: 'c' }],
		['a letter at the start', 'bc', 'abc', 1, { index: 0, deleted: 0, inserted: 'a' }],
		['the first letter', '', 'a', 1, { index: 0, deleted: 0, inserted: 'a' }],
		['the last letter gone', 'a', '', 0, { index: 0, deleted: 1, inserted: '' }],
		['a word over another', 'say hello now', 'say bye now', 7, { index: 4, deleted: 5, inserted: 'bye' }],
		['all of it replaced', 'abc', 'xyz', 3, { index: 0, deleted: 3, inserted: 'xyz' }],
		['a word pasted twice', 'go ', 'go go ', 6, { index: 3, deleted: 0, inserted: 'go ' }],
		['a line break', 'ab', 'a\nb', 2, { index: 1, deleted: 0, inserted: '\n' }]
	])('is %s', (_name, before, after, caret, expected) => {
		expect(textEditBetween(before, after, caret)).toEqual(expected);
	});

	it.each([1, 2, 3, 4])('among equal letters is the one typed before the caret at %d', (caret) => {
		expect(textEditBetween('aaa', 'aaaa', caret)).toEqual({ index: caret - 1, deleted: 0, inserted: 'a' });
	});
	it.each([0, 1, 2])('among equal letters is the one deleted behind the caret at %d', (caret) => {
		expect(textEditBetween('aaa', 'aa', caret)).toEqual({ index: caret, deleted: 1, inserted: '' });
	});

	it.each([-1, 99, NaN])('leads to the new text even with a caret at %d', (caret) => {
		expect(typeInto('banana', 'bananas', caret)).toBe('bananas');
	});

	it.each([
		['another emoji of the same family', '😀', '😁'],
		['an emoji that ends alike', 'a😀b', 'a🐀b'],
		['another skin tone', '👍🏻!', '👍🏿!'],
		['one of two equal emojis gone', '😀😀', '😀'],
		['an emoji between its likes', '😀😁', '😀😂😁']
	])('does not break an emoji in two: %s', (_name, before, after) => {
		for (let caret = 0; caret <= after.length; caret++) expect(typeInto(before, after, caret)).toBe(after);
	});

	it('always leads from the one text to the other, and is no longer than it must be', () => {
		forSeeds(2000, (random) => {
			const word = () =>
				Array.from({ length: random.integer(0, 8) }, () => random.pick(['a', 'b', '\n', '😀', '😁']));
			const kept = word();
			const at = random.integer(0, kept.length);
			const inserted = word();
			const deleted = random.integer(0, kept.length - at);
			const before = kept.join('');
			const after = kept.toSpliced(at, deleted, ...inserted).join('');
			const caret = [...kept.slice(0, at), ...inserted].join('').length;
			const edit = textEditBetween(before, after, caret);
			expect(typeInto(before, after, caret)).toBe(after);
			expect(edit?.inserted.length ?? 0).toBeLessThanOrEqual(inserted.join('').length);
		});
	});

	it("keeps what another typed at the same moment, around one's own letters", () => {
		const alice = new Y.Doc();
		const bob = new Y.Doc();
		alice.getText().insert(0, 'hello');
		Y.applyUpdate(bob, Y.encodeStateAsUpdate(alice));
		applyTo(alice.getText(), textEditBetween('hello', 'hello you', 9));
		applyTo(bob.getText(), textEditBetween('hello', 'oh hello', 3));
		Y.applyUpdate(bob, Y.encodeStateAsUpdate(alice));
		Y.applyUpdate(alice, Y.encodeStateAsUpdate(bob));
		expect(alice.getText().toString()).toBe('oh hello you');
		expect(bob.getText().toString()).toBe('oh hello you');
	});
});

describe('an edit after what others did', () => {
	it.each<[string, string, TextEdit, readonly DeltaPart[], string]>([
		['leaves what they put behind it', 'ab', edit(1, 0, 'X'), [{ retain: 2 }, { insert: 'cd' }], 'aXbcd'],
		['moves along with what they put before it', 'ab', edit(1, 0, 'X'), [{ insert: 'cd' }], 'cdaXb'],
		[
			'stands behind what they put in its place',
			'ab',
			edit(1, 0, 'X'),
			[{ retain: 1 }, { insert: 'c' }],
			'acXb'
		],
		[
			'deletes around what they put into its midst',
			'abcd',
			edit(1, 2, 'X'),
			[{ retain: 2 }, { insert: 'yz' }],
			'aXyzd'
		],
		['deletes nothing twice', 'abcde', edit(1, 3, 'X'), [{ retain: 2 }, { delete: 1 }], 'aXe'],
		[
			'deletes nothing when all of it is gone',
			'abc',
			edit(0, 3, 'X'),
			[{ delete: 3 }, { insert: 'new' }],
			'newX'
		],
		['keeps an emoji whole', 'a😀b', edit(1, 2, ''), [{ insert: '😁' }], '😁ab']
	])('%s', (_name, before, own, delta, expected) => {
		const text = new Y.Doc().getText();
		text.insert(0, before);
		text.applyDelta([...delta]);
		for (const rebased of rebaseEdit(own, [delta])) applyTo(text, rebased);
		expect(text.toString()).toBe(expected);
	});

	it('deletes its own letters and no others, and inserts between the same neighbours, whatever they did', () => {
		forSeeds(1000, (random) => {
			const before = 'abcdefghij';
			const text = new Y.Doc().getText();
			text.insert(0, before);
			const index = random.integer(0, before.length);
			const deleted = random.integer(0, before.length - index);
			const deltas: (readonly DeltaPart[])[] = [];
			text.observe((event) => deltas.push(event.delta as DeltaPart[]));
			for (let i = random.integer(1, 4); i > 0; i--) {
				const at = random.integer(0, text.length);
				if (random.chance(0.5)) text.insert(at, random.pick(['X', 'YZ']));
				else text.delete(at, Math.min(random.integer(1, 3), text.length - at));
			}
			const kept = [...text.toString()].filter(
				(letter) => !before.slice(index, index + deleted).includes(letter)
			);
			for (const rebased of rebaseEdit({ index, deleted, inserted: '!?' }, [...deltas]))
				applyTo(text, rebased);
			const [left = '', right = ''] = text.toString().split('!?');
			expect(left + right).toBe(kept.join(''));
			for (const letter of left) expect(before.slice(index)).not.toContain(letter);
			for (const letter of right) expect(before.slice(0, index)).not.toContain(letter);
		});
	});
});

describe('the caret', () => {
	it.each<[string, number, readonly DeltaPart[], number]>([
		['stays for a change behind it', 2, [{ retain: 3 }, { insert: 'xyz' }], 2],
		['goes along with what comes before it', 2, [{ insert: 'xyz' }], 5],
		['stays behind what comes where it stands', 2, [{ retain: 2 }, { insert: 'x' }], 3],
		['goes back with what is deleted before it', 5, [{ retain: 1 }, { delete: 3 }], 2],
		['goes to where the letters around it were deleted', 3, [{ retain: 1 }, { delete: 5 }], 1],
		['stays for letters deleted right behind it', 2, [{ retain: 2 }, { delete: 4 }], 2],
		[
			'follows several changes',
			4,
			[{ insert: 'a' }, { retain: 2 }, { delete: 1 }, { retain: 1 }, { insert: 'b' }],
			5
		],
		['stays at the start of an emptied text', 7, [{ delete: 9 }], 0],
		['stays where nothing changed', 3, [], 3],
		['is not moved by what is no letter', 3, [{ insert: { image: 'x' } }], 3]
	])('%s', (_name, caret, delta, expected) => {
		expect(moveCaret(caret, delta)).toBe(expected);
	});

	it('stays before the same letter, whatever Yjs says has changed', () => {
		forSeeds(500, (random) => {
			const text = new Y.Doc().getText();
			text.insert(0, 'abcdefghij');
			const caret = random.integer(0, 9);
			const letter = text.toString()[caret];
			let delta: DeltaPart[] = [];
			text.observe((event) => (delta = event.delta as DeltaPart[]));
			text.doc?.transact(() => {
				for (let i = random.integer(1, 3); i > 0; i--) {
					const at = random.integer(0, text.length - 1);
					if (random.next() < 0.5) text.insert(at, 'XYZ'.slice(random.integer(0, 2)));
					else text.delete(at, 1);
				}
			});
			const moved = moveCaret(caret, delta);
			expect(moved).toBeGreaterThanOrEqual(0);
			expect(moved).toBeLessThanOrEqual(text.length);
			if (letter && text.toString().includes(letter)) expect(text.toString()[moved]).toBe(letter);
		});
	});
});
