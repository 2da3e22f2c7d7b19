// One text field bound to one shared text while somebody types. Typing goes out as the smallest replacement; what
// others type comes in without moving the caret off its letter. While an input method composes, the field is left
// alone: what others do meanwhile is kept, and both are merged when the composition ends.
import type { BoardDocument } from '$lib/document/board-document';
import { MAX_TEXT_LENGTH } from '$lib/document/decode-element';
import type { ElementInput } from '$lib/document/element-input';
import type { Element, ElementId } from '$lib/document/element';
import {
	moveCaret,
	rebaseEdit,
	textEditBetween,
	type DeltaPart,
	type TextEdit
} from '$lib/document/text-edit';
import type { Undo } from '$lib/document/undo';
import type * as Y from 'yjs';

/** What is asked of a `<textarea>`. */
export interface TextField extends EventTarget {
	value: string;
	maxLength: number;
	readonly selectionStart: number;
	readonly selectionEnd: number;
	setSelectionRange(start: number, end: number): void;
}

export interface TextSessionOptions {
	readonly document: BoardDocument;
	readonly undo: Undo;
	readonly elementId: ElementId;
	/** What to make with the first letter, when the element is not there yet. Asked then: it may look different by now. */
	readonly newElement: (() => ElementInput) | null;
	readonly field: TextField;
	/** After each change that is written here, in its step of undo; `before`: the element as it was, null for a new one. */
	readonly onWritten: (before: Element | null) => void;
	/** The element was deleted by somebody. */
	readonly onGone: () => void;
}

export class TextSession {
	readonly #options: TextSessionOptions;
	readonly #stop: () => void;
	#text: Y.Text | undefined;
	/** What the field and the shared text both said when they last agreed. */
	#agreed = '';
	/** What others have done since then, because an input method was composing. */
	#missed: (readonly DeltaPart[])[] = [];
	#isComposing = false;

	constructor(options: TextSessionOptions) {
		this.#options = options;
		const { document, elementId, field } = options;
		this.#text = document.text(elementId);
		this.#text?.observe(this.#receive);
		this.#agreed = this.#text?.toString() ?? '';
		field.value = this.#agreed;
		field.maxLength = MAX_TEXT_LENGTH;
		field.addEventListener('input', this.#send);
		field.addEventListener('compositionstart', this.#beginComposing);
		field.addEventListener('compositionend', this.#endComposing);
		this.#stop = document.onChange(({ removed }) => {
			if (removed.has(elementId)) options.onGone();
		});
	}

	/**
	 * Brings field and shared text together, what is still being composed included: to be called before the field goes.
	 * A phone's keyboard composes every word, and tells of its end only when the field has lost the focus.
	 */
	flush(): void {
		const { document, field } = this.#options;
		const edit = document.canWrite && textEditBetween(this.#agreed, field.value, field.selectionStart);
		const missed = this.#missed;
		this.#missed = [];
		if (missed.length === 0) {
			if (!edit) return;
			this.#agreed = field.value;
			return this.#write([edit]);
		}
		const edits = edit ? rebaseEdit(edit, missed) : [];
		const insertion = edits.at(-1);
		const caret = insertion
			? insertion.index + insertion.inserted.length
			: missed.reduce(moveCaret, field.selectionStart);
		this.#show(edits.reduce(applyEdit, this.#text?.toString() ?? ''), caret, caret);
		this.#write(edits);
	}

	destroy(): void {
		const { field } = this.#options;
		this.#text?.unobserve(this.#receive);
		this.#text = undefined;
		field.removeEventListener('input', this.#send);
		field.removeEventListener('compositionstart', this.#beginComposing);
		field.removeEventListener('compositionend', this.#endComposing);
		this.#stop();
	}

	readonly #beginComposing = () => {
		this.#isComposing = true;
	};

	readonly #endComposing = () => {
		this.#isComposing = false;
		this.flush();
	};

	readonly #send = () => {
		if (!this.#isComposing) this.flush();
	};

	readonly #receive = (event: Y.YTextEvent) => {
		const { field } = this.#options;
		const value = this.#text?.toString() ?? '';
		// It is what was written here.
		if (value === this.#agreed && this.#missed.length === 0) return;
		const delta = event.delta as DeltaPart[];
		// A field that is written to drops what it is composing.
		if (this.#isComposing) this.#missed.push(delta);
		else this.#show(value, moveCaret(field.selectionStart, delta), moveCaret(field.selectionEnd, delta));
	};

	#show(value: string, start: number, end: number): void {
		const { field } = this.#options;
		this.#agreed = value;
		field.value = value;
		field.setSelectionRange(start, end);
	}

	#write(edits: readonly TextEdit[]): void {
		const { document, elementId, undo, newElement, field } = this.#options;
		const text = this.#text;
		// What somebody has deleted is not written to: it would be a step of undo that nobody sees.
		if (edits.length === 0 || (text && !document.has(elementId))) return;
		undo.mark(`text ${elementId}`);
		const before = document.read(elementId) ?? null;
		if (text) {
			document.transact(() => {
				for (const { index, deleted, inserted } of edits) {
					if (deleted > 0) text.delete(index, deleted);
					if (inserted) text.insert(index, inserted);
				}
			});
			return this.#options.onWritten(before);
		}
		if (newElement) document.create([{ ...newElement(), id: elementId, text: field.value }]);
		this.#text = document.text(elementId);
		this.#text?.observe(this.#receive);
		this.#options.onWritten(before);
	}
}

function applyEdit(text: string, { index, deleted, inserted }: TextEdit): string {
	return text.slice(0, index) + inserted + text.slice(index + deleted);
}
