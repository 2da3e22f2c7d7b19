import { createElementId } from '../../document/element-id.ts';
import { quantize } from '../../document/packed-points.ts';
import type { Point } from '../../geometry/point.ts';
import { hitTest } from '../../scene/hit-test.ts';
import { LINE_HEIGHT } from '../../scene/text-layout.ts';
import { gridPoint } from '../snap.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';

/** A pointer that went farther to the side says how wide the text is, view px. By eye: a finger that taps strays less. */
const DRAG_PX = 12;

/**
 * A click puts the caret into the text under it, or begins a new one whose first line is at the pointer; a drag begins
 * one that wraps, as wide as the drag.
 */
export function pointing(context: ToolContext, go: Go, { point: from }: PointerInput): ToolState {
	const lineHeight = context.style.fontSize * LINE_HEIGHT;
	const isDrag = ({ x }: Point) => Math.abs(x - from.x) > viewPixels(context, DRAG_PX);

	function beginWide({ x, y }: Point): void {
		// A drag along one line has that line in its middle.
		const top = Math.min(from.y, y, (from.y + y - lineHeight) / 2);
		context.editText({
			elementId: createElementId(),
			isNew: true,
			position: [quantize(Math.min(from.x, x)), quantize(top)],
			width: quantize(Math.max(context.style.fontSize, Math.abs(x - from.x)))
		});
	}

	function beginAt({ point, modifiers }: PointerInput): void {
		const under = hitTest(context.scene, point, viewPixels(context, 4))?.element;
		const isText = under?.type === 'text' && !under.isLocked;
		const { x, y } = gridPoint(context, { x: point.x, y: point.y - lineHeight / 2 }, modifiers);
		context.editText({
			elementId: isText ? under.id : createElementId(),
			isNew: !isText,
			position: [quantize(x), quantize(y)]
		});
	}

	return {
		pointerMove: ({ point }) => context.showGesture({ marquee: isDrag(point) ? { from, to: point } : null }),
		pointerUp(input) {
			go('idle');
			if (isDrag(input.point)) beginWide(input.point);
			else beginAt(input);
		},
		cancel: () => go('idle'),
		exit: () => context.clearGesture()
	};
}
