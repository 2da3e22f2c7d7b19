// How large an element is that is as large as its text: a text itself, and a note, which grows.
import type { NoteElement, TextElement } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { isSurelyWider, layoutText, type MeasureText } from './text-layout.ts';

/** Room around a note's text, page units. */
export const NOTE_PADDING = 12;
/** Where the name of a note's author stands, page units. */
export const NOTE_FOOTER = 18;

/** A note's letters get no smaller than this by themselves, page units. */
const LEAST_FONT_SIZE = 10;
/** What stands between words; in scripts without spaces every letter is one, as far as line breaks go. */
const BETWEEN_WORDS =
	/[\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/u;

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
	const room = noteRoom(note);
	const widthAt = (word: string, fontSize: number) => measure(word, note.font, fontSize);
	let { fontSize } = note;
	for (const word of note.text.split(BETWEEN_WORDS)) {
		if (isSurelyWider(word, LEAST_FONT_SIZE, room) || widthAt(word, fontSize) <= room) continue;
		// Widths go by the size of letters, but for the last place of the sum.
		let fitting = Math.floor((fontSize * room) / widthAt(word, fontSize));
		if (widthAt(word, fitting) > room) fitting--;
		if (fitting >= LEAST_FONT_SIZE) fontSize = fitting;
	}
	return fontSize === note.fontSize ? note : { ...note, fontSize };
}

/** How wide a line of the note's text may be, page units. */
const noteRoom = (note: NoteElement) => Math.max(8, note.size[0] - 2 * NOTE_PADDING);

export function textSize(text: TextElement, measure: MeasureText): Pair {
	const { width, height } = layoutText(text.text, text, text.width, measure);
	return [Math.max(1, width), Math.max(1, height)];
}
