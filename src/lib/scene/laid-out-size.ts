// How large an element is that is as large as its text: a text itself, and a note, which grows.
import type { NoteElement, TextElement } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { layoutText, type MeasureText } from './text-layout.ts';

/** Room around a note's text, page units. */
export const NOTE_PADDING = 12;
/** Where the name of a note's author stands, page units. */
export const NOTE_FOOTER = 18;

/** A note grows downwards with its text; what is stored is its size without. */
export function noteSize(note: NoteElement, measure: MeasureText): Pair {
	const [width, height] = note.size;
	const text = layoutText(note.text, note, Math.max(8, width - 2 * NOTE_PADDING), measure);
	const footer = note.author ? NOTE_FOOTER : 0;
	return [width, Math.max(height, text.height + 2 * NOTE_PADDING + footer)];
}

export function textSize(text: TextElement, measure: MeasureText): Pair {
	const { width, height } = layoutText(text.text, text, text.width, measure);
	return [Math.max(1, width), Math.max(1, height)];
}
