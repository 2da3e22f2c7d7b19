// A smooth curve through given points: Catmull–Rom as cubic Béziers (E. Catmull, R. Rom, "A class of local interpolating
// splines", 1974), each stretch leaving its ends in the direction of its neighbours.
import { interpolate, type Point } from './point.ts';

/** One stretch: from point to point, by their numbers, and its two control points. */
export interface CurveStretch {
	readonly from: number;
	readonly to: number;
	readonly control: readonly [Point, Point];
}

/** The stretches of a curve through `count` points; none for fewer than two. */
export function curveThrough(count: number, at: (i: number) => Point): CurveStretch[] {
	return Array.from({ length: Math.max(0, count - 1) }, (_, i) => {
		const [before, a, b, after] = [at(Math.max(0, i - 1)), at(i), at(i + 1), at(Math.min(count - 1, i + 2))];
		const first = { x: a.x + (b.x - before.x) / 6, y: a.y + (b.y - before.y) / 6 };
		const second = { x: b.x - (after.x - a.x) / 6, y: b.y - (after.y - a.y) / 6 };
		return { from: i, to: i + 1, control: [first, second] };
	});
}

/** The same curve as a polyline of so many segments a stretch: for measuring, hit testing and bounds. */
export function flattenCurve(points: readonly Point[], steps = 8): Point[] {
	const at = (i: number) => points[i] ?? { x: 0, y: 0 };
	const flat = points.slice(0, 1);
	for (const { from, to, control } of curveThrough(points.length, at)) {
		for (let step = 1; step <= steps; step++) {
			flat.push(pointOnCubic(at(from), control[0], control[1], at(to), step / steps));
		}
	}
	return flat;
}

function pointOnCubic(a: Point, b: Point, c: Point, d: Point, t: number): Point {
	const [ab, bc, cd] = [interpolate(a, b, t), interpolate(b, c, t), interpolate(c, d, t)];
	return interpolate(interpolate(ab, bc, t), interpolate(bc, cd, t), t);
}
