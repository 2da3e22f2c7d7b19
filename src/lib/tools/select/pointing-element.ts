import type { ElementId } from '../../document/element.ts';
import { distance } from '../../geometry/point.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

/** A pointer that went farther than this is dragging, view px. */
const DRAG_PX = 4;

/** The pointer is down on an element (or inside a selection of several, then `id` is null): a click or a drag? */
export function pointingElement(
	context: ToolContext,
	go: Go,
	{ start, id }: { readonly start: PointerInput; readonly id: ElementId | null }
): ToolState {
	const wasSelected = id !== null && context.selection.has(id);
	return {
		enter() {
			if (!id || wasSelected) return;
			context.selection = start.modifiers.shift ? new Set([...context.selection, id]) : new Set([id]);
		},
		pointerMove(input) {
			if (distance(input.view, start.view) <= DRAG_PX || !context.canWrite) return;
			go('moving', { start, input });
		},
		pointerUp() {
			if (!id) context.selection = new Set();
			else if (start.modifiers.shift && wasSelected) {
				context.selection = new Set([...context.selection].filter((other) => other !== id));
			} else if (!start.modifiers.shift) context.selection = new Set([id]);
			go('idle');
		},
		cancel: () => go('idle')
	};
}
