import { distance, interpolate, type Point } from './point.ts';

/** The length of the way over all points. */
export function lengthOf(points: readonly Point[]): number {
	return points.reduce((length, point, i) => length + distance(points[i - 1] ?? point, point), 0);
}

/** The point so far along, as a part of the whole way: 0 is the first, 1 the last. */
export function pointAlong(points: readonly Point[], part: number): Point {
	let left = lengthOf(points) * part;
	for (let i = 1; i < points.length; i++) {
		const a = points[i - 1];
		const b = points[i];
		if (!a || !b) continue;
		const length = distance(a, b);
		if (left <= length && length > 0) return interpolate(a, b, left / length);
		left -= length;
	}
	return points.at(-1) ?? { x: 0, y: 0 };
}

/** How far along the way the nearest place to the point is, as a part of the whole. */
export function partAlong(points: readonly Point[], point: Point): number {
	const whole = lengthOf(points);
	let passed = 0;
	let best = { distance: Infinity, at: 0 };
	for (let i = 1; i < points.length; i++) {
		const a = points[i - 1];
		const b = points[i];
		if (!a || !b) continue;
		const length = distance(a, b);
		const dot = (point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y);
		const t = length > 0 ? Math.max(0, Math.min(1, dot / (length * length))) : 0;
		const off = distance(interpolate(a, b, t), point);
		if (off < best.distance) best = { distance: off, at: passed + t * length };
		passed += length;
	}
	return whole > 0 ? best.at / whole : 0;
}
