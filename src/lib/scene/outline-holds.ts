import { centreOf, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';

/** Whether an element of this type with these upright bounds holds the point, its edge included: all of it but the
 * corners of an ellipse and a diamond. */
export function outlineHolds(type: string, box: Box, point: Point): boolean {
	const centre = centreOf(box);
	const dx = Math.abs(point.x - centre.x) / Math.max(1e-6, (box.maxX - box.minX) / 2);
	const dy = Math.abs(point.y - centre.y) / Math.max(1e-6, (box.maxY - box.minY) / 2);
	if (type === 'ellipse') return dx * dx + dy * dy <= 1;
	if (type === 'diamond') return dx + dy <= 1;
	return dx <= 1 && dy <= 1;
}
