import type { Element, ShapeElement, TextAlign } from '../document/element.ts';
import type { Box } from '../geometry/box.ts';
import { layoutText, LINE_HEIGHT } from '../scene/text-layout.ts';
import { cssFont } from './fonts.ts';
import type { PaintStyle } from './paint-style.ts';
import { inkColor, inkOn, type Theme } from './palette.ts';

/** The colour of a shape's label: of the paper's ink, or what can be read on its fill. */
export function labelColor({ fill, color }: ShapeElement, theme: Theme): string {
	return fill === 'solid' ? inkOn(inkColor(color, theme)) : inkColor('black', theme);
}

/** Paints a text; the context's origin is its corner. */
export function paintText(
	context: CanvasRenderingContext2D,
	element: Extract<Element, { readonly type: 'text' }>,
	color: string,
	{ measure, hiddenTextId }: PaintStyle
): void {
	if (hiddenTextId === element.id) return;
	const { lines, width } = layoutText(element.text, element, element.width, measure);
	paintLines(context, { lines, color, element, left: 0, width, top: 0 });
}

/** Paints an element's text into a box. */
export function paintLabel(
	context: CanvasRenderingContext2D,
	element: Extract<Element, { readonly text: string }>,
	box: Box,
	vertical: TextAlign,
	color: string,
	{ measure, hiddenTextId }: PaintStyle
): void {
	if (!element.text || hiddenTextId === element.id) return;
	const width = box.maxX - box.minX;
	const { lines, height } = layoutText(element.text, element, width, measure);
	const free = box.maxY - box.minY - height;
	// What is too high for its room stands out at both ends.
	const top = vertical === 'middle' || free < 0 ? free / 2 : vertical === 'end' ? free : 0;
	paintLines(context, { lines, color, element, left: box.minX, width, top: box.minY + top });
}

function paintLines(
	context: CanvasRenderingContext2D,
	{
		lines,
		color,
		element,
		left,
		width,
		top
	}: {
		readonly lines: readonly string[];
		readonly color: string;
		readonly element: Extract<Element, { readonly text: string }>;
		readonly left: number;
		readonly width: number;
		readonly top: number;
	}
): void {
	const { fontSize, font, align } = element;
	context.font = cssFont(font, fontSize);
	context.fillStyle = color;
	context.textBaseline = 'alphabetic';
	context.textAlign = align === 'middle' ? 'center' : align === 'end' ? 'right' : 'left';
	const x = align === 'middle' ? left + width / 2 : align === 'end' ? left + width : left;
	const baseline = top + baselineOf(fontSize);
	lines.forEach((line, i) => context.fillText(line, x, baseline + i * fontSize * LINE_HEIGHT));
}

/** How far below its top a line's letters stand. By eye: where a text field has them, so that nothing jumps. */
export const baselineOf = (fontSize: number) => fontSize * (LINE_HEIGHT / 2 + 0.31);
