// What changes every frame: ink in progress, the selection, other people. Drawn in view space on a canvas of its own,
// so that a moving cursor never costs a redraw of the board.
import { boxOfCorners, cornersOf, expandBox, type Box } from '../geometry/box.ts';
import { distance, type Point } from '../geometry/point.ts';
import { pageToView, type Camera, type ViewSize } from '../scene/camera.ts';
import type { PlacedElement } from '../scene/scene.ts';
import type { Guide } from '../scene/snapping.ts';
import { cssFont } from './fonts.ts';
import { paintElement, type PaintStyle } from './paint-element.ts';
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

/** Something to pull at, page space. */
export interface OverlayHandle {
	readonly point: Point;
	readonly look: 'corner' | 'knob' | 'minor';
}

/** Four corners, clockwise, page space. */
export type FrameOutline = readonly Point[];

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
/** Side of a handle, view px. */
const HANDLE_PX = 10;

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

function viewBox(camera: Camera, box: Box): Box {
	const [topLeft, , bottomRight] = cornersOf(box);
	return expandBox(boxOfCorners(pageToView(camera, topLeft), pageToView(camera, bottomRight)), SELECTION_GAP);
}

function outlineBox(context: CanvasRenderingContext2D, box: Box, color: string, width: number): void {
	context.strokeStyle = color;
	context.lineWidth = width;
	context.strokeRect(box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY);
}

/** A little away from what it frames, whichever way that is turned. */
function outlineFrame(
	context: CanvasRenderingContext2D,
	corners: FrameOutline,
	camera: Camera,
	color: string
): void {
	const points = corners.map((corner) => pageToView(camera, corner));
	const [a, b, , d] = points;
	if (!a || !b || !d) return;
	const along = direction(a, b);
	const down = direction(a, d);
	context.beginPath();
	for (const [i, { x, y }] of points.entries()) {
		const right = i === 1 || i === 2 ? SELECTION_GAP : -SELECTION_GAP;
		const lower = i >= 2 ? SELECTION_GAP : -SELECTION_GAP;
		context.lineTo(x + along.x * right + down.x * lower, y + along.y * right + down.y * lower);
	}
	context.closePath();
	context.strokeStyle = color;
	context.lineWidth = 1.5;
	context.stroke();
}

function direction(from: Point, to: Point): Point {
	const length = distance(from, to);
	return length > 0 ? { x: (to.x - from.x) / length, y: (to.y - from.y) / length } : { x: 0, y: 0 };
}

function drawHandle(
	context: CanvasRenderingContext2D,
	{ point, look }: OverlayHandle,
	{ camera, theme }: { readonly camera: Camera; readonly theme: PaintStyle['theme'] }
): void {
	const { x, y } = pageToView(camera, point);
	const { accent, surface } = PALETTES[theme];
	const isMinor = look === 'minor';
	const radius = isMinor ? 3.5 : HANDLE_PX / 2;
	context.beginPath();
	context.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, look === 'corner' ? 3 : radius);
	context.fillStyle = isMinor ? accent : surface;
	context.globalAlpha = isMinor ? 0.55 : 1;
	context.fill();
	context.globalAlpha = 1;
	if (isMinor) return;
	context.strokeStyle = accent;
	context.lineWidth = 1.5;
	context.stroke();
}

function drawLasso(
	context: CanvasRenderingContext2D,
	way: readonly Point[],
	camera: Camera,
	accent: string
): void {
	context.save();
	context.beginPath();
	for (const point of way) {
		const { x, y } = pageToView(camera, point);
		context.lineTo(x, y);
	}
	context.fillStyle = accent;
	context.globalAlpha = 0.08;
	context.fill();
	context.globalAlpha = 0.9;
	context.strokeStyle = accent;
	context.lineWidth = 1.5;
	context.setLineDash([5, 4]);
	context.stroke();
	context.restore();
}

/** In the middle of a px: a line of one px there is not blurred over two. */
const crisp = ({ x, y }: Point): Point => ({ x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 });

function drawGuide(
	context: CanvasRenderingContext2D,
	{ from, to, isGap }: Guide,
	camera: Camera,
	theme: PaintStyle['theme']
): void {
	const a = crisp(pageToView(camera, from));
	const b = crisp(pageToView(camera, to));
	context.beginPath();
	context.moveTo(a.x, a.y);
	context.lineTo(b.x, b.y);
	if (isGap) {
		const across = a.y === b.y ? { x: 0, y: 4 } : { x: 4, y: 0 };
		for (const end of [a, b]) {
			context.moveTo(end.x - across.x, end.y - across.y);
			context.lineTo(end.x + across.x, end.y + across.y);
		}
	}
	context.strokeStyle = PALETTES[theme].inks.pink;
	context.lineWidth = 1;
	context.stroke();
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
