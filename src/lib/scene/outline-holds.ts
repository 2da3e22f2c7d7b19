import type { Element } from '../document/element.ts';
import { boxHasPoint, centreOf, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import { polygonHolds } from '../geometry/polygon.ts';
import { shapeOutline } from './shape-outline.ts';

/** Whether an element with these upright bounds holds the point, its edge included: a shape by its outline. */
export function outlineHolds(element: Element, box: Box, point: Point): boolean {
	if (!('verticalAlign' in element) || element.type === 'rectangle') return boxHasPoint(box, point);
	// By their formula, which is exact where a polygon is not.
	const centre = centreOf(box);
	const dx = Math.abs(point.x - centre.x) / Math.max(1e-6, (box.maxX - box.minX) / 2);
	const dy = Math.abs(point.y - centre.y) / Math.max(1e-6, (box.maxY - box.minY) / 2);
	if (element.type === 'ellipse') return dx * dx + dy * dy <= 1;
	if (element.type === 'diamond') return dx + dy <= 1;
	return polygonHolds(shapeOutline(element, box), point);
}
