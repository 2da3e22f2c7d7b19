// Outlines as Path2D, made when an element is first painted. Elements are immutable, so the element is the key. Tiles are
// painted seldom, so few are kept: those of what is being drawn over and over.
import type { Element, LineElement, ShapeElement, StrokeElement } from '../document/element.ts';
import { POINT_STRIDE } from '../document/packed-points.ts';
import { strokeOutline } from '../geometry/stroke-outline.ts';
import { pointsOf } from '../scene/element-points.ts';

const CORNER_RADIUS = 12;

const MAX_PATHS = 3_000;

/** The last used at the end. */
const paths = new Map<Element, Path2D>();

/** The path of an element, relative to its position. For strokes it is to be filled, for others stroked. */
export function pathOf(element: StrokeElement | ShapeElement | LineElement): Path2D {
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

function makePath(element: StrokeElement | ShapeElement | LineElement): Path2D {
	const path = new Path2D();
	switch (element.type) {
		case 'stroke':
			addPolygon(
				path,
				strokeOutline(pointsOf(element), {
					size: element.size,
					simulatePressure: !element.hasPressure,
					isComplete: true
				})
			);
			return path;
		case 'line':
			addPolyline(path, pointsOf(element));
			return path;
		case 'rectangle': {
			const [width, height] = element.size;
			path.roundRect(0, 0, width, height, element.isRounded ? cornerRadius(width, height) : 0);
			return path;
		}
		case 'ellipse': {
			const [width, height] = element.size;
			path.ellipse(width / 2, height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
			return path;
		}
		case 'diamond': {
			const [width, height] = element.size;
			const corners: [number, number][] = [
				[width / 2, 0],
				[width, height / 2],
				[width / 2, height],
				[0, height / 2]
			];
			addRounded(path, corners, element.isRounded ? cornerRadius(width, height) : 0);
			return path;
		}
		default:
			return element satisfies never;
	}
}

const cornerRadius = (width: number, height: number) => Math.min(CORNER_RADIUS, width / 4, height / 4);

/** Smooth through the midpoints between outline points, so that few points look round. */
export function addPolygon(path: Path2D, outline: readonly number[][]): void {
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

function addPolyline(path: Path2D, points: Float32Array): void {
	for (let i = 0; i + 1 < points.length; i += POINT_STRIDE) {
		path.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
	}
}

function addRounded(path: Path2D, corners: readonly [number, number][], radius: number): void {
	const last = corners.at(-1);
	const [first] = corners;
	if (!first || !last) return;
	path.moveTo((last[0] + first[0]) / 2, (last[1] + first[1]) / 2);
	corners.forEach((corner, i) => {
		const next = corners[(i + 1) % corners.length] ?? first;
		path.arcTo(corner[0], corner[1], (corner[0] + next[0]) / 2, (corner[1] + next[1]) / 2, radius);
	});
	path.closePath();
}
