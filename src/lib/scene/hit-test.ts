import type { Element } from '../document/element.ts';
import { POINT_STRIDE } from '../document/packed-points.ts';
import {
	boxAt,
	boxContains,
	boxesIntersect,
	boxHasPoint,
	boxOfCorners,
	centreOf,
	cornersOf,
	expandBox,
	type Box
} from '../geometry/box.ts';
import { add, interpolate, rotateAbout, type Point } from '../geometry/point.ts';
import { distanceBetweenSegments, segmentMeetsBox } from '../geometry/segment.ts';
import { controlOf, type ArrowPath } from './arrow-ends.ts';
import { uprightBounds } from './element-bounds.ts';
import { pointsOf } from './element-points.ts';
import { outlineHolds } from './outline-holds.ts';
import type { PlacedElement, Scene } from './scene.ts';
import { roughMeasure } from './text-layout.ts';

/** The topmost element at a page point, within `tolerance` page units; undefined when there is none. */
export function hitTest(scene: Scene, point: Point, tolerance: number): PlacedElement | undefined {
	return scene
		.within(expandBox(boxOfCorners(point, point), tolerance))
		.findLast((placed) => meetsWay(placed, point, point, tolerance));
}

/** The elements that the straight way a–b passes within `tolerance` page units, in paint order. */
export function elementsOnWay(scene: Scene, a: Point, b: Point, tolerance: number): PlacedElement[] {
	return scene
		.within(expandBox(boxOfCorners(a, b), tolerance))
		.filter((placed) => meetsWay(placed, a, b, tolerance));
}

/** The elements that a marquee catches: those with ink in the box, not only bounds. */
export function elementsInMarquee(scene: Scene, marquee: Box): PlacedElement[] {
	return scene.within(marquee).filter((placed) => isInMarquee(placed, marquee));
}

function isInMarquee(placed: PlacedElement, marquee: Box): boolean {
	const { box, element } = placed;
	if (!box || element.isLocked) return false;
	if (boxContains(marquee, box)) return true;
	const way = inkOf(placed);
	if (way) return someSegment(way, (a, b) => segmentMeetsBox(a, b, marquee));
	return boxesIntersect(marquee, box);
}

function meetsWay(placed: PlacedElement, a: Point, b: Point, tolerance: number): boolean {
	const { element } = placed;
	const ink = inkOf(placed);
	const reach = tolerance + inkWidth(element) / 2;
	const touchesInk = ink && someSegment(ink, (c, d) => distanceBetweenSegments(a, b, c, d) <= reach);
	if (touchesInk) return true;
	return isSolid(element) && holdsPoint(placed, b);
}

function inkWidth(element: Element): number {
	if (element.type === 'stroke') return element.size;
	return 'strokeWidth' in element ? element.strokeWidth : 0;
}

// What has no fill is taken by its outline: what lies inside an empty rectangle can be reached through it.
function isSolid(element: Element): boolean {
	switch (element.type) {
		case 'stroke':
		case 'line':
		case 'arrow':
		case 'group':
		case 'frame':
			return false;
		case 'rectangle':
		case 'ellipse':
		case 'diamond':
			return element.fill !== 'none' || element.text !== '';
		default:
			return true;
	}
}

function holdsPoint({ element, box }: PlacedElement, point: Point): boolean {
	if (element.type === 'text' || element.type === 'note') return box !== null && boxHasPoint(box, point);
	const bounds = uprightBounds(element, { measure: roughMeasure });
	if (!bounds) return false;
	const upright = rotateAbout(point, centreOf(bounds), -element.rotation);
	// Both: a box without width or height holds what the outline's rule rounds away.
	return boxHasPoint(bounds, upright) && outlineHolds(element.type, bounds, upright);
}

/** The drawn line as page points, rotated; undefined for what has none (text, images). */
function inkOf({ element, path }: PlacedElement): readonly Point[] | undefined {
	switch (element.type) {
		case 'stroke':
		case 'line': {
			const flat = pointsOf(element);
			const origin = { x: element.position[0], y: element.position[1] };
			const points: Point[] = [];
			for (let i = 0; i + 1 < flat.length; i += POINT_STRIDE) {
				points.push(add(origin, { x: flat[i] ?? 0, y: flat[i + 1] ?? 0 }));
			}
			return turned(element, points);
		}
		case 'arrow':
			return path && curvePoints(path);
		case 'rectangle':
		case 'frame':
			return turned(element, closed(cornersOf(boxAt(element.position, element.size))));
		case 'ellipse':
			return turned(element, ellipsePoints(boxAt(element.position, element.size)));
		case 'diamond': {
			const { minX, minY, maxX, maxY } = boxAt(element.position, element.size);
			const { x, y } = { x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
			return turned(
				element,
				closed([
					{ x, y: minY },
					{ x: maxX, y },
					{ x, y: maxY },
					{ x: minX, y }
				])
			);
		}
		default:
			return undefined;
	}
}

function turned(element: Element, points: readonly Point[]): readonly Point[] {
	if (element.rotation === 0) return points;
	const bounds = uprightBounds(element, { measure: roughMeasure });
	return bounds ? points.map((point) => rotateAbout(point, centreOf(bounds), element.rotation)) : points;
}

const closed = (points: readonly Point[]) => [...points, ...points.slice(0, 1)];

function ellipsePoints(box: Box): Point[] {
	const centre = centreOf(box);
	return Array.from({ length: 49 }, (_, i) => ({
		x: centre.x + (Math.cos((i / 24) * Math.PI) * (box.maxX - box.minX)) / 2,
		y: centre.y + (Math.sin((i / 24) * Math.PI) * (box.maxY - box.minY)) / 2
	}));
}

function curvePoints(path: ArrowPath): Point[] {
	const control = controlOf(path);
	return Array.from({ length: 17 }, (_, i) => {
		const t = i / 16;
		return interpolate(interpolate(path.start, control, t), interpolate(control, path.end, t), t);
	});
}

function someSegment(points: readonly Point[], test: (a: Point, b: Point) => boolean): boolean {
	const [first] = points;
	if (first && points.length === 1) return test(first, first);
	for (let i = 1; i < points.length; i++) {
		const a = points[i - 1];
		const b = points[i];
		if (a && b && test(a, b)) return true;
	}
	return false;
}
