import type { ArrowElement, Dash, Element, ShapeElement } from '../document/element.ts';
import { boxAt, centreOf, type Box } from '../geometry/box.ts';
import { controlOf, type ArrowPath } from '../scene/arrow-ends.ts';
import { noteSize, NOTE_PADDING, uprightBounds } from '../scene/element-bounds.ts';
import type { PlacedElement } from '../scene/scene.ts';
import { layoutText, LINE_HEIGHT, type MeasureText } from '../scene/text-layout.ts';
import { pathOf } from './element-paths.ts';
import { cssFont } from './fonts.ts';
import { paintImage } from './paint-image.ts';
import { inkColor, inkOn, NOTE_TEXT, noteColor, PALETTES, tintColor, type Theme } from './palette.ts';
import type { PictureLookup } from './picture.ts';

/** What painting depends on beyond the element. */
export interface PaintStyle {
	readonly theme: Theme;
	readonly measure: MeasureText;
	/** The element whose text is being typed: the text field shows it, so it is not painted. */
	readonly hiddenTextId?: string | null;
	/** Without it images are drawn as not yet here. */
	readonly pictureOf?: PictureLookup;
}

/** Room between a shape's edge and its label, page units. */
export const LABEL_PADDING = NOTE_PADDING;

/** Paints one element; the context's units are page units. Leaves the context as it was. */
export function paintElement(
	context: CanvasRenderingContext2D,
	placed: PlacedElement,
	style: PaintStyle
): void {
	const { element } = placed;
	if (element.type === 'group') return;
	context.save();
	context.globalAlpha *= element.opacity;
	turn(context, placed, style.measure);
	if (element.type === 'arrow') paintArrow(context, element, placed.path, style);
	else {
		context.translate(element.position[0], element.position[1]);
		paintUpright(context, element, style);
	}
	context.restore();
}

/** Where the label of a shape or note wraps and stands: the box it is laid out in, relative to its position. */
export function labelBox(element: Extract<Element, { readonly size: unknown; readonly text: string }>): Box {
	const [width, height] = element.size;
	// What is round or pointed has less room: the box that fits into it.
	const inset = element.type === 'ellipse' ? 0.146 : element.type === 'diamond' ? 0.25 : 0;
	const padX = Math.max(width * inset, LABEL_PADDING);
	const padY = Math.max(height * inset, LABEL_PADDING);
	return {
		minX: padX,
		minY: padY,
		maxX: Math.max(padX + 8, width - padX),
		maxY: Math.max(padY, height - padY)
	};
}

/** The colour of a shape's label: of the paper's ink, or what can be read on its fill. */
export function labelColor({ fill, color }: ShapeElement, theme: Theme): string {
	return fill === 'solid' ? inkOn(inkColor(color, theme)) : inkColor('black', theme);
}

function turn(
	context: CanvasRenderingContext2D,
	{ element, path }: PlacedElement,
	measure: MeasureText
): void {
	if (element.rotation === 0) return;
	const bounds = uprightBounds(element, { measure, path });
	if (!bounds) return;
	const { x, y } = centreOf(bounds);
	context.translate(x, y);
	context.rotate(element.rotation);
	context.translate(-x, -y);
}

function paintUpright(
	context: CanvasRenderingContext2D,
	element: Exclude<Element, { readonly type: 'arrow' | 'group' }>,
	style: PaintStyle
): void {
	const ink = inkColor(element.color, style.theme);
	switch (element.type) {
		case 'stroke':
			context.fillStyle = ink;
			return context.fill(pathOf(element));
		case 'rectangle':
		case 'ellipse':
		case 'diamond': {
			const path = pathOf(element);
			if (element.fill !== 'none') {
				context.fillStyle = element.fill === 'solid' ? ink : tintColor(element.color, style.theme);
				context.fill(path);
			}
			strokeWith(context, ink, element);
			context.stroke(path);
			const textColor = labelColor(element, style.theme);
			return paintLabel(context, element, labelBox(element), 'middle', textColor, style);
		}
		case 'line':
			strokeWith(context, ink, element);
			return context.stroke(pathOf(element));
		case 'text':
			return paintText(context, element, ink, style);
		case 'note':
			paintNote(context, element, style);
			return paintLabel(context, element, labelBox(element), 'start', NOTE_TEXT, style);
		case 'frame':
			return paintFrame(context, element, style);
		case 'image':
			return paintImage(context, element, style);
		case 'unknown':
			return paintUnknown(context, element.size, element.originalType, style.theme);
		default:
			return element satisfies never;
	}
}

function strokeWith(
	context: CanvasRenderingContext2D,
	color: string,
	{ strokeWidth, dash }: { readonly strokeWidth: number; readonly dash: Dash }
): void {
	context.strokeStyle = color;
	context.lineWidth = strokeWidth;
	context.lineCap = 'round';
	context.lineJoin = 'round';
	if (dash === 'dashed') context.setLineDash([strokeWidth * 3, strokeWidth * 2.5]);
	else if (dash === 'dotted') context.setLineDash([0.01, strokeWidth * 2]);
	else context.setLineDash([]);
}

function paintArrow(
	context: CanvasRenderingContext2D,
	arrow: ArrowElement,
	path: ArrowPath | undefined,
	style: PaintStyle
): void {
	if (!path) throw new Error(`expected the resolved way of arrow ${arrow.id}, got none`);
	const control = controlOf(path);
	strokeWith(context, inkColor(arrow.color, style.theme), arrow);
	context.beginPath();
	context.moveTo(path.start.x, path.start.y);
	context.quadraticCurveTo(control.x, control.y, path.end.x, path.end.y);
	context.stroke();
	context.setLineDash([]);
	if (arrow.endHead !== 'none') paintHead(context, control, path.end, arrow.strokeWidth);
	if (arrow.startHead !== 'none') paintHead(context, control, path.start, arrow.strokeWidth);
	if (arrow.text && style.hiddenTextId !== arrow.id) {
		const { x, y } = path.middle;
		const box = { minX: x - 80, minY: y - 30, maxX: x + 80, maxY: y + 30 };
		context.fillStyle = PALETTES[style.theme].paper;
		const { width, height } = layoutText(arrow.text, arrow, 160, style.measure);
		context.fillRect(x - width / 2 - 4, y - height / 2 - 2, width + 8, height + 4);
		paintLabel(context, arrow, box, 'middle', inkColor('black', style.theme), style);
	}
}

function paintHead(
	context: CanvasRenderingContext2D,
	from: { readonly x: number; readonly y: number },
	tip: { readonly x: number; readonly y: number },
	strokeWidth: number
): void {
	const angle = Math.atan2(tip.y - from.y, tip.x - from.x);
	const length = 6 + strokeWidth * 2.5;
	context.beginPath();
	for (const side of [-1, 1]) {
		// By eye: 27° to each side.
		const wing = angle + Math.PI + side * 0.47;
		context.moveTo(tip.x + Math.cos(wing) * length, tip.y + Math.sin(wing) * length);
		context.lineTo(tip.x, tip.y);
	}
	context.stroke();
}

function paintText(
	context: CanvasRenderingContext2D,
	element: Extract<Element, { readonly type: 'text' }>,
	color: string,
	{ measure, hiddenTextId }: PaintStyle
): void {
	if (hiddenTextId === element.id) return;
	const { lines, width } = layoutText(element.text, element, element.width, measure);
	paintLines(context, { lines, color, element, left: 0, width, top: 0 });
}

function paintLabel(
	context: CanvasRenderingContext2D,
	element: Extract<Element, { readonly text: string }>,
	box: Box,
	vertical: 'start' | 'middle',
	color: string,
	{ measure, hiddenTextId }: PaintStyle
): void {
	if (!element.text || hiddenTextId === element.id) return;
	const width = box.maxX - box.minX;
	const { lines, height } = layoutText(element.text, element, width, measure);
	const top = vertical === 'middle' ? (box.minY + box.maxY - height) / 2 : box.minY;
	paintLines(context, { lines, color, element, left: box.minX, width, top });
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
	// By eye: puts the letters' middle where a text field has it, so that nothing jumps when editing ends.
	const baseline = top + fontSize * (LINE_HEIGHT / 2 + 0.31);
	lines.forEach((line, i) => context.fillText(line, x, baseline + i * fontSize * LINE_HEIGHT));
}

function paintNote(
	context: CanvasRenderingContext2D,
	note: Extract<Element, { readonly type: 'note' }>,
	{ theme, measure }: PaintStyle
): void {
	const [width, height] = noteSize(note, measure);
	context.save();
	context.shadowColor = `rgb(0 0 0 / ${theme === 'light' ? 16 : 40}%)`;
	context.shadowBlur = 8;
	context.shadowOffsetY = 3;
	context.fillStyle = noteColor(note.color, theme);
	context.beginPath();
	context.roundRect(0, 0, width, height, 3);
	context.fill();
	context.restore();
}

function paintFrame(
	context: CanvasRenderingContext2D,
	{ size: [width, height], text, fontSize, font }: Extract<Element, { readonly type: 'frame' }>,
	{ theme }: PaintStyle
): void {
	context.strokeStyle = PALETTES[theme].softText;
	context.lineWidth = 1;
	context.strokeRect(0, 0, width, height);
	context.font = cssFont(font, fontSize);
	context.fillStyle = PALETTES[theme].softText;
	context.textBaseline = 'alphabetic';
	context.textAlign = 'left';
	context.fillText(text || 'Frame', 0, -6);
}

function paintUnknown(
	context: CanvasRenderingContext2D,
	[width, height]: readonly [number, number],
	label: string,
	theme: Theme
): void {
	context.strokeStyle = PALETTES[theme].softText;
	context.lineWidth = 1;
	context.setLineDash([4, 4]);
	context.strokeRect(...boxRect(boxAt([0, 0], [width, height])));
	context.setLineDash([]);
	context.font = cssFont('sans', 13);
	context.fillStyle = PALETTES[theme].softText;
	context.textAlign = 'center';
	context.textBaseline = 'middle';
	context.fillText(label, width / 2, height / 2, Math.max(1, width - 8));
}

const boxRect = ({ minX, minY, maxX, maxY }: Box) => [minX, minY, maxX - minX, maxY - minY] as const;
