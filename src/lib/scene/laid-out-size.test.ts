import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import type { NoteElement } from '../document/element.ts';
import { fittedNote, NOTE_FOOTER, NOTE_PADDING, noteSize } from './laid-out-size.ts';
import { layoutText, LINE_HEIGHT, type MeasureText } from './text-layout.ts';

/** Every letter is half as wide as high. */
const measure: MeasureText = (text, _font, fontSize) => text.length * fontSize * 0.5;

const ROOM = 160;
const note = (text: string, fields: Partial<NoteElement> = {}) =>
	({
		type: 'note',
		text,
		font: 'hand',
		fontSize: 20,
		size: [ROOM + 2 * NOTE_PADDING, 100],
		...fields
	}) as NoteElement;
const sizeOf = (text: string, fields?: Partial<NoteElement>) =>
	fittedNote(note(text, fields), measure).fontSize;

describe('the letters of a note', () => {
	it.each<[string, string, number]>([
		['as large as asked for where every word fits', 'sixteen letters!', 20],
		['as large as asked for where the text is long and its words short', 'a word '.repeat(40), 20],
		['smaller for a word that is too long', 'incomprehensibilities', 15],
		['smaller for the longest of several', 'extraordinarily incomprehensibilities', 15],
		['as large as asked for where a word is too long even for the smallest', 'x'.repeat(33), 20],
		['smaller for the longest that can fit at all', `${'x'.repeat(500)} ${'y'.repeat(32)}`, 10],
		['as large as asked for in a script that breaks between any letters', '不可理解的東西'.repeat(5), 20],
		['smaller for a long word beside such a script', '單字incomprehensibilities單字', 15],
		['as large as asked for without any', '', 20]
	])('are %s', (_name, text, expected) => expect(sizeOf(text)).toBe(expected));
	it('that are asked to be smaller than the smallest are left so', () => {
		expect(sizeOf('incomprehensibilities', { fontSize: 8 })).toBe(8);
		expect(sizeOf('incomprehensibilities'.repeat(2), { fontSize: 8 })).toBe(8);
	});
	it('are what they were when the note is broader', () => {
		expect(sizeOf('incomprehensibilities', { size: [300, 100] })).toBe(20);
	});
	it('leave the note itself alone', () => {
		const given = note('incomprehensibilities');
		fittedNote(given, measure);
		expect(given.fontSize).toBe(20);
		const short = note('short');
		expect(fittedNote(short, measure)).toBe(short);
	});
	it('break no word that fits at the smallest size', () => {
		forSeeds(300, (random) => {
			const words = Array.from({ length: random.integer(1, 8) }, () => 'x'.repeat(random.integer(1, 32)));
			const fontSize = random.integer(10, 60);
			const fitted = fittedNote(note(words.join(' '), { fontSize }), measure);
			const { lines } = layoutText(fitted.text, fitted, ROOM, measure);
			expect(lines.flatMap((line) => line.split(' '))).toEqual(words);
			expect(fitted.fontSize).toBeLessThanOrEqual(fontSize);
		});
	});
});

describe('the size of a note', () => {
	it('grows by the lines of the letters that are shown, and by who wrote it', () => {
		const lines = 'incomprehensibilities '.repeat(8).trim();
		const height = 8 * 15 * LINE_HEIGHT + 2 * NOTE_PADDING;
		expect(noteSize(note(lines), measure)).toEqual([ROOM + 2 * NOTE_PADDING, height]);
		expect(noteSize(note(lines, { author: 'Ada' }), measure)[1]).toBe(height + NOTE_FOOTER);
	});
	it('is what was given where the text has room', () => {
		expect(noteSize(note('short'), measure)).toEqual([ROOM + 2 * NOTE_PADDING, 100]);
	});
});
