import { rotateAbout, type Pair, type Point } from './point.ts';

/** Axis-aligned bounds. A box with min > max is empty; `EMPTY_BOX` is the one to start a union from. */
export interface Box {
	readonly minX: number;
	readonly minY: number;
	readonly maxX: number;
	readonly maxY: number;
}

export const EMPTY_BOX: Box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };

/** Whether the box holds no point at all. */
export function isEmptyBox(box: Box): boolean {
	return box.minX > box.maxX || box.minY > box.maxY;
}

/** The box with corners `a` and `b`, in any order. */
export function boxOfCorners(a: Point, b: Point): Box {
	return {
		minX: Math.min(a.x, b.x),
		minY: Math.min(a.y, b.y),
		maxX: Math.max(a.x, b.x),
		maxY: Math.max(a.y, b.y)
	};
}

/** The box at `position` (its top left corner) with the given width and height, both at least 0. */
export function boxAt(position: Pair, size: Pair): Box {
	return {
		minX: position[0],
		minY: position[1],
		maxX: position[0] + size[0],
		maxY: position[1] + size[1]
	};
}

/** The smallest box that holds all the points; `EMPTY_BOX` for none. */
export function boxOfPoints(points: Iterable<Point>): Box {
	let { minX, minY, maxX, maxY } = EMPTY_BOX;
	for (const { x, y } of points) {
		minX = Math.min(minX, x);
		minY = Math.min(minY, y);
		maxX = Math.max(maxX, x);
		maxY = Math.max(maxY, y);
	}
	return { minX, minY, maxX, maxY };
}

/** The smallest box that holds both. */
export function unionOf(a: Box, b: Box): Box {
	return {
		minX: Math.min(a.minX, b.minX),
		minY: Math.min(a.minY, b.minY),
		maxX: Math.max(a.maxX, b.maxX),
		maxY: Math.max(a.maxY, b.maxY)
	};
}

/** What both hold; an empty box where they do not meet. */
export function intersectionOf(a: Box, b: Box): Box {
	return {
		minX: Math.max(a.minX, b.minX),
		minY: Math.max(a.minY, b.minY),
		maxX: Math.min(a.maxX, b.maxX),
		maxY: Math.min(a.maxY, b.maxY)
	};
}

/** The box grown by `margin` on every side. */
export function expandBox(box: Box, margin: number): Box {
	return {
		minX: box.minX - margin,
		minY: box.minY - margin,
		maxX: box.maxX + margin,
		maxY: box.maxY + margin
	};
}

/** The box moved by `[dx, dy]`. */
export function translateBox(box: Box, [dx, dy]: Pair): Box {
	return { minX: box.minX + dx, minY: box.minY + dy, maxX: box.maxX + dx, maxY: box.maxY + dy };
}

/** Whether the boxes share a point; touching edges count. */
export function boxesIntersect(a: Box, b: Box): boolean {
	return a.minX <= b.maxX && b.minX <= a.maxX && a.minY <= b.maxY && b.minY <= a.maxY;
}

/** Whether `inner` lies wholly in `outer`; touching edges count. */
export function boxContains(outer: Box, inner: Box): boolean {
	return (
		outer.minX <= inner.minX &&
		outer.minY <= inner.minY &&
		outer.maxX >= inner.maxX &&
		outer.maxY >= inner.maxY
	);
}

/** Whether the point lies in the box; its edges count. */
export function boxHasPoint(box: Box, { x, y }: Point): boolean {
	return x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
}

/** The point in the middle of the box. */
export function centreOf(box: Box): Point {
	return { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
}

/** The four corners, clockwise from the top left. */
export function cornersOf({ minX, minY, maxX, maxY }: Box): readonly [Point, Point, Point, Point] {
	return [
		{ x: minX, y: minY },
		{ x: maxX, y: minY },
		{ x: maxX, y: maxY },
		{ x: minX, y: maxY }
	];
}

/** Bounds of the box after turning it about its own centre. */
export function rotatedBounds(box: Box, angleRad: number): Box {
	if (angleRad === 0) return box;
	const centre = centreOf(box);
	return boxOfPoints(cornersOf(box).map((corner) => rotateAbout(corner, centre, angleRad)));
}
