import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import type { ElementId } from '../document/element.ts';
import { createElementId } from '../document/element-id.ts';
import { TextSession, type TextField } from './text-session.ts';

/** A `<textarea>`: what is typed stands at the caret, and a value that is assigned ends a composition. */
class Field extends EventTarget implements TextField {
	maxLength = -1;
	selectionStart = 0;
	selectionEnd = 0;
	isComposing = false;
	#value = '';
	#composed = 0;

	get value(): string {
		return this.#value;
	}
	set value(value: string) {
		if (this.isComposing) throw new Error('expected the field to be left alone while it composes');
		this.#value = value;
		this.setSelectionRange(value.length, value.length);
	}

	setSelectionRange(start: number, end = start): this {
		[this.selectionStart, this.selectionEnd] = [start, end];
		return this;
	}

	type(letters: string): void {
		this.#replace(this.selectionStart, this.selectionEnd, letters);
	}

	/** What an input method does a key at a time: the composed letters are replaced by more of them. */
	compose(letters: string): this {
		if (!this.isComposing) this.dispatchEvent(new Event('compositionstart'));
		if (!this.isComposing) this.#composed = 0;
		this.isComposing = true;
		this.#replace(this.selectionStart - this.#composed, this.selectionEnd, letters);
		this.#composed = letters.length;
		return this;
	}

	endComposition(): void {
		this.isComposing = false;
		this.dispatchEvent(new Event('compositionend'));
	}

	#replace(start: number, end: number, letters: string): void {
		this.#value = this.#value.slice(0, start) + letters + this.#value.slice(end);
		this.setSelectionRange(start + letters.length);
		this.dispatchEvent(new Event('input'));
	}
}

/** Alice has a text open in a field; bob has the same board. */
function typing(text = '', { isNew = false } = {}) {
	const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
	const input = { type: 'text', position: [0, 0] } as const;
	const id = isNew ? createElementId() : bob.create({ ...input, text });
	sync(alice, bob);
	const field = new Field();
	const onGone = vi.fn();
	const session = new TextSession({
		document: alice.document,
		undo: alice.undo,
		elementId: id,
		newElement: isNew ? () => input : null,
		field,
		onWritten: () => {},
		onGone
	});
	return { alice, bob, id, field, session, onGone };
}

/** Bob's change to what he sees of alice's, on her board at once. */
function bobTypes(
	{ alice, bob, id }: ReturnType<typeof typing>,
	at: number,
	letters: string,
	deletes = 0
): void {
	sync(alice, bob);
	bob.document.transact(() => {
		bob.document.text(id)?.delete(at, deletes);
		bob.document.text(id)?.insert(at, letters);
	});
	sync(alice, bob);
}

function textOf({ document }: DocumentPeer, id: ElementId): string | undefined {
	return document.text(id)?.toString();
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('typing', () => {
	it('goes to the others letter by letter', () => {
		const { alice, bob, id, field } = typing('ab');
		field.setSelectionRange(1).type('x');
		sync(alice, bob);
		expect(textOf(bob, id)).toBe('axb');
	});
	it('makes a new text with its first letter, and none before', () => {
		const { alice, id, field } = typing('', { isNew: true });
		expect(alice.document.has(id)).toBe(false);
		field.type('h');
		field.type('i');
		expect(alice.document.read(id)).toMatchObject({ type: 'text', text: 'hi' });
	});
	it('shows what others type, the caret staying at its letter', () => {
		const all = typing('ab');
		all.field.setSelectionRange(1);
		bobTypes(all, 0, 'xy');
		expect([all.field.value, all.field.selectionStart]).toEqual(['xyab', 3]);
	});
	it('is one step of undo up to a pause, and undo leaves the letters of others', () => {
		const all = typing('');
		all.field.type('a');
		all.field.type('b');
		bobTypes(all, 2, '!');
		vi.advanceTimersByTime(1_500);
		all.field.setSelectionRange(2).type('c');
		all.alice.undo.undo();
		expect(all.field.value).toBe('ab!');
		all.alice.undo.undo();
		expect([all.field.value, textOf(all.alice, all.id)]).toEqual(['!', '!']);
		all.alice.undo.redo();
		expect(all.field.value).toBe('ab!');
	});
	it('goes on after undo in the same field', () => {
		const { alice, id, field } = typing('ab');
		field.type('c');
		alice.undo.undo();
		field.type('d');
		expect([field.value, textOf(alice, id)]).toEqual(['abd', 'abd']);
	});
	it('changes nothing when this board may no longer be written', () => {
		const { alice, id, field, session } = typing('ab');
		alice.isEditor = false;
		field.type('c');
		session.flush();
		expect(textOf(alice, id)).toBe('ab');
	});
	it('is told when somebody deletes the text', () => {
		const { alice, bob, id, onGone } = typing('ab');
		bob.document.remove([id]);
		sync(alice, bob);
		expect(onGone).toHaveBeenCalledTimes(1);
	});
	it('is heard no more after destroy, twice too', () => {
		const all = typing('ab');
		all.session.destroy();
		all.session.destroy();
		all.field.type('c');
		bobTypes(all, 0, 'x');
		expect([all.field.value, textOf(all.alice, all.id)]).toEqual(['abc', 'xab']);
	});
});

describe('composing', () => {
	it('is sent when it ends, as one change', () => {
		const { alice, id, field } = typing('ab');
		field.compose('k').compose('ka').compose('か');
		expect(textOf(alice, id)).toBe('ab');
		field.endComposition();
		expect(textOf(alice, id)).toBe('abか');
	});
	it('leaves the field alone while others type, and then shows both', () => {
		const all = typing('ab');
		all.field.setSelectionRange(1).compose('X').compose('XX');
		bobTypes(all, 2, 'cd');
		expect(all.field.value).toBe('aXXb');
		all.field.endComposition();
		sync(all.alice, all.bob);
		expect([all.field.value, all.field.selectionStart]).toEqual(['aXXbcd', 3]);
		expect([textOf(all.alice, all.id), textOf(all.bob, all.id)]).toEqual(['aXXbcd', 'aXXbcd']);
	});
	it('keeps the letters that others put among those it replaces', () => {
		const all = typing('say hallo');
		all.field.setSelectionRange(4, 9);
		all.field.compose('hello');
		bobTypes(all, 6, '__');
		bobTypes(all, 0, 'I ', 4);
		all.field.endComposition();
		expect(textOf(all.alice, all.id)).toBe(all.field.value);
		expect(all.field.value).toBe('I hello__');
	});
	it('shows what others did when it ends without a letter', () => {
		const all = typing('ab');
		all.field.setSelectionRange(1).compose('X').compose('');
		bobTypes(all, 0, 'cd');
		bobTypes(all, 0, '', 1);
		all.field.endComposition();
		expect([all.field.value, all.field.selectionStart]).toEqual(['dab', 2]);
		expect(textOf(all.alice, all.id)).toBe('dab');
	});
	it('is followed by typing that goes where it is seen', () => {
		const all = typing('ab');
		all.field.setSelectionRange(1).compose('X');
		bobTypes(all, 0, 'cd');
		all.field.endComposition();
		all.field.type('y');
		expect([all.field.value, textOf(all.alice, all.id)]).toEqual(['cdaXyb', 'cdaXyb']);
	});
	it('is flushed before it ends, and not sent twice when it does', () => {
		const { alice, id, field, session } = typing('ab');
		field.compose('c');
		session.flush();
		expect(textOf(alice, id)).toBe('abc');
		field.endComposition();
		expect(textOf(alice, id)).toBe('abc');
	});
	it('is not written into a text that somebody has deleted', () => {
		const { alice, bob, id, field, session } = typing('ab');
		field.compose('c');
		bob.document.remove([id]);
		sync(alice, bob);
		field.isComposing = false;
		session.flush();
		expect([textOf(alice, id), alice.undo.canUndo]).toEqual(['', false]);
	});
});

describe('the end of typing while a word is composed', () => {
	/** A board with a text field open at a new text. */
	function editing() {
		const board = new BoardDriver().setTool('text').click(300, 300);
		const { workspace } = board;
		if (!workspace.editing) throw new Error('expected a text that is being typed');
		const { elementId, position } = workspace.editing;
		const field = new Field();
		const session = new TextSession({
			document: board.document,
			undo: board.undoStack,
			elementId,
			newElement: () => ({ type: 'text', position }),
			field,
			onWritten: () => {},
			onGone: () => workspace.endEditing()
		});
		const detach = workspace.attachField(() => session.flush());
		return { board, workspace, field, detach };
	}

	it('makes a text of its only word, and selects it', () => {
		const { board, workspace, field } = editing();
		field.compose('Harbour');
		workspace.endEditing();
		expect(board.made('text').text).toBe('Harbour');
		expect(board.selection()).toEqual([board.made('text').id]);
	});
	it('keeps the word when the board is left', () => {
		const { board, workspace, field } = editing();
		field.compose('Harbour');
		workspace.destroy();
		expect(board.document.read(board.made('text').id)).toMatchObject({ text: 'Harbour' });
	});
	it('asks no field that is gone', () => {
		const { board, workspace, field, detach } = editing();
		detach();
		field.compose('Harbour');
		workspace.endEditing();
		expect(board.elements()).toEqual([]);
	});
});
