import type { Element, FrameElement } from '../document/element.ts';
import {
	boxAt,
	boxContains,
	boxesIntersect,
	boxHasPoint,
	boxOfCorners,
	boxOfPoints,
	centreOf,
	cornersOf,
	expandBox,
	type Box
} from '../geometry/box.ts';
import { polygonHolds } from '../geometry/polygon.ts';
import { flattenCurve } from '../geometry/curve.ts';
import { rotateAbout, type Point } from '../geometry/point.ts';
import { distanceBetweenSegments, segmentMeetsBox } from '../geometry/segment.ts';
import { wayOf } from './arrow-ends.ts';
import { FRAME_NAME_HEIGHT, uprightBounds } from './element-bounds.ts';
import { pagePoints } from './page-points.ts';
import { outlineHolds } from './outline-holds.ts';
import { shapeOutline } from './shape-outline.ts';
import type { PlacedElement } from './placements.ts';
import type { Scene } from './scene.ts';
import { roughMeasure } from './text-layout.ts';

/** What stands above a frame that nobody has named. */
export const UNNAMED_FRAME = 'Frame';

/** The topmost element at a page point, within `tolerance` page units; undefined when there is none. */
export function hitTest(scene: Scene, point: Point, tolerance: number): PlacedElement | undefined {
	return scene
		.within(expandBox(boxOfCorners(point, point), tolerance))
		.findLast((placed) => isInClip(placed, point) && meetsWay(placed, point, point, tolerance));
}

/** The elements that the straight way a–b passes within `tolerance` page units, in paint order. */
export function elementsOnWay(scene: Scene, a: Point, b: Point, tolerance: number): PlacedElement[] {
	return scene
		.within(expandBox(boxOfCorners(a, b), tolerance))
		.filter((placed) => isInClip(placed, b) && meetsWay(placed, a, b, tolerance));
}

/** The elements that a marquee catches: those with ink in the box, not only bounds. */
export function elementsInMarquee(scene: Scene, marquee: Box): PlacedElement[] {
	return scene.within(marquee).filter((placed) => isInMarquee(placed, marquee));
}

/** The elements that lie wholly in the polygon, in paint order. */
export function elementsInLasso(scene: Scene, polygon: readonly Point[]): PlacedElement[] {
	const bounds = boxOfPoints(polygon);
	if (polygon.length < 3) return [];
	return scene.within(bounds).filter((placed) => {
		const { box, element } = placed;
		if (!box || element.isLocked || !boxContains(bounds, box)) return false;
		const ink = inkOf(placed) ?? cornersOf(box);
		return ink.every((point) => polygonHolds(polygon, point));
	});
}

function isInMarquee(placed: PlacedElement, marquee: Box): boolean {
	const { box, element, clip } = placed;
	if (!box || element.isLocked) return false;
	if (clip && !boxesIntersect(clip, marquee)) return false;
	if (boxContains(marquee, box)) return true;
	const way = inkOf(placed);
	if (way) return someSegment(way, (a, b) => segmentMeetsBox(a, b, marquee));
	return boxesIntersect(marquee, box);
}

/** Whether what stands there is seen: a frame hides what hangs out of it. */
function isInClip({ clip }: PlacedElement, point: Point): boolean {
	return !clip || boxHasPoint(clip, point);
}

function meetsWay(placed: PlacedElement, a: Point, b: Point, tolerance: number): boolean {
	const { element } = placed;
	const ink = inkOf(placed);
	const reach = tolerance + inkWidth(element) / 2;
	const touchesInk = ink && someSegment(ink, (c, d) => distanceBetweenSegments(a, b, c, d) <= reach);
	if (touchesInk) return true;
	if (element.type === 'frame') return isOnFrameName(element, b);
	return isSolid(element) && holdsPoint(placed, b);
}

/** Whether the point lies on the frame's name, which stands above it: a frame is taken by that, too. */
export function isOnFrameName(
	{ position: [x, y], text, font, fontSize }: FrameElement,
	point: Point
): boolean {
	const width = roughMeasure(text || UNNAMED_FRAME, font, fontSize);
	return boxHasPoint({ minX: x, minY: y - FRAME_NAME_HEIGHT, maxX: x + width, maxY: y }, point);
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
		case 'text':
		case 'note':
		case 'image':
		case 'unknown':
			return true;
		default:
			return element.fill !== 'none' || element.text !== '';
	}
}

function holdsPoint({ element, box }: PlacedElement, point: Point): boolean {
	if (element.type === 'text' || element.type === 'note') return box !== null && boxHasPoint(box, point);
	const bounds = uprightBounds(element, { measure: roughMeasure });
	if (!bounds) return false;
	const upright = rotateAbout(point, centreOf(bounds), -element.rotation);
	// Both: a box without width or height holds what the outline's rule rounds away.
	return boxHasPoint(bounds, upright) && outlineHolds(element, bounds, upright);
}

/** The drawn line as page points, rotated; undefined for what has none (text, images). */
function inkOf({ element, path }: PlacedElement): readonly Point[] | undefined {
	switch (element.type) {
		case 'stroke':
		case 'line': {
			const points = pagePoints(element);
			return element.type === 'line' && element.isCurved ? flattenCurve(points) : points;
		}
		case 'arrow':
			return path && wayOf(path);
		case 'frame':
			return turned(element, closed(cornersOf(boxAt(element.position, element.size))));
		case 'rectangle':
		case 'ellipse':
		case 'diamond':
		case 'triangle':
		case 'hexagon':
		case 'star':
		case 'cloud':
		case 'block-arrow':
			return turned(element, closed(shapeOutline(element, boxAt(element.position, element.size))));
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
