// What changes every frame: ink in progress, the selection, other people. Drawn in view space on a canvas of its own,
// so that a moving cursor never costs a redraw of the board.
import { boxOfCorners, cornersOf, expandBox, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import { pageToView, type Camera, type ViewSize } from '../scene/camera.ts';
import type { PlacedElement } from '../scene/placements.ts';
import type { Guide } from '../scene/snapping.ts';
import { drawCursor } from './cursor-mark.ts';
import {
	drawGuide,
	drawHandle,
	drawLasso,
	drawMarquee,
	outlineBox,
	outlineFrame,
	viewBox,
	type FrameOutline,
	type OverlayHandle
} from './overlay-marks.ts';
import { paintElement } from './paint-element.ts';
import type { PaintStyle } from './paint-style.ts';
import { paintElements } from './paint-elements.ts';
import type { GrowingInk } from './growing-ink.ts';
import { drawLaser, type LaserLine } from './laser.ts';
import { PALETTES, paperOf } from './palette.ts';
import type { GrowingStroke } from './stroke-piece.ts';

export interface OverlayInput {
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly style: PaintStyle;
	/** Elements in progress, ours and others', but for strokes. */
	readonly drafts: readonly PlacedElement[];
	/** Strokes in progress, ours and others'. */
	readonly strokes: readonly GrowingStroke[];
	/** Elements of the board that are being moved or turned, and how; and those that follow them. */
	readonly moved: (Moved & { readonly attached: readonly PlacedElement[] }) | null;
	/** The same of others. */
	readonly movedByOthers: readonly Moved[];
	/** Bounds of each selected element, page space. */
	readonly selected: readonly Box[];
	/** The frame round the selection, and its handles, page space. */
	readonly frame: FrameOutline | null;
	readonly handles: readonly OverlayHandle[];
	/** All else is covered: the slide that is shown, page space. */
	readonly spotlight: Box | null;
	/** Corners of the marquee, page space. */
	readonly marquee: { readonly from: Point; readonly to: Point } | null;
	/** A way drawn round something, page space. */
	readonly lasso: readonly Point[] | null;
	/** What lines up with what is dragged, page space. */
	readonly guides: readonly Guide[];
	/** What an arrow's end would hold on to. */
	readonly bindTarget: Box | null;
	/** What is still seen of beams. */
	readonly lasers: readonly LaserLine[];
	readonly others: readonly OtherPerson[];
}

/** Elements, the lowest first, and by which matrix they are moved. */
export interface Moved {
	readonly elements: readonly PlacedElement[];
	readonly matrix: readonly [number, number, number, number, number, number];
}

/** Somebody else, as shown on the canvas. */
export interface OtherPerson {
	readonly name: string;
	readonly color: string;
	/** Page space; null while the pointer is elsewhere. */
	readonly cursor: Point | null;
	readonly selected: readonly Box[];
}

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
		for (const arrow of input.moved.attached) paintElement(context, arrow, style);
		paintMoved(context, input.moved, style);
	}
	for (const moved of input.movedByOthers) paintMoved(context, moved, style);
	context.restore();
	ink.draw(context, input.strokes, { camera, size, pixelRatio, theme: style.theme });

	if (input.spotlight) coverAllBut(context, input.spotlight, input);
	for (const { color, selected } of input.others) {
		for (const box of selected) outlineBox(context, viewBox(camera, box), color, 1.5);
	}
	if (input.bindTarget) outlineBox(context, viewBox(camera, input.bindTarget), accent, 2);
	for (const box of input.selected) outlineBox(context, viewBox(camera, box), accent, 1);
	if (input.frame) outlineFrame(context, input.frame, camera, accent);
	if (input.lasso) drawLasso(context, input.lasso, camera, accent);
	for (const handle of input.handles) drawHandle(context, handle, { camera, theme: style.theme });
	for (const guide of input.guides) drawGuide(context, guide, camera, style.theme);
	if (input.marquee) drawMarquee(context, input.marquee, camera, accent);
	for (const line of input.lasers) drawLaser(context, line, camera);
	for (const { name, color, cursor } of input.others) {
		if (cursor) drawCursor(context, pageToView(camera, cursor), name, color);
	}
	context.restore();
}

function paintMoved(context: CanvasRenderingContext2D, { elements, matrix }: Moved, style: PaintStyle): void {
	context.save();
	context.transform(...matrix);
	const { a, b } = context.getTransform();
	for (const _ of paintElements(context, elements, { paint: style, scale: Math.hypot(a, b) }));
	context.restore();
}

/** Of a frame's line, page units: half of it lies inside. */
const FRAME_LINE = 0.5;

function coverAllBut(
	context: CanvasRenderingContext2D,
	box: Box,
	{ camera, size, style }: Pick<OverlayInput, 'camera' | 'size' | 'style'>
): void {
	const [topLeft, , bottomRight] = cornersOf(expandBox(box, -FRAME_LINE));
	const { minX, minY, maxX, maxY } = boxOfCorners(
		pageToView(camera, topLeft),
		pageToView(camera, bottomRight)
	);
	context.beginPath();
	context.rect(0, 0, size.width, size.height);
	// To whole px: no hair of the frame's line is left.
	const [left, top] = [Math.ceil(minX), Math.ceil(minY)];
	context.rect(left, top, Math.floor(maxX) - left, Math.floor(maxY) - top);
	context.fillStyle = paperOf(style);
	context.fill('evenodd');
}
