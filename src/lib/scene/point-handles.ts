// What a line or an arrow is changed by: its points, the middles between them (pulled out they become points), the bow of
// an arrow and the place of its label.
import type { ElementId } from '../document/element.ts';
import type { Box } from '../geometry/box.ts';
import type { ArrowElement } from '../document/element.ts';
import { interpolate, midpoint, type Point } from '../geometry/point.ts';
import { controlOf, labelPoint, type ArrowPath } from './arrow-ends.ts';
import { arrowLabelBox } from './element-bounds.ts';
import { pagePoints } from './page-points.ts';
import type { Scene } from './scene.ts';

export type PointHandle =
	| { readonly kind: 'start' | 'end'; readonly point: Point }
	/** On the bow, at this part of its way. */
	| { readonly kind: 'bend'; readonly point: Point; readonly part: number }
	/** All of the label, which is not drawn over. */
	| { readonly kind: 'label'; readonly point: Point; readonly box: Box }
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
		const { start, end } = path;
		const ends: PointHandle[] = [
			{ kind: 'start', point: start },
			{ kind: 'end', point: end }
		];
		if (element.route === 'bow') ends.push(bendHandle(element, path));
		if (element.text)
			ends.push({
				kind: 'label',
				point: labelPoint(element, path),
				box: arrowLabelBox(element, path, scene.measure)
			});
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

/** Where the bow is pulled while a label stands in its middle. */
const BESIDE_LABEL = 0.2;
/** A label this near to the middle stands there, as a part of the way. */
const NEAR_MIDDLE = 0.2;

function bendHandle({ text, labelAt }: ArrowElement, path: ArrowPath): PointHandle {
	const isTaken = text !== '' && Math.abs(labelAt - 0.5) < NEAR_MIDDLE;
	const part = isTaken ? BESIDE_LABEL : 0.5;
	return { kind: 'bend', point: pointOnBow(path, part), part };
}

/** The point at this part of a bow. */
export function pointOnBow(path: ArrowPath, part: number): Point {
	const control = controlOf(path);
	return interpolate(interpolate(path.start, control, part), interpolate(control, path.end, part), part);
}
