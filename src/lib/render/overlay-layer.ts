// What changes every frame: ink in progress, the selection, other people. Drawn in view space on a canvas of its own,
// so that a moving cursor never costs a redraw of the board.
import { boxOfCorners, cornersOf, expandBox, type Box } from '../geometry/box.ts';
import type { Pair, Point } from '../geometry/point.ts';
import { pageToView, type Camera, type ViewSize } from '../scene/camera.ts';
import type { PlacedElement } from '../scene/scene.ts';
import { cssFont } from './fonts.ts';
import { paintElement, type PaintStyle } from './paint-element.ts';
import { paintElements } from './paint-elements.ts';
import type { GrowingInk } from './growing-ink.ts';
import { PALETTES } from './palette.ts';
import type { GrowingStroke } from './stroke-piece.ts';

export interface OverlayInput {
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly style: PaintStyle;
	/** Elements in progress, ours and others', but for strokes. */
	readonly drafts: readonly PlacedElement[];
	/** Strokes in progress, ours and others'. */
	readonly strokes: readonly GrowingStroke[];
	/** Elements of the board that are being moved, and how far. */
	readonly moved: { readonly elements: readonly PlacedElement[]; readonly by: Pair } | null;
	/** Bounds of each selected element and of all together, page space. */
	readonly selected: readonly Box[];
	readonly selectionBounds: Box | null;
	/** Corners of the marquee, page space. */
	readonly marquee: { readonly from: Point; readonly to: Point } | null;
	/** What an arrow's end would hold on to. */
	readonly bindTarget: Box | null;
	readonly others: readonly OtherPerson[];
}

/** Somebody else, as shown on the canvas. */
export interface OtherPerson {
	readonly name: string;
	readonly color: string;
	/** Page space; null while the pointer is elsewhere. */
	readonly cursor: Point | null;
	readonly selected: readonly Box[];
}

/** View px between an element's bounds and the line around it. */
const SELECTION_GAP = 4;

/** Draws the overlay; the context's units are CSS px and the canvas is empty. */
export function drawOverlay(
	context: CanvasRenderingContext2D,
	input: OverlayInput,
	{ ink, pixelRatio }: { readonly ink: GrowingInk; readonly pixelRatio: number }
): void {
	const { camera, size, style } = input;
	const { accent } = PALETTES[style.theme];
	context.save();
	context.save();
	context.scale(camera.zoom, camera.zoom);
	context.translate(-camera.x, -camera.y);
	for (const draft of input.drafts) paintElement(context, draft, style);
	if (input.moved) {
		context.translate(...input.moved.by);
		const scale = context.getTransform().a;
		for (const _ of paintElements(context, input.moved.elements, { paint: style, scale }));
	}
	context.restore();
	ink.draw(context, input.strokes, { camera, size, pixelRatio, theme: style.theme });

	for (const { color, selected } of input.others) {
		for (const box of selected) outlineBox(context, viewBox(camera, box), color, 1.5);
	}
	if (input.bindTarget) outlineBox(context, viewBox(camera, input.bindTarget), accent, 2);
	if (input.selected.length > 1) {
		for (const box of input.selected) outlineBox(context, viewBox(camera, box), accent, 1);
	}
	if (input.selectionBounds) outlineBox(context, viewBox(camera, input.selectionBounds), accent, 1.5);
	if (input.marquee) drawMarquee(context, input.marquee, camera, accent);
	for (const { name, color, cursor } of input.others) {
		if (cursor) drawCursor(context, pageToView(camera, cursor), name, color);
	}
	context.restore();
}

function viewBox(camera: Camera, box: Box): Box {
	const [topLeft, , bottomRight] = cornersOf(box);
	return expandBox(boxOfCorners(pageToView(camera, topLeft), pageToView(camera, bottomRight)), SELECTION_GAP);
}

function outlineBox(context: CanvasRenderingContext2D, box: Box, color: string, width: number): void {
	context.strokeStyle = color;
	context.lineWidth = width;
	context.strokeRect(box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY);
}

function drawMarquee(
	context: CanvasRenderingContext2D,
	{ from, to }: { readonly from: Point; readonly to: Point },
	camera: Camera,
	accent: string
): void {
	const { minX, minY, maxX, maxY } = boxOfCorners(pageToView(camera, from), pageToView(camera, to));
	context.save();
	context.fillStyle = accent;
	context.globalAlpha = 0.08;
	context.fillRect(minX, minY, maxX - minX, maxY - minY);
	context.globalAlpha = 0.9;
	context.strokeStyle = accent;
	context.lineWidth = 1;
	context.strokeRect(minX, minY, maxX - minX, maxY - minY);
	context.restore();
}

// An arrow of 22 px with a name tag below, as in the pictures of the look.
const CURSOR_PATH = [
	[0, 0],
	[18, 7],
	[10, 10],
	[7, 18]
] as const;

function drawCursor(context: CanvasRenderingContext2D, { x, y }: Point, name: string, color: string): void {
	context.save();
	context.translate(x, y);
	context.beginPath();
	for (const [px, py] of CURSOR_PATH) context.lineTo(px, py);
	context.closePath();
	context.fillStyle = color;
	context.strokeStyle = '#ffffff';
	context.lineWidth = 1.5;
	context.lineJoin = 'round';
	context.stroke();
	context.fill();
	context.font = cssFont('sans', 11.5, 600);
	const width = Math.min(160, context.measureText(name).width) + 16;
	context.beginPath();
	context.roundRect(15, 19, width, 22, 11);
	context.fill();
	context.fillStyle = '#ffffff';
	context.textBaseline = 'middle';
	context.textAlign = 'left';
	context.fillText(name, 23, 30.5, 160);
	context.restore();
}
