// How large an element is that is as large as its text: a text itself, and a note, which grows.
import type { NoteElement, TextElement } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { layoutText, widestWord, type MeasureText } from './text-layout.ts';

/** Room around a note's text, page units. */
export const NOTE_PADDING = 12;
/** Where the name of a note's author stands, page units. */
export const NOTE_FOOTER = 18;
/** A note's letters get no smaller than this by themselves, page units. */
const LEAST_FONT_SIZE = 10;

/** A note grows downwards with its text; what is stored is its size without. */
export function noteSize(note: NoteElement, measure: MeasureText): Pair {
	const [width, height] = note.size;
	const text = layoutText(note.text, fittedNote(note, measure), noteRoom(note), measure);
	const footer = note.author ? NOTE_FOOTER : 0;
	return [width, Math.max(height, text.height + 2 * NOTE_PADDING + footer)];
}

/**
 * The note with the letters that are shown: as large as asked for, or small enough for its longest word to stand on one
 * line. A word too long for that is broken inside anyway, and makes no letters smaller.
 */
export function fittedNote(note: NoteElement, measure: MeasureText): NoteElement {
	const { fontSize } = note;
	const room = noteRoom(note);
	const widest = widestWord(note.text, note, measure, (room * fontSize) / LEAST_FONT_SIZE);
	if (widest <= room) return note;
	return { ...note, fontSize: Math.floor((fontSize * room) / widest) };
}

/** How wide a line of the note's text may be, page units. */
const noteRoom = (note: NoteElement) => Math.max(8, note.size[0] - 2 * NOTE_PADDING);

export function textSize(text: TextElement, measure: MeasureText): Pair {
	const { width, height } = layoutText(text.text, text, text.width, measure);
	return [Math.max(1, width), Math.max(1, height)];
}
