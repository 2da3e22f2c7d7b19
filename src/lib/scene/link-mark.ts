import type { Element } from '../document/element.ts';
import { boxHasPoint, centreOf } from '../geometry/box.ts';
import { rotateAbout, type Point } from '../geometry/point.ts';
import type { Scene } from './scene.ts';

/** Side of the mark of what leads somewhere, and its distance from the upper right corner's edges, page units. */
export const LINK_MARK = { side: 9, inset: 11 } as const;

/** Where a press at this point leads: the element's link, where it lies on its mark; else null. */
export function linkAt(scene: Scene, element: Element, point: Point): string | null {
	const box = scene.uprightOf(element.id);
	if (!element.link || !box || !('verticalAlign' in element)) return null;
	const size = LINK_MARK.side + 2 * LINK_MARK.inset;
	const mark = { minX: box.maxX - size, minY: box.minY, maxX: box.maxX, maxY: box.minY + size };
	return boxHasPoint(mark, rotateAbout(point, centreOf(box), -element.rotation)) ? element.link : null;
}
