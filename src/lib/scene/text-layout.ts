import type { FontName, TextAlign } from '../document/element.ts';

/** How wide a run of text is, page units. Given by the renderer; a rough one will do where nothing is drawn. */
export type MeasureText = (text: string, font: FontName, fontSize: number) => number;

/** Distance between base lines, as a part of the font size. */
export const LINE_HEIGHT = 1.25;

export interface TextStyle {
	readonly font: FontName;
	readonly fontSize: number;
	readonly align?: TextAlign;
}

/** Text broken into the lines that are drawn, page units. */
export interface TextLayout {
	readonly lines: readonly string[];
	readonly width: number;
	readonly height: number;
}

/** Lays out text; `wrapWidth` null breaks only where the text does. Words longer than a line are broken inside. */
export function layoutText(
	text: string,
	{ font, fontSize }: TextStyle,
	wrapWidth: number | null,
	measure: MeasureText
): TextLayout {
	const widthOf = (run: string) => measure(run, font, fontSize);
	const paragraphs = text.split('\n');
	const lines =
		wrapWidth === null ? paragraphs : paragraphs.flatMap((p) => wrapParagraph(p, wrapWidth, widthOf));
	const longest = lines.reduce((width, line) => Math.max(width, widthOf(line)), 0);
	return { lines, width: wrapWidth ?? longest, height: lines.length * fontSize * LINE_HEIGHT };
}

/** Stands in for a real font where there is no canvas: tests, and the first reading before fonts are there. */
export const roughMeasure: MeasureText = (text, _font, fontSize) => text.length * fontSize * 0.52;

function wrapParagraph(paragraph: string, width: number, widthOf: (run: string) => number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of paragraph.split(/(?<=\s)/)) {
		if (line && widthOf((line + word).trimEnd()) > width) {
			lines.push(line.trimEnd());
			line = '';
		}
		let rest = word;
		while (rest.length > 1 && widthOf(rest.trimEnd()) > width) {
			const fitting = longestFitting(rest, width, widthOf);
			lines.push(rest.slice(0, fitting));
			rest = rest.slice(fitting);
		}
		line += rest;
	}
	lines.push(line);
	return lines;
}

function longestFitting(word: string, width: number, widthOf: (run: string) => number): number {
	let low = 1;
	let high = word.length - 1;
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if (widthOf(word.slice(0, middle)) <= width) low = middle;
		else high = middle - 1;
	}
	return low;
}
