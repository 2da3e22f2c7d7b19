// One text field bound to one shared text while somebody types. Typing goes out as the smallest replacement; what
// others type comes in without moving the caret off its letter. While an input method composes, the field is left alone.
import type { BoardDocument } from '$lib/document/board-document';
import { MAX_TEXT_LENGTH } from '$lib/document/decode-element';
import type { ElementInput } from '$lib/document/element-input';
import type { ElementId } from '$lib/document/element';
import { moveCaret, textEditBetween, type DeltaPart } from '$lib/document/text-edit';
import type { Undo } from '$lib/document/undo';
import type * as Y from 'yjs';

/** A pause this long ends an undo step. */
const STEP_PAUSE_MS = 1_000;

export interface TextSessionOptions {
	readonly document: BoardDocument;
	readonly undo: Undo;
	readonly elementId: ElementId;
	/** What to make with the first letter, when the element is not there yet. */
	readonly newElement: ElementInput | null;
	readonly field: HTMLTextAreaElement;
	/** The element was deleted by somebody. */
	readonly onGone: () => void;
}

export class TextSession {
	readonly #options: TextSessionOptions;
	readonly #stop: () => void;
	#text: Y.Text | undefined;
	#shown = '';
	#typedAt = -Infinity;
	#isComposing = false;

	constructor(options: TextSessionOptions) {
		this.#options = options;
		const { document, elementId, field } = options;
		this.#text = document.text(elementId);
		this.#text?.observe(this.#receive);
		this.#shown = this.#text?.toString() ?? '';
		field.value = this.#shown;
		field.maxLength = MAX_TEXT_LENGTH;
		field.addEventListener('input', this.#send);
		field.addEventListener('compositionstart', this.#beginComposing);
		field.addEventListener('compositionend', this.#endComposing);
		this.#stop = document.onChange(({ removed }) => {
			if (removed.has(elementId)) options.onGone();
		});
	}

	destroy(): void {
		const { field } = this.#options;
		this.#text?.unobserve(this.#receive);
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
		this.#send();
	};

	readonly #send = () => {
		const { document, elementId, field, undo, newElement } = this.#options;
		if (this.#isComposing) return;
		const edit = textEditBetween(this.#shown, field.value, field.selectionStart);
		if (!edit || !document.canWrite) return;
		const now = performance.now();
		if (now - this.#typedAt > STEP_PAUSE_MS) undo.mark();
		this.#typedAt = now;
		this.#shown = field.value;
		if (!this.#text) {
			if (newElement) document.create([{ ...newElement, id: elementId, text: field.value }]);
			this.#text = document.text(elementId);
			this.#text?.observe(this.#receive);
			return;
		}
		document.transact(() => {
			if (edit.deleted > 0) this.#text?.delete(edit.index, edit.deleted);
			if (edit.inserted) this.#text?.insert(edit.index, edit.inserted);
		});
	};

	readonly #receive = (event: Y.YTextEvent) => {
		const { field } = this.#options;
		const value = this.#text?.toString() ?? '';
		if (value === this.#shown) return;
		// Nobody may take letters out from under an input method; they come when it is done, by `#send`'s comparison.
		if (this.#isComposing) return this.#rebase(event.delta as DeltaPart[]);
		const delta = event.delta as DeltaPart[];
		const start = moveCaret(field.selectionStart, delta);
		const end = moveCaret(field.selectionEnd, delta);
		this.#shown = value;
		field.value = value;
		field.setSelectionRange(start, end);
		field.dispatchEvent(new CustomEvent('remotetext'));
	};

	// The field keeps what is being composed; the letters of others are put into both what is shown and what we compare
	// with, so that they are neither deleted nor typed twice.
	#rebase(delta: readonly DeltaPart[]): void {
		const { field } = this.#options;
		const start = moveCaret(field.selectionStart, delta);
		this.#shown = applyDelta(this.#shown, delta);
		field.value = applyDelta(field.value, delta);
		field.setSelectionRange(start, start);
	}
}

function applyDelta(text: string, delta: readonly DeltaPart[]): string {
	let at = 0;
	let result = '';
	for (const part of delta) {
		if (part.retain) {
			result += text.slice(at, at + part.retain);
			at += part.retain;
		} else if (typeof part.insert === 'string') result += part.insert;
		else if (part.delete) at += part.delete;
	}
	return result + text.slice(at);
}
