import { createElementId } from '../../document/element-id.ts';
import type { ArrowEnd } from '../../document/element.ts';
import { distance, midpoint, snapAngle, type Point } from '../../geometry/point.ts';
import { arrowInFrame, insideFrame } from '../inside-frame.ts';
import { gridPoint } from '../snap.ts';
import { fieldsFor } from '../tool-style.ts';
import type { Go, Modifiers, PointerInput, ToolState } from '../tool.ts';
import { endAt } from './arrow-end.ts';
import { viewPixels, type ElementDraft, type ToolContext } from '../tool-context.ts';

/** A shorter drag is taken for a slip and makes nothing, view px. */
const MIN_LENGTH_PX = 6;
const SNAP_ANGLE_RAD = Math.PI / 12;

interface Dragging {
	readonly start: PointerInput;
	readonly type: 'arrow' | 'line';
	/** It was a click: what then. */
	readonly onSlip?: () => void;
}

export function dragging(
	context: ToolContext,
	go: Go,
	{ start, type, onSlip = () => go('idle') }: Dragging
): ToolState {
	const elementId = createElementId();
	const look = { ...fieldsFor(type, context.style), type };
	const endOn = (point: Point, other: Point, modifiers: Modifiers): ArrowEnd =>
		endAt(context, {
			point,
			other,
			binds: type === 'arrow' && !modifiers.ctrl,
			free: gridPoint(context, point, modifiers),
			isPrecise: modifiers.alt
		});
	let hasDraft = false;

	function endsAt({ point, modifiers }: PointerInput): { startEnd: ArrowEnd; end: ArrowEnd } {
		const to = modifiers.shift ? snapAngle(start.point, point, SNAP_ANGLE_RAD) : point;
		return {
			startEnd: endOn(start.point, to, start.modifiers),
			end: endOn(to, start.point, modifiers)
		};
	}

	return {
		pointerMove(input) {
			const { startEnd, end } = endsAt(input);
			hasDraft = true;
			const draft: ElementDraft =
				type === 'arrow'
					? { elementId, fields: { ...look, start: startEnd, end }, points: null }
					: { elementId, fields: { ...look, position: startEnd.point }, points: linePoints(startEnd, end) };
			context.showGesture({ draft, bindTarget: end.id ?? null });
		},
		pointerUp(input) {
			const { startEnd, end } = endsAt(input);
			const isSlip = distance(start.point, input.point) < viewPixels(context, MIN_LENGTH_PX);
			context.clearGesture(isSlip && hasDraft ? elementId : undefined);
			if (isSlip) return onSlip();
			context.mark();
			const geometry = type === 'arrow' ? { start: startEnd, end } : { points: [startEnd.point, end.point] };
			const made = { ...look, id: elementId, ...geometry };
			const framed =
				type === 'arrow'
					? arrowInFrame(context, made, [start.point, input.point])
					: insideFrame(context, made, midpoint(start.point, input.point));
			const [id] = context.document.create([framed]);
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

function linePoints(start: ArrowEnd, end: ArrowEnd): number[] {
	return [0, 0, 0.5, end.point[0] - start.point[0], end.point[1] - start.point[1], 0.5];
}
