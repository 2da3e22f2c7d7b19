import { boxHasPoint, cornersOf, type Box } from './box.ts';
import { distance, type Point } from './point.ts';

/** The length of the shortest way from `point` to the segment a–b, which may be a single point. */
export function distanceToSegment(point: Point, a: Point, b: Point): number {
	const dx = b.x - a.x;
	const dy = b.y - a.y;
	const lengthSquared = dx * dx + dy * dy;
	if (lengthSquared === 0) return distance(point, a);
	const t = Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / lengthSquared));
	return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

/** Whether the segments a–b and c–d cross or touch. */
export function segmentsIntersect(a: Point, b: Point, c: Point, d: Point): boolean {
	const side = (p: Point, q: Point, r: Point) =>
		Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
	const abc = side(a, b, c);
	const abd = side(a, b, d);
	const cda = side(c, d, a);
	const cdb = side(c, d, b);
	if (abc !== abd && cda !== cdb) return true;
	const touches = (p: Point, q: Point, r: Point) => distanceToSegment(r, p, q) === 0;
	return touches(a, b, c) || touches(a, b, d) || touches(c, d, a) || touches(c, d, b);
}

/** The length of the shortest way between the segments a–b and c–d; 0 when they cross. */
export function distanceBetweenSegments(a: Point, b: Point, c: Point, d: Point): number {
	if (segmentsIntersect(a, b, c, d)) return 0;
	return Math.min(
		distanceToSegment(a, c, d),
		distanceToSegment(b, c, d),
		distanceToSegment(c, a, b),
		distanceToSegment(d, a, b)
	);
}

/** Whether any of the segment a–b lies in the box. */
export function segmentMeetsBox(a: Point, b: Point, box: Box): boolean {
	if (boxHasPoint(box, a) || boxHasPoint(box, b)) return true;
	const corners = cornersOf(box);
	return corners.some((corner, i) => segmentsIntersect(a, b, corner, corners[(i + 1) % 4] ?? corner));
}
