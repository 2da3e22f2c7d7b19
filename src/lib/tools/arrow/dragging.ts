import { createElementId } from '../../document/element-id.ts';
import type { ArrowEnd } from '../../document/element.ts';
import { quantize } from '../../document/packed-points.ts';
import { boxAt, boxHasPoint, boxOfCorners, centreOf } from '../../geometry/box.ts';
import { distance, rotateAbout, snapAngle, type Pair, type Point } from '../../geometry/point.ts';
import { isBindTarget, type BindTarget } from '../../scene/arrow-ends.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ElementDraft, type ToolContext } from '../tool-context.ts';

/** A shorter drag is taken for a slip and makes nothing, view px. */
const MIN_LENGTH_PX = 6;
const SNAP_ANGLE_RAD = Math.PI / 12;

export function dragging(
	context: ToolContext,
	go: Go,
	{ start, type }: { readonly start: PointerInput; readonly type: 'arrow' | 'line' }
): ToolState {
	const elementId = createElementId();
	const { color, strokeWidth, dash, opacity } = context.style;
	const look = { type, color, strokeWidth, dash, opacity };
	const endAt = (point: Point, binds: boolean): ArrowEnd => {
		const target = binds && type === 'arrow' ? targetAt(context, point) : undefined;
		return target ? boundEnd(target, point) : { point: [quantize(point.x), quantize(point.y)] };
	};
	const startEnd = endAt(start.point, !start.modifiers.ctrl);
	let hasDraft = false;

	const endOf = ({ point, modifiers }: PointerInput) =>
		endAt(modifiers.shift ? snapAngle(start.point, point, SNAP_ANGLE_RAD) : point, !modifiers.ctrl);

	return {
		pointerMove(input) {
			const end = endOf(input);
			hasDraft = true;
			const draft: ElementDraft =
				type === 'arrow'
					? { elementId, fields: { ...look, start: startEnd, end }, points: null }
					: { elementId, fields: { ...look, position: startEnd.point }, points: linePoints(startEnd, end) };
			context.showGesture({ draft, bindTarget: end.id ?? null });
		},
		pointerUp(input) {
			const end = endOf(input);
			const isSlip = distance(start.point, input.point) < viewPixels(context, MIN_LENGTH_PX);
			context.clearGesture(isSlip && hasDraft ? elementId : undefined);
			if (isSlip) return go('idle');
			context.mark();
			const geometry = type === 'arrow' ? { start: startEnd, end } : { points: [startEnd.point, end.point] };
			const [id] = context.document.create([{ ...look, id: elementId, ...geometry }]);
			if (id) context.selection = new Set([id]);
			// Idle first: taking another tool interrupts what is under way, which would call the draft cancelled.
			go('idle');
			if (!context.keepsTool) context.setTool('select');
		},
		cancel() {
			context.clearGesture(hasDraft ? elementId : undefined);
			go('idle');
		}
	};
}

/** The topmost shape under the point that an arrow can hold on to. */
function targetAt({ scene }: ToolContext, point: Point): BindTarget | undefined {
	return scene
		.within(boxOfCorners(point, point))
		.map(({ element }) => element)
		.filter(isBindTarget)
		.findLast((element) => boxHasPoint(boxAt(element.position, element.size), uprightPoint(element, point)));
}

/** Where the point lies on the target as it was before it was turned: what its box and anchors go by. */
function uprightPoint({ position, size, rotation }: BindTarget, point: Point): Point {
	return rotateAbout(point, centreOf(boxAt(position, size)), -rotation);
}

function boundEnd(target: BindTarget, point: Point): ArrowEnd {
	const { id, position, size } = target;
	const { x, y } = uprightPoint(target, point);
	const part = (value: number, from: number, length: number) =>
		length > 0 ? Math.round(((value - from) / length) * 1000) / 1000 : 0.5;
	// Near the middle means the middle: that is what nearly every arrow wants.
	const centred = (value: number) => (Math.abs(value - 0.5) < 0.2 ? 0.5 : value);
	const anchor: Pair = [centred(part(x, position[0], size[0])), centred(part(y, position[1], size[1]))];
	return { point: [quantize(point.x), quantize(point.y)], id, anchor };
}

function linePoints(start: ArrowEnd, end: ArrowEnd): number[] {
	return [0, 0, 0.5, end.point[0] - start.point[0], end.point[1] - start.point[1], 0.5];
}
