// Lines and knobs that say what is selected, and what a gesture would do; the context's units are CSS px.
import { boxOfCorners, cornersOf, expandBox, type Box } from '../geometry/box.ts';
import { distance, type Point } from '../geometry/point.ts';
import { pageToView, type Camera } from '../scene/camera.ts';
import type { Guide } from '../scene/snapping.ts';
import { PALETTES, type Theme } from './palette.ts';

/** Something to pull at, page space. */
export interface OverlayHandle {
	readonly point: Point;
	readonly look: 'corner' | 'knob' | 'minor';
}

/** Four corners, clockwise, page space. */
export type FrameOutline = readonly Point[];

/** View px between an element's bounds and the line around it. */
const SELECTION_GAP = 4;
/** Side of a handle, view px. */
const HANDLE_PX = 10;

export function viewBox(camera: Camera, box: Box): Box {
	const [topLeft, , bottomRight] = cornersOf(box);
	return expandBox(boxOfCorners(pageToView(camera, topLeft), pageToView(camera, bottomRight)), SELECTION_GAP);
}

export function outlineBox(context: CanvasRenderingContext2D, box: Box, color: string, width: number): void {
	context.strokeStyle = color;
	context.lineWidth = width;
	context.strokeRect(box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY);
}

/** A little away from what it frames, whichever way that is turned. */
export function outlineFrame(
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

export function drawHandle(
	context: CanvasRenderingContext2D,
	{ point, look }: OverlayHandle,
	{ camera, theme }: { readonly camera: Camera; readonly theme: Theme }
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

export function drawLasso(
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

export function drawGuide(
	context: CanvasRenderingContext2D,
	{ from, to, isGap }: Guide,
	camera: Camera,
	theme: Theme
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

export function drawMarquee(
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
