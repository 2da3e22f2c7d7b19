import { createElementId } from '../../document/element-id.ts';
import { distance, snapAngle, type Point } from '../../geometry/point.ts';
import { insideFrame } from '../inside-frame.ts';
import { gridPoint } from '../snap.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';
import { fieldsFor } from '../tool-style.ts';

const SNAP_ANGLE_RAD = Math.PI / 12;
/** A click so near to the first or the last point means that one, view px. */
const SAME_PX = 8;

/** Each click puts another point; one on the last, a double click, Enter or Escape ends the line, one on the first closes it. */
export function placing(context: ToolContext, go: Go, start: PointerInput): ToolState {
	const elementId = createElementId();
	const look = fieldsFor('line', context.style);
	const points: Point[] = [gridPoint(context, start.point, start.modifiers)];

	function show(next: Point): void {
		const [first = next] = points;
		const flat = [...points, next].flatMap(({ x, y }) => [x - first.x, y - first.y, 0.5]);
		context.showGesture({
			draft: { elementId, fields: { ...look, position: [first.x, first.y] }, points: flat }
		});
	}

	function snapped({ point, modifiers }: PointerInput): Point {
		const last = points.at(-1);
		return modifiers.shift && last
			? snapAngle(last, point, SNAP_ANGLE_RAD)
			: gridPoint(context, point, modifiers);
	}

	function finish(): void {
		const isLine = points.length >= 2;
		context.clearGesture(isLine ? undefined : elementId);
		go('idle');
		if (!isLine) return;
		context.mark();
		const [first = start.point] = points;
		const [id] = context.document.create([
			insideFrame(
				context,
				{ ...look, type: 'line', id: elementId, points: points.map(({ x, y }) => [x, y]) },
				first
			)
		]);
		if (context.keepsTool) return;
		context.setTool('select');
		if (id) context.selection = new Set([id]);
	}

	return {
		enter: () => show(points[0] ?? start.point),
		pointerMove: (input) => show(snapped(input)),
		pointerDown(input) {
			const point = snapped(input);
			const reach = viewPixels(context, SAME_PX);
			const [first] = points;
			const last = points.at(-1);
			if (last && distance(last, point) <= reach) return finish();
			const closes = first && points.length >= 3 && distance(first, point) <= reach;
			points.push(closes ? first : point);
			if (closes) finish();
			else show(point);
		},
		finish,
		stepBack() {
			if (points.length > 1) {
				points.pop();
				return show(points.at(-1) ?? start.point);
			}
			context.clearGesture(elementId);
			go('idle');
		},
		// What has been placed is not lost.
		cancel: finish
	};
}
