import type { ArrowElement, Element, ShapeElement, TextAlign } from '../document/element.ts';
import { boxAt, centreOf, type Box } from '../geometry/box.ts';
import { controlOf, labelPoint, type ArrowPath } from '../scene/arrow-ends.ts';
import { ARROW_LABEL_WIDTH, uprightBounds } from '../scene/element-bounds.ts';
import { UNNAMED_FRAME } from '../scene/hit-test.ts';
import { noteSize, NOTE_FOOTER, NOTE_PADDING } from '../scene/laid-out-size.ts';
import type { PlacedElement } from '../scene/scene.ts';
import { labelRoom } from '../scene/shape-outline.ts';
import { layoutText, LINE_HEIGHT, type MeasureText } from '../scene/text-layout.ts';
import { paintHead } from './arrow-heads.ts';
import { pathOf, type PathElement } from './element-paths.ts';
import { cssFont } from './fonts.ts';
import { alphaOf } from './ink-alpha.ts';
import { distance, type Point } from '../geometry/point.ts';
import { paintLinkMark } from './link-mark.ts';
import { paintImage } from './paint-image.ts';
import { paintShape } from './paint-shape.ts';
import { strokeWith } from './stroke-with.ts';
import {
	inkColor,
	inkOn,
	NOTE_AUTHOR,
	NOTE_TEXT,
	noteColor,
	PALETTES,
	paperOf,
	type Theme
} from './palette.ts';
import type { PictureLookup } from './picture.ts';

/** What painting depends on beyond the element. */
export interface PaintStyle {
	readonly theme: Theme;
	readonly measure: MeasureText;
	/** Of the board; without it, as paper is by itself. */
	readonly paperColor?: string;
	/** The element whose text is being typed: the text field shows it, so it is not painted. */
	readonly hiddenTextId?: string | null;
	/** Without it images are drawn as not yet here. */
	readonly pictureOf?: PictureLookup;
	/** The path of an element, where it is not to be a browser's. */
	readonly pathOf?: (element: PathElement) => Path2D;
	/** A rough outline for a shape; without it, or while it has none, the shape is drawn exactly. */
	readonly roughOf?: (shape: ShapeElement) => Path2D | null;
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
	context.globalAlpha *= alphaOf(element);
	if (placed.clip) {
		context.beginPath();
		context.rect(...boxRect(placed.clip));
		context.clip();
	}
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
	// What is round or pointed has less room.
	const room = 'verticalAlign' in element ? labelRoom(element, element.size) : boxAt([0, 0], element.size);
	const minX = Math.max(room.minX, LABEL_PADDING);
	const minY = Math.max(room.minY, LABEL_PADDING);
	return {
		minX,
		minY,
		maxX: Math.max(minX + 8, Math.min(room.maxX, width - LABEL_PADDING)),
		maxY: Math.max(minY, Math.min(room.maxY, height - LABEL_PADDING))
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
			return context.fill((style.pathOf ?? pathOf)(element));
		case 'line':
			strokeWith(context, ink, element);
			return context.stroke((style.pathOf ?? pathOf)(element));
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
			paintShape(context, element, style);
			if (element.link) paintLinkMark(context, element.size[0], labelColor(element, style.theme));
			return paintLabel(
				context,
				element,
				labelBox(element),
				element.verticalAlign,
				labelColor(element, style.theme),
				style
			);
	}
}

function paintArrow(
	context: CanvasRenderingContext2D,
	arrow: ArrowElement,
	path: ArrowPath | undefined,
	style: PaintStyle
): void {
	if (!path) throw new Error(`expected the resolved way of arrow ${arrow.id}, got none`);
	const { corners } = path;
	const control = controlOf(path);
	const ink = inkColor(arrow.color, style.theme);
	strokeWith(context, ink, arrow);
	context.beginPath();
	if (corners) traceElbow(context, corners);
	else {
		context.moveTo(path.start.x, path.start.y);
		context.quadraticCurveTo(control.x, control.y, path.end.x, path.end.y);
	}
	context.stroke();
	context.setLineDash([]);
	const look = {
		strokeWidth: arrow.strokeWidth,
		paper: paperOf(style),
		ink
	};
	paintHead(context, arrow.endHead, { from: corners?.at(-2) ?? control, tip: path.end, ...look });
	paintHead(context, arrow.startHead, { from: corners?.[1] ?? control, tip: path.start, ...look });
	if (arrow.text && style.hiddenTextId !== arrow.id) {
		const { x, y } = labelPoint(arrow, path);
		const half = ARROW_LABEL_WIDTH / 2;
		const box = { minX: x - half, minY: y - 30, maxX: x + half, maxY: y + 30 };
		context.fillStyle = paperOf(style);
		const { longest: width, height } = layoutText(arrow.text, arrow, ARROW_LABEL_WIDTH, style.measure);
		context.fillRect(x - width / 2 - 4, y - height / 2 - 2, width + 8, height + 4);
		paintLabel(context, arrow, box, 'middle', inkColor('black', style.theme), style);
	}
}

/** By eye. */
const ELBOW_RADIUS = 12;

function traceElbow(context: CanvasRenderingContext2D, corners: readonly Point[]): void {
	for (const [i, { x, y }] of corners.entries()) {
		const before = corners[i - 1];
		const after = corners[i + 1];
		if (!before) context.moveTo(x, y);
		else if (!after) context.lineTo(x, y);
		else {
			const room = Math.min(distance(before, { x, y }), distance(after, { x, y })) / 2;
			context.arcTo(x, y, after.x, after.y, Math.min(ELBOW_RADIUS, room));
		}
	}
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

/** Page units between a frame's name and the frame. */
export const FRAME_NAME_GAP = 10;

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
	if (!note.author || height < NOTE_PADDING + NOTE_FOOTER) return;
	context.font = cssFont('sans', 11);
	context.fillStyle = NOTE_AUTHOR;
	context.textBaseline = 'alphabetic';
	context.textAlign = 'left';
	context.fillText(note.author, NOTE_PADDING, height - NOTE_PADDING, Math.max(1, width - 2 * NOTE_PADDING));
}

function paintFrame(
	context: CanvasRenderingContext2D,
	{ id, size: [width, height], text, fontSize, font }: Extract<Element, { readonly type: 'frame' }>,
	{ theme, hiddenTextId }: PaintStyle
): void {
	context.strokeStyle = PALETTES[theme].softText;
	context.lineWidth = 1;
	context.strokeRect(0, 0, width, height);
	if (id === hiddenTextId) return;
	context.font = cssFont(font, fontSize);
	context.fillStyle = PALETTES[theme].softText;
	context.textBaseline = 'alphabetic';
	context.textAlign = 'left';
	context.fillText(text || UNNAMED_FRAME, 0, -FRAME_NAME_GAP);
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
