import type { FontName } from '../document/element.ts';
import type { MeasureText } from '../scene/text-layout.ts';

// Chinese, Japanese and Korean letters are the system's: a font of theirs is many megabytes. Named here so that they are
// the same kind everywhere, and not whatever a browser finds first.
const CJK =
	'"PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "Noto Sans CJK SC", "Noto Sans CJK JP"';
const CJK_SERIF = '"Songti SC", "Hiragino Mincho ProN", "SimSun", "Yu Mincho", "Batang", "Noto Serif CJK SC"';

const FAMILIES: Readonly<Record<FontName, string>> = {
	hand: `"Shantell Sans Variable", ${CJK}, "Comic Sans MS", cursive`,
	sans: `"Inter Variable", ${CJK}, system-ui, sans-serif`,
	serif: `"Source Serif 4 Variable", ${CJK_SERIF}, Georgia, serif`,
	mono: `"JetBrains Mono Variable", ${CJK}, ui-monospace, monospace`
};

/** A CSS font for a canvas or a text field; size in whatever unit the canvas is in. */
export function cssFont(font: FontName, fontSize: number, weight = 500): string {
	return `${weight} ${fontSize}px ${FAMILIES[font]}`;
}

/** Measures with the fonts of this document, at one size: widths scale with it. */
export function createMeasure(context: CanvasRenderingContext2D): MeasureText {
	const MEASURED_AT = 100;
	return (text, font, fontSize) => {
		context.font = cssFont(font, MEASURED_AT);
		return (context.measureText(text).width * fontSize) / MEASURED_AT;
	};
}
