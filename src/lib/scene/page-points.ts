import type { LineElement, StrokeElement } from '../document/element.ts';
import { POINT_STRIDE } from '../document/packed-points.ts';
import { boxOfPoints, centreOf } from '../geometry/box.ts';
import { flattenCurve } from '../geometry/curve.ts';
import { rotateAbout, type Point } from '../geometry/point.ts';
import { pointsOf } from './element-points.ts';

/** The points of a stroke or line where they are seen: page space, scaled and turned. */
export function pagePoints(element: StrokeElement | LineElement): Point[] {
	const flat = pointsOf(element);
	const [left, top] = element.position;
	const points: Point[] = [];
	for (let i = 0; i + 1 < flat.length; i += POINT_STRIDE) {
		points.push({ x: left + (flat[i] ?? 0), y: top + (flat[i + 1] ?? 0) });
	}
	if (element.rotation === 0) return points;
	const isCurved = element.type === 'line' && element.isCurved;
	const centre = centreOf(boxOfPoints(isCurved ? flattenCurve(points) : points));
	return points.map((point) => rotateAbout(point, centre, element.rotation));
}
