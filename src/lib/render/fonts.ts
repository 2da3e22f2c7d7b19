import type { FontName } from '../document/element.ts';
import type { MeasureText } from '../scene/text-layout.ts';

const FAMILIES: Readonly<Record<FontName, string>> = {
	hand: '"Shantell Sans Variable", "Comic Sans MS", cursive',
	sans: '"Inter Variable", system-ui, sans-serif',
	serif: 'Georgia, "Times New Roman", serif',
	mono: 'ui-monospace, "Cascadia Mono", Menlo, monospace'
};

/** A CSS font for a canvas or a text field; size in whatever unit the canvas is in. */
export function cssFont(font: FontName, fontSize: number, weight = 500): string {
	return `${weight} ${fontSize}px ${FAMILIES[font]}`;
}

/** Measures with the fonts of this document. Widths scale with the size, so each text is measured once. */
export function createMeasure(context: CanvasRenderingContext2D): MeasureText {
	const MEASURED_AT = 100;
	return (text, font, fontSize) => {
		context.font = cssFont(font, MEASURED_AT);
		return (context.measureText(text).width * fontSize) / MEASURED_AT;
	};
}
