import type { Point } from './point.ts';

/** Whether the point lies inside the polygon (by the even-odd rule), whose last point is joined to its first. */
export function polygonHolds(polygon: readonly Point[], { x, y }: Point): boolean {
	let isInside = false;
	for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
		const a = polygon[i];
		const b = polygon[j];
		if (!a || !b || a.y > y === b.y > y) continue;
		if (x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isInside = !isInside;
	}
	return isInside;
}
