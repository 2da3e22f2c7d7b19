// What a line or an arrow is changed by: its points, the middles between them (pulled out they become points), the bow of
// an arrow and the place of its label.
import type { ElementId } from '../document/element.ts';
import { midpoint, type Point } from '../geometry/point.ts';
import { labelPoint } from './arrow-ends.ts';
import { pagePoints } from './page-points.ts';
import type { Scene } from './scene.ts';

export type PointHandle =
	| { readonly kind: 'start' | 'end' | 'bend' | 'label'; readonly point: Point }
	/** A point of a line, by its number. */
	| { readonly kind: 'vertex'; readonly index: number; readonly point: Point }
	/** Between the point of this number and the next. */
	| { readonly kind: 'middle'; readonly index: number; readonly point: Point };

/** A line of more points is changed as a whole: its handles would lie on top of each other. */
const MAX_VERTICES = 200;

/** The handles of the one line or arrow that is selected, page space; none for anything else. */
export function pointHandlesOf(scene: Scene, ids: ReadonlySet<ElementId>): PointHandle[] {
	const [id] = ids;
	const placed = ids.size === 1 && id ? scene.placed(id) : undefined;
	if (!placed || placed.element.isLocked) return [];
	const { element, path } = placed;
	if (element.type === 'arrow' && path) {
		const { start, middle, end } = path;
		const ends: PointHandle[] = [
			{ kind: 'start', point: start },
			{ kind: 'end', point: end }
		];
		if (element.text) ends.push({ kind: 'label', point: labelPoint(element, path) });
		else if (element.route === 'bow') ends.push({ kind: 'bend', point: middle });
		return ends;
	}
	if (element.type !== 'line') return [];
	const points = pagePoints(element);
	if (points.length > MAX_VERTICES) return [];
	return points.flatMap((point, index): PointHandle[] => {
		const next = points[index + 1];
		const vertex = { kind: 'vertex', index, point } as const;
		return next ? [vertex, { kind: 'middle', index, point: midpoint(point, next) }] : [vertex];
	});
}
