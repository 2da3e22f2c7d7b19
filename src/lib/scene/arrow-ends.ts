// Where a bound arrow starts and ends is never stored: it is read from where the elements it is bound to stand now,
// so it is right on every peer without anybody writing in reaction to anybody.
import type { ArrowElement, ArrowEnd, Element, ElementId } from '../document/element.ts';
import { boxAt, centreOf, rotatedBounds, type Box } from '../geometry/box.ts';
import { distance, interpolate, rotateAbout, type Point } from '../geometry/point.ts';
import { pointAlong } from '../geometry/polyline.ts';
import { elbowRoute } from './elbow-route.ts';
import { noteSize, textSize } from './laid-out-size.ts';
import { outlineHolds } from './outline-holds.ts';
import type { MeasureText } from './text-layout.ts';

/** An arrow's way in page space: from start over `middle` (a point on the curve) to end. */
export interface ArrowPath {
	readonly start: Point;
	readonly middle: Point;
	readonly end: Point;
	/** Of an arrow of right angles: all of its points, `start` and `end` included. */
	readonly corners?: readonly Point[];
}

/** Space between an arrow's tip and the outline of what it points at, page units, by eye. */
const GAP = 4;
const CURVE_STEPS = 16;

const UNBOUND = ['stroke', 'line', 'arrow', 'group'] as const;

/** The elements an arrow can be bound to: whatever fills a box. */
export type BindTarget = Exclude<Element, { readonly type: (typeof UNBOUND)[number] }>;

/** Whether an arrow can hold on to this element. */
export function isBindTarget(element: Element | undefined): element is BindTarget {
	return element !== undefined && !(UNBOUND as readonly string[]).includes(element.type);
}

/** The box that a target fills, before its rotation. */
export function targetBox(target: BindTarget, measure: MeasureText): Box {
	switch (target.type) {
		case 'text':
			return boxAt(target.position, textSize(target, measure));
		case 'note':
			return boxAt(target.position, noteSize(target, measure));
		default:
			return boxAt(target.position, target.size);
	}
}

/** What an arrow's ends hold on to, and by what letters are measured. */
export interface ArrowTargets {
	readonly elementOf: (id: ElementId) => Element | undefined;
	readonly measure: MeasureText;
}

/** The arrow's way now. An end bound to a missing element falls back to its stored point. */
export function resolveArrow(arrow: ArrowElement, targets: ArrowTargets): ArrowPath {
	const startAnchor = anchorOf(arrow.start, targets);
	const endAnchor = anchorOf(arrow.end, targets);
	if (arrow.route === 'elbow') return elbowPath(startAnchor, endAnchor);
	const middle = bendMiddle(startAnchor.point, endAnchor.point, arrow.bend);
	// Cut off along the curve's own direction, so that a bent arrow leaves an element where it is heading.
	const control = controlOf({ start: startAnchor.point, middle, end: endAnchor.point });
	const clipped = (gap: number): Ends => ({
		start: clipToTarget(startAnchor, [control, endAnchor.point], gap),
		end: clipToTarget(endAnchor, [control, startAnchor.point], gap)
	});
	const anchors: Ends = { start: startAnchor.point, end: endAnchor.point };
	const { start, end } = forwardEnds(anchors, clipped);
	if (arrow.bend === 0) return { start, middle: interpolate(start, end, 0.5), end };
	return { start, middle: interpolate(interpolate(start, end, 0.5), control, 0.5), end };
}

interface Ends {
	readonly start: Point;
	readonly end: Point;
}

/** Between two that nearly touch there is no room for gaps; where they overlap, it goes from the one place to the other. */
function forwardEnds(anchors: Ends, clipped: (gap: number) => Ends): Ends {
	const isForward = ({ start, end }: Ends) =>
		(end.x - start.x) * (anchors.end.x - anchors.start.x) +
			(end.y - start.y) * (anchors.end.y - anchors.start.y) >
		0;
	const wanted = clipped(GAP);
	if (isForward(wanted)) return wanted;
	const close = clipped(0);
	return isForward(close) ? close : anchors;
}

interface Anchor {
	readonly point: Point;
	/** At whose outline it ends, and the box of that before its rotation. */
	readonly held?: { readonly target: BindTarget; readonly box: Box };
}

function elbowPath(start: Anchor, end: Anchor): ArrowPath {
	const boxOf = ({ held }: Anchor) => (held ? rotatedBounds(held.box, held.target.rotation) : null);
	const corners = elbowRoute(
		{ point: start.point, box: boxOf(start) },
		{ point: end.point, box: boxOf(end) }
	);
	const [first = start.point] = corners;
	return { start: first, middle: pointAlong(corners, 0.5), end: corners.at(-1) ?? end.point, corners };
}

/** The arrow's way as a polyline. */
export function wayOf(path: ArrowPath): readonly Point[] {
	if (path.corners) return path.corners;
	const control = controlOf(path);
	return Array.from({ length: CURVE_STEPS + 1 }, (_, i) => {
		const t = i / CURVE_STEPS;
		return interpolate(interpolate(path.start, control, t), interpolate(control, path.end, t), t);
	});
}

/** Where the arrow's label stands. */
export function labelPoint({ labelAt }: ArrowElement, path: ArrowPath): Point {
	return labelAt === 0.5 ? path.middle : pointAlong(wayOf(path), labelAt);
}

/** The point `bend` beside the middle of start–end, to the left of the way when positive on a y-down page. */
export function bendMiddle(start: Point, end: Point, bend: number): Point {
	const middle = interpolate(start, end, 0.5);
	const length = distance(start, end);
	if (bend === 0 || length === 0) return middle;
	return {
		x: middle.x + ((end.y - start.y) / length) * bend,
		y: middle.y - ((end.x - start.x) / length) * bend
	};
}

/** The control point of the quadratic curve that passes through the path's middle. */
export function controlOf({ start, middle, end }: ArrowPath): Point {
	return { x: 2 * middle.x - (start.x + end.x) / 2, y: 2 * middle.y - (start.y + end.y) / 2 };
}

function anchorOf(end: ArrowEnd, { elementOf, measure }: ArrowTargets): Anchor {
	const target = end.id && elementOf(end.id);
	if (!target || !isBindTarget(target) || !end.anchor) return { point: { x: end.point[0], y: end.point[1] } };
	const box = targetBox(target, measure);
	const upright = {
		x: box.minX + (box.maxX - box.minX) * end.anchor[0],
		y: box.minY + (box.maxY - box.minY) * end.anchor[1]
	};
	const point = rotateAbout(upright, centreOf(box), target.rotation);
	return end.isInside ? { point } : { point, held: { target, box } };
}

// The last point of the way anchor → other that is still on the target, plus a gap; by bisection, which holds for
// every outline that is seen whole from the anchor. Of what the way passes, the first that lies outside.
function clipToTarget({ point: anchor, held }: Anchor, passed: readonly Point[], gap: number): Point {
	if (!held) return anchor;
	const { target, box } = held;
	const isInside = (point: Point) =>
		outlineHolds(target, box, rotateAbout(point, centreOf(box), -target.rotation));
	const other = passed.find((point) => !isInside(point));
	if (!isInside(anchor) || !other) return anchor;
	let low = 0;
	let high = 1;
	for (let i = 0; i < 24; i++) {
		const middle = (low + high) / 2;
		if (isInside(interpolate(anchor, other, middle))) low = middle;
		else high = middle;
	}
	const length = distance(anchor, other);
	return interpolate(anchor, other, Math.min(1, high + gap / Math.max(length, GAP)));
}
