import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import type { ElementId } from './element.ts';
import type { ElementInput } from './element-input.ts';

const RECTANGLE: ElementInput = { type: 'rectangle', position: [0, 0], size: [10, 10] };

function textOf({ document }: DocumentPeer, id: ElementId): string | undefined {
	return document.text(id)?.toString();
}

/** Types into an element's text as one step. */
function type(peer: DocumentPeer, id: ElementId, at: number, letters: string): void {
	peer.step(() => peer.document.transact(() => peer.document.text(id)?.insert(at, letters)));
}

/** Two peers who both know one rectangle of alice's. */
function pair(input: ElementInput = RECTANGLE) {
	const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
	const id = alice.create(input);
	sync(alice, bob);
	return { alice, bob, id };
}

describe('a step made little by little', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	/** A rectangle whose opacity is taken down a little: says how often undo finds something to take back. */
	function stepsOf(presses: (press: (what?: string) => void, peer: DocumentPeer) => void): number {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		let opacity = 1;
		const press = (what = 'opacity') => {
			alice.undo.mark(what || undefined);
			alice.document.update(id, { opacity: (opacity -= 0.05) });
		};
		presses(press, alice);
		let steps = 0;
		for (; alice.document.has(id); steps++) alice.undo.undo();
		// The last one took the rectangle itself.
		return steps - 1;
	}

	it('goes on as long as no pause is longer than a second', () => {
		const steps = stepsOf((press) => {
			for (let i = 0; i < 5; i++) {
				press();
				vi.advanceTimersByTime(900);
			}
		});
		expect(steps).toBe(1);
	});
	it('ends with a pause, with something else, and with undo', () => {
		const pause = () => void vi.advanceTimersByTime(1_100);
		expect(stepsOf((press) => (press(), pause(), press()))).toBe(2);
		expect(stepsOf((press) => (press(), press('width'), press()))).toBe(3);
		expect(stepsOf((press) => (press(), press(''), press()))).toBe(3);
		expect(stepsOf((press, { undo }) => (press(), press(), undo.undo(), press(), press()))).toBe(1);
	});
});

describe('an undo step', () => {
	it('is all that was written between two marks', () => {
		const alice = new DocumentPeer('alice');
		const first = alice.create(RECTANGLE);
		alice.step(() => {
			alice.document.update(first, { color: 'red' });
			alice.document.update(first, { position: [50, 50] });
			alice.document.create([RECTANGLE, RECTANGLE]);
		});
		alice.undo.undo();
		expect([...alice.document.ids()]).toEqual([first]);
		expect(alice.document.read(first)).toMatchObject({ color: 'black', position: [0, 0] });
		alice.undo.undo();
		expect([...alice.document.ids()]).toEqual([]);
	});
	it('is one, though another has overwritten all of it: the one before stays', () => {
		const { alice, bob, id } = pair();
		alice.step(() => alice.document.update(id, { color: 'red' }));
		sync(alice, bob);
		bob.step(() => bob.document.update(id, { color: 'blue' }));
		sync(alice, bob);
		alice.undo.undo();
		expect(alice.document.read(id)?.color).toBe('blue');
		expect(alice.undo.canUndo).toBe(true);
		alice.undo.undo();
		expect(alice.document.has(id)).toBe(false);
		expect([alice.undo.canUndo, alice.undo.canRedo]).toEqual([false, true]);
		alice.undo.redo();
		expect(alice.document.read(id)?.color).toBe('blue');
	});
	it('is not made by a mark after which nothing was written', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		for (let i = 0; i < 5; i++) alice.undo.mark();
		alice.undo.undo();
		expect(alice.document.has(id)).toBe(false);
		expect(alice.undo.canUndo).toBe(false);
	});
	it('comes back whole with redo, as often as one likes', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, text: 'hello' });
		alice.step(() => alice.document.update(id, { color: 'red', text: 'bye' }));
		const after = alice.document.read(id);
		for (let i = 0; i < 3; i++) {
			alice.undo.undo();
			expect(alice.document.read(id)).toMatchObject({ color: 'black', text: 'hello' });
			alice.undo.redo();
			expect(alice.document.read(id)).toEqual(after);
		}
	});
	it('can no longer be redone after something new was done', () => {
		const alice = new DocumentPeer('alice');
		alice.create(RECTANGLE);
		alice.undo.undo();
		expect(alice.undo.canRedo).toBe(true);
		alice.create(RECTANGLE);
		expect(alice.undo.canRedo).toBe(false);
	});
	it('takes back the colour of the paper, and leaves title and schema', () => {
		const { alice, bob } = pair();
		alice.step(() => alice.document.setBackground('blue'));
		alice.document.setTitle('Plans');
		alice.step(() => alice.document.setBackground('green'));
		alice.undo.undo();
		expect(alice.document.background).toBe('blue');
		while (alice.undo.canUndo) alice.undo.undo();
		expect(alice.document).toMatchObject({ background: null, title: 'Plans', wasEverWritten: true });
		alice.undo.redo();
		alice.undo.redo();
		expect(alice.document.background).toBe('blue');
		// Somebody else's colour is theirs.
		sync(alice, bob);
		bob.step(() => bob.document.setBackground('red'));
		sync(alice, bob);
		alice.undo.undo();
		expect(alice.document.background).toBe('red');
	});
	it('is none for a title: that is no drawing', () => {
		const alice = new DocumentPeer('alice');
		alice.document.setTitle('Plans');
		expect(alice.undo.canUndo).toBe(false);
	});
	it('is kept for the last five hundred gestures', () => {
		const alice = new DocumentPeer('alice');
		for (let i = 0; i < 510; i++) alice.create(RECTANGLE);
		while (alice.undo.canUndo) alice.undo.undo();
		expect([...alice.document.ids()]).toHaveLength(10);
	});
	it('is told about as it comes and goes', () => {
		const alice = new DocumentPeer('alice');
		const told: string[] = [];
		const off = alice.undo.onChange(() => told.push(`${alice.undo.canUndo} ${alice.undo.canRedo}`));
		alice.create(RECTANGLE);
		alice.undo.undo();
		expect(told[0]).toBe('true false');
		expect(told.at(-1)).toBe('false true');
		off();
		const before = told.length;
		alice.undo.redo();
		expect(told).toHaveLength(before);
	});
	it('is written no more after destroy', () => {
		const alice = new DocumentPeer('alice');
		alice.undo.destroy();
		alice.undo.destroy();
		alice.create(RECTANGLE);
		expect(alice.undo.canUndo).toBe(false);
	});
});

describe("undo among others' work", () => {
	it('takes back nothing of theirs, however often it is pressed', () => {
		const { alice, bob, id } = pair();
		const ofBob = bob.create({ ...RECTANGLE, text: 'of bob' });
		bob.document.update(ofBob, { color: 'blue' });
		sync(alice, bob);
		const before = bob.document.read(ofBob);
		for (let i = 0; i < 5; i++) alice.undo.undo();
		sync(alice, bob);
		expect(bob.document.read(ofBob)).toEqual(before);
		expect(bob.document.has(id)).toBe(false);
		expect(bob.undo.canUndo).toBe(true);
	});
	it('has nothing to take back for one who has only watched', () => {
		const { bob, id } = pair();
		expect(bob.undo.canUndo).toBe(false);
		bob.undo.undo();
		expect(bob.document.has(id)).toBe(true);
	});
	it("takes back one's own field and leaves another that they changed", () => {
		const { alice, bob, id } = pair();
		alice.step(() => alice.document.update(id, { position: [50, 50] }));
		sync(alice, bob);
		bob.step(() => bob.document.update(id, { color: 'blue' }));
		sync(alice, bob);
		alice.undo.undo();
		sync(alice, bob);
		for (const { document } of [alice, bob]) {
			expect(document.read(id)).toMatchObject({ position: [0, 0], color: 'blue' });
		}
	});
	it('does not bring back an own value over a later one of theirs', () => {
		const { alice, bob, id } = pair();
		alice.step(() => alice.document.update(id, { color: 'red' }));
		alice.step(() => alice.document.update(id, { color: 'green' }));
		// Stands between, so that the step that has nothing left to take back does not reach the creation.
		const last = alice.create(RECTANGLE);
		sync(alice, bob);
		bob.step(() => bob.document.update(id, { color: 'blue' }));
		sync(alice, bob);
		alice.undo.undo();
		expect(alice.document.has(last)).toBe(false);
		alice.undo.undo();
		sync(alice, bob);
		expect(bob.document.read(id)?.color ?? 'gone').not.toMatch(/red|green/);
	});
	it('leaves the letters they typed into the same text', () => {
		const { alice, bob, id } = pair();
		type(alice, id, 0, 'alice');
		sync(alice, bob);
		type(bob, id, 5, ' and bob');
		sync(alice, bob);
		alice.undo.undo();
		sync(alice, bob);
		expect([textOf(alice, id), textOf(bob, id)]).toEqual([' and bob', ' and bob']);
	});
	it('leaves all of it, whatever both have done', () => {
		forSeeds(30, (random) => {
			const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
			const ofBob = new Map<ElementId, string>();
			const ofAlice: ElementId[] = [];
			for (let i = 0; i < 25; i++) {
				const dice = random.next();
				if (dice < 0.3) ofAlice.push(alice.create(RECTANGLE));
				else if (dice < 0.5) ofBob.set(bob.create({ ...RECTANGLE, text: `bob ${i}` }), `bob ${i}`);
				else if (dice < 0.6 && alice.undo.canUndo) alice.undo.undo();
				else if (dice < 0.7 && alice.undo.canRedo) alice.undo.redo();
				else if (dice < 0.85 && ofAlice.length > 0) {
					const id = random.pick(ofAlice);
					if (alice.document.has(id))
						alice.step(() => alice.document.update(id, { color: random.pick(['red', 'blue']) }));
				} else sync(alice, bob);
			}
			while (alice.undo.canUndo) alice.undo.undo();
			sync(alice, bob);
			for (const { document } of [alice, bob]) {
				expect(new Set(document.ids())).toEqual(new Set(ofBob.keys()));
				for (const [id, text] of ofBob) expect(document.read(id)).toMatchObject({ text });
			}
		});
	});
});

describe('undo of a deletion', () => {
	it('restores the record, the edits and the text', () => {
		const { alice, bob, id } = pair({ ...RECTANGLE, text: 'hello' });
		alice.document.update(id, { color: 'red', position: [9, 9] });
		const before = alice.document.read(id);
		alice.step(() => alice.document.remove([id]));
		sync(alice, bob);
		expect(bob.document.has(id)).toBe(false);
		alice.undo.undo();
		sync(alice, bob);
		for (const { document } of [alice, bob]) expect(document.read(id)).toEqual(before);
	});
	it('restores what others had changed too', () => {
		const { alice, bob, id } = pair();
		bob.document.update(id, { color: 'blue' });
		type(bob, id, 0, 'of bob');
		sync(alice, bob);
		alice.step(() => alice.document.remove([id]));
		sync(alice, bob);
		alice.undo.undo();
		sync(alice, bob);
		for (const { document } of [alice, bob]) {
			expect(document.read(id)).toMatchObject({ color: 'blue', text: 'of bob' });
		}
	});
	it('brings back the text that others have typed into since', () => {
		const { alice, bob, id } = pair({ ...RECTANGLE, text: 'abc' });
		const shared = bob.document.text(id);
		alice.step(() => alice.document.remove([id]));
		type(bob, id, 3, ' typed by bob');
		sync(alice, bob);
		type(bob, id, 0, 'more ');
		sync(alice, bob);
		expect(bob.document.has(id)).toBe(false);
		alice.undo.undo();
		sync(alice, bob);
		for (const peer of [alice, bob]) {
			expect(peer.document.has(id)).toBe(true);
			expect(textOf(peer, id)).toContain('abc');
			expect(textOf(peer, id)).toContain('typed by bob');
			expect(textOf(peer, id)).toContain('more ');
		}
		expect(bob.document.text(id)).toBe(shared);
	});
	it('brings the element back once when two have deleted it', () => {
		const { alice, bob, id } = pair({ ...RECTANGLE, color: 'red' });
		for (const peer of [alice, bob]) peer.step(() => peer.document.remove([id]));
		sync(alice, bob);
		alice.undo.undo();
		sync(alice, bob);
		bob.undo.undo();
		sync(alice, bob);
		for (const { document } of [alice, bob]) expect(document.read(id)?.color).toBe('red');
	});
});

describe('undo of a creation', () => {
	it('takes the record and keeps the text that another is typing in', () => {
		const { alice, bob, id } = pair();
		const shared = bob.document.text(id);
		type(bob, id, 0, 'bob types');
		sync(alice, bob);
		alice.undo.undo();
		sync(alice, bob);
		for (const { document } of [alice, bob]) expect(document.read(id)).toBeUndefined();
		type(bob, id, 9, ' on');
		sync(alice, bob);
		alice.undo.redo();
		sync(alice, bob);
		expect([textOf(alice, id), textOf(bob, id)]).toEqual(['bob types on', 'bob types on']);
		expect(bob.document.text(id)).toBe(shared);
		for (const { document } of [alice, bob]) expect(document.has(id)).toBe(true);
	});
	it('empties the text it was made with, and redo fills it again', () => {
		const { alice, bob, id } = pair({ ...RECTANGLE, text: 'hello' });
		const shared = alice.document.text(id);
		alice.undo.undo();
		sync(alice, bob);
		expect([textOf(alice, id), textOf(bob, id)]).toEqual(['', '']);
		alice.undo.redo();
		sync(alice, bob);
		expect([textOf(alice, id), textOf(bob, id)]).toEqual(['hello', 'hello']);
		expect(alice.document.text(id)).toBe(shared);
	});
	it('and redo of it leave the edits that another made meanwhile', () => {
		const { alice, bob, id } = pair();
		bob.document.update(id, { color: 'blue' });
		sync(alice, bob);
		alice.undo.undo();
		alice.undo.redo();
		sync(alice, bob);
		for (const { document } of [alice, bob]) expect(document.read(id)?.color).toBe('blue');
	});
});
