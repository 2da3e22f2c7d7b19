// Outlines as Path2D, made when an element is first painted. Elements are immutable, so the element is the key. Tiles are
// painted seldom, so few are kept: those of what is being drawn over and over.
import type { Element, LineElement, ShapeElement, StrokeElement } from '../document/element.ts';
import { POINT_STRIDE } from '../document/packed-points.ts';
import { boxAt } from '../geometry/box.ts';
import { distance, midpoint, type Point } from '../geometry/point.ts';
import type { PathSink } from './path-sink.ts';
import { curveThrough } from '../geometry/curve.ts';
import { strokeOutline } from '../geometry/stroke-outline.ts';
import { pointsOf } from '../scene/element-points.ts';
import { hasCorners, shapeOutline } from '../scene/shape-outline.ts';

/** What has one path. */
export type PathElement = StrokeElement | ShapeElement | LineElement;

const CORNER_RADIUS = 12;
/** How much of a sharp corner is missing at the most, as a part of the radius; by eye. */
const MAX_CUT = 0.6;

const MAX_PATHS = 3_000;

/** The last used at the end. */
const paths = new Map<Element, Path2D>();

/** The path of an element, relative to its position. For strokes it is to be filled, for others stroked. */
export function pathOf(element: PathElement): Path2D {
	const path = paths.get(element) ?? makePath(element);
	paths.delete(element);
	paths.set(element, path);
	if (paths.size > MAX_PATHS) {
		const [oldest] = paths.keys();
		if (oldest) paths.delete(oldest);
	}
	return path;
}

/** Lets go of all of them: the board is closed, and its elements stand in them. */
export function forgetPaths(): void {
	paths.clear();
}

function makePath(element: PathElement): Path2D {
	const path = new Path2D();
	tracePath(element, path);
	return path;
}

/** Traces the path of an element, relative to its position. */
export function tracePath(element: PathElement, path: PathSink): void {
	switch (element.type) {
		case 'stroke':
			addPolygon(
				path,
				strokeOutline(pointsOf(element), {
					size: element.size,
					simulatePressure: !element.hasPressure,
					isEven: element.isHighlighter,
					isComplete: true
				})
			);
			return;
		case 'line':
			if (element.isCurved) addCurve(path, pointsOf(element));
			else addPolyline(path, pointsOf(element));
			return;
		case 'rectangle': {
			const [width, height] = element.size;
			path.roundRect(0, 0, width, height, isRounded(element) ? cornerRadius(width, height) : 0);
			return;
		}
		case 'ellipse': {
			const [width, height] = element.size;
			path.ellipse(width / 2, height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
			return;
		}
		default: {
			const [width, height] = element.size;
			const outline = shapeOutline(element, boxAt([0, 0], element.size));
			addRounded(path, outline, isRounded(element) ? cornerRadius(width, height) : 0);
			return;
		}
	}
}

/** A rough outline has corners of its own, which what fills it has to reach. */
const isRounded = ({ isRounded, roughness, type }: ShapeElement) =>
	isRounded && roughness === 0 && hasCorners(type);

const cornerRadius = (width: number, height: number) => Math.min(CORNER_RADIUS, width / 4, height / 4);

/** Smooth through the midpoints between outline points, so that few points look round. */
export function addPolygon(path: PathSink, outline: readonly number[][]): void {
	const [first] = outline;
	if (!first) return;
	const [startX = 0, startY = 0] = first;
	path.moveTo(startX, startY);
	outline.forEach(([x = 0, y = 0], i) => {
		const [nextX = startX, nextY = startY] = outline[i + 1] ?? first;
		path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
	});
	path.closePath();
}

function addPolyline(path: PathSink, points: Float32Array): void {
	for (let i = 0; i + 1 < points.length; i += POINT_STRIDE) {
		path.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
	}
}

/** Through all points: each stretch is a cubic curve whose ends run as the points before and after them lie. */
function addCurve(path: PathSink, flat: Float32Array): void {
	const at = (i: number) => ({ x: flat[i * POINT_STRIDE] ?? 0, y: flat[i * POINT_STRIDE + 1] ?? 0 });
	for (const { from, to, control } of curveThrough(flat.length / POINT_STRIDE, at)) {
		if (from === 0) path.moveTo(at(0).x, at(0).y);
		const [a, b] = control;
		path.bezierCurveTo(a.x, a.y, b.x, b.y, at(to).x, at(to).y);
	}
}

function addRounded(path: PathSink, corners: readonly Point[], radius: number): void {
	const last = corners.at(-1);
	const [first] = corners;
	if (!first || !last) return;
	const start = midpoint(last, first);
	path.moveTo(start.x, start.y);
	for (const [i, corner] of corners.entries()) {
		const before = corners.at(i - 1) ?? last;
		const after = corners[(i + 1) % corners.length] ?? first;
		const to = midpoint(corner, after);
		path.arcTo(corner.x, corner.y, to.x, to.y, roundedAt(before, corner, after, radius));
	}
	path.closePath();
}

/** The radius by which a corner is rounded: within half of either side, and less where it is so sharp that it would be cut off. */
function roundedAt(before: Point, corner: Point, after: Point, radius: number): number {
	const a = Math.atan2(before.y - corner.y, before.x - corner.x);
	const b = Math.atan2(after.y - corner.y, after.x - corner.x);
	const half = (a - b) / 2;
	const cutOff = 1 / Math.abs(Math.sin(half)) - 1;
	const room = (Math.min(distance(before, corner), distance(corner, after)) / 2) * Math.abs(Math.tan(half));
	return Math.min(radius, room, (radius * MAX_CUT) / cutOff);
}
