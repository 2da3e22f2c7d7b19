import type { ArrowEnd } from '../../document/element.ts';
import { quantize } from '../../document/packed-points.ts';
import { boxHasPoint, boxOfCorners, centreOf, expandBox, type Box } from '../../geometry/box.ts';
import { rotateAbout, type Pair, type Point } from '../../geometry/point.ts';
import { isBindTarget, targetBox, type BindTarget } from '../../scene/arrow-ends.ts';
import { isOnFrameName } from '../../scene/hit-test.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';

/** How near to the middle of an element means its middle, as a part of its size. */
const CENTRED = 0.2;

export interface EndPlace {
	readonly point: Point;
	/** Where the arrow's other end is: inside one frame with it, it does not hold on to that frame. */
	readonly other: Point;
	/** Whether it may hold on to something. */
	readonly binds: boolean;
	/** Where it lies while it does not: on the grid, perhaps. */
	readonly free?: Point;
	/** Whether it ends at exactly this place, be it near the middle or inside. */
	readonly isPrecise?: boolean;
}

/** An arrow's end at this point: held on to what lies there, if it may be. */
export function endAt(
	context: ToolContext,
	{ point, other, binds, free = point, isPrecise = false }: EndPlace
): ArrowEnd {
	const target = binds ? targetAt(context, point, other) : undefined;
	if (!target) return { point: pairOf(free) };
	const { id } = target;
	const box = targetBox(target, context.scene.measure);
	const { x, y } = uprightPoint(target, box, point);
	// On a frame's name it means the edge below.
	const part = (value: number, from: number, length: number) =>
		length > 0 ? Math.round(clamp((value - from) / length) * 1000) / 1000 : 0.5;
	// Near the middle means the middle: that is what nearly every arrow wants.
	const centred = (value: number) => (!isPrecise && Math.abs(value - 0.5) < CENTRED ? 0.5 : value);
	return {
		point: pairOf(point),
		id,
		anchor: [
			centred(part(x, box.minX, box.maxX - box.minX)),
			centred(part(y, box.minY, box.maxY - box.minY))
		],
		...(isPrecise && { isInside: true })
	};
}

/** How far beside something still means it, view px. */
const NEAR_PX = 10;

/** What an arrow can hold on to there: the topmost element under the point, else one right beside it, else a frame. */
function targetAt(context: ToolContext, point: Point, other: Point): BindTarget | undefined {
	const { scene } = context;
	const near = viewPixels(context, NEAR_PX);
	const targets = scene
		.within(expandBox(boxOfCorners(point, point), near))
		.filter(({ clip }) => !clip || boxHasPoint(clip, point))
		.map(({ element }) => element)
		.filter(isBindTarget);
	const within = (reach: number) => (element: BindTarget) => {
		const box = targetBox(element, scene.measure);
		return boxHasPoint(expandBox(box, reach), uprightPoint(element, box, point));
	};
	const things = targets.filter(({ type }) => type !== 'frame');
	return (
		things.findLast(within(0)) ??
		things.findLast(within(near)) ??
		targets.findLast((element) => {
			if (element.type !== 'frame') return false;
			if (boxHasPoint(targetBox(element, scene.measure), other)) return false;
			return isOnFrameName(element, point) || within(0)(element);
		})
	);
}

/** Where the point lies on the target as it was before it was turned: what its box and anchors go by. */
function uprightPoint({ rotation }: BindTarget, box: Box, point: Point): Point {
	return rotateAbout(point, centreOf(box), -rotation);
}

const pairOf = ({ x, y }: Point): Pair => [quantize(x), quantize(y)];
const clamp = (part: number) => Math.max(0, Math.min(1, part));
