import { distance, interpolate, type Point } from '../geometry/point.ts';
import { distanceToSegment } from '../geometry/segment.ts';

/** A point of a stroke in page space. */
export interface InkPoint extends Point {
	readonly pressure: number;
}

/**
 * What is left of a stroke where an eraser has passed from `a` to `b`, taking what is nearer than `reach`, page units:
 * pieces of two points at least; the same single piece where it took nothing.
 */
export function cutStroke(points: readonly InkPoint[], a: Point, b: Point, reach: number): InkPoint[][] {
	const pieces: InkPoint[][] = [];
	let piece: InkPoint[] = [];
	let isCut = false;
	for (const point of withoutGaps(points, a, b, reach)) {
		if (distanceToSegment(point, a, b) > reach) piece.push(point);
		else {
			isCut = true;
			if (piece.length > 0) pieces.push(piece);
			piece = [];
		}
	}
	if (!isCut) return [[...points]];
	if (piece.length > 0) pieces.push(piece);
	return pieces.filter(({ length }) => length > 1);
}

/** With further points where the eraser passes between two that are far apart. */
function* withoutGaps(
	points: readonly InkPoint[],
	a: Point,
	b: Point,
	reach: number
): Generator<InkPoint, void> {
	for (const [i, point] of points.entries()) {
		const before = points[i - 1];
		const step = reach / 2;
		const length = before ? distance(before, point) : 0;
		if (before && length > step && distanceToSegment(midway(before, point), a, b) < reach + length / 2) {
			const count = Math.min(2_000, Math.ceil(length / step));
			for (let k = 1; k < count; k++) {
				const t = k / count;
				const pressure = before.pressure + (point.pressure - before.pressure) * t;
				yield { ...interpolate(before, point, t), pressure };
			}
		}
		yield point;
	}
}

const midway = (a: Point, b: Point) => interpolate(a, b, 0.5);
