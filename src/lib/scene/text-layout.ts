import type { FontName, TextAlign } from '../document/element.ts';

/** How wide a run of text is, page units. Given by the renderer; a rough one will do where nothing is drawn. */
export type MeasureText = (text: string, font: FontName, fontSize: number) => number;

/** Distance between base lines, as a part of the font size. */
export const LINE_HEIGHT = 1.25;

/** Width of the narrowest letter, as a part of the font size. */
const NARROWEST_LETTER = 0.1;

export interface TextStyle {
	readonly font: FontName;
	readonly fontSize: number;
	readonly align?: TextAlign;
}

/** Text broken into the lines that are drawn, page units. */
export interface TextLayout {
	readonly lines: readonly string[];
	readonly width: number;
	/** Of the longest line. */
	readonly longest: number;
	readonly height: number;
}

/** What was made to fit exactly does, whatever the last place of the sum. */
const ROUNDING = 1e-6;

/** What stands between words; in scripts without spaces every letter is one, as far as line breaks go. */
const BETWEEN_WORDS =
	/[\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/u;

/** How wide the widest word is, page units, of those no wider than `most`: whatever is wider is broken inside anyway. */
export function widestWord(
	text: string,
	{ font, fontSize }: TextStyle,
	measure: MeasureText,
	most: number
): number {
	let widest = 0;
	for (const word of text.split(BETWEEN_WORDS)) {
		// No letter is narrower: so what can't count is never measured, however long it is.
		if (word.length * fontSize * NARROWEST_LETTER > most) continue;
		const width = measure(word, font, fontSize);
		if (width > widest && width <= most) widest = width;
	}
	return widest;
}

/** Lays out text; `wrapWidth` null breaks only where the text does. Words longer than a line are broken inside. */
export function layoutText(
	text: string,
	{ font, fontSize }: TextStyle,
	wrapWidth: number | null,
	measure: MeasureText
): TextLayout {
	const widthOf = (run: string) => measure(run, font, fontSize);
	// No letter is narrower: so a run that can't fit is never measured whole, however long it is.
	const maxLetters = wrapWidth === null ? Infinity : Math.ceil(wrapWidth / (fontSize * NARROWEST_LETTER)) + 2;
	const paragraphs = text.split('\n');
	const lines =
		wrapWidth === null
			? paragraphs
			: paragraphs.flatMap((p) => wrapParagraph(p, { width: wrapWidth, maxLetters, widthOf }));
	const longest = lines.reduce((width, line) => Math.max(width, widthOf(line)), 0);
	return { lines, width: wrapWidth ?? longest, longest, height: lines.length * fontSize * LINE_HEIGHT };
}

/** Stands in for a real font where there is no canvas: tests, and the first reading before fonts are there. */
export const roughMeasure: MeasureText = (text, _font, fontSize) => text.length * fontSize * 0.52;

interface LineRule {
	readonly width: number;
	/** More letters than this are wider than a line, whatever they are. */
	readonly maxLetters: number;
	readonly widthOf: (run: string) => number;
}

function wrapParagraph(paragraph: string, rule: LineRule): string[] {
	const { width, maxLetters, widthOf } = rule;
	const isTooWide = (run: string) => run.length > maxLetters || widthOf(run) > width + ROUNDING;
	const lines: string[] = [];
	let line = '';
	for (const word of paragraph.split(/(?<=\s)/)) {
		if (line && isTooWide((line + word).trimEnd())) {
			lines.push(line.trimEnd());
			line = '';
		}
		let rest = word;
		while (rest.length > 1 && isTooWide(rest.trimEnd())) {
			const fitting = longestFitting(rest, rule);
			lines.push(rest.slice(0, fitting));
			rest = rest.slice(fitting);
		}
		line += rest;
	}
	lines.push(line);
	return lines;
}

/** How many letters of the word fit on a line; at least one whole character. */
function longestFitting(word: string, { width, maxLetters, widthOf }: LineRule): number {
	let low = 1;
	let high = Math.min(word.length - 1, maxLetters);
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if (widthOf(word.slice(0, middle)) <= width) low = middle;
		else high = middle - 1;
	}
	const cutsPair = /[\uD800-\uDBFF]$/.test(word.slice(0, low));
	return cutsPair ? (low === 1 ? 2 : low - 1) : low;
}
