import type { ElementId } from '../../document/element.ts';
import { distance } from '../../geometry/point.ts';
import { linkAt } from '../../scene/link-mark.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

/** A pointer that went farther than this is dragging, view px. */
const DRAG_PX = 4;

export interface Pointed {
	readonly start: PointerInput;
	/** The element under the pointer; null for a place inside a selection of several. */
	readonly id: ElementId | null;
	/** What is selected with it: its group. */
	readonly members: readonly ElementId[];
}

/** The pointer is down on an element, or inside the selection: a click or a drag? */
export function pointingElement(context: ToolContext, go: Go, { start, id, members }: Pointed): ToolState {
	const wasSelected = id !== null && context.selection.has(id);
	const { shift } = start.modifiers;
	return {
		enter() {
			if (!id || wasSelected) return;
			context.selection = new Set(shift ? [...context.selection, ...members] : members);
		},
		pointerMove(input) {
			if (distance(input.view, start.view) <= DRAG_PX || !context.canWrite) return;
			go('moving', { start, input });
		},
		pointerUp() {
			const element = id && context.scene.get(id);
			const link = element && !shift ? linkAt(context.scene, element, start.point) : null;
			if (link) context.openLink(link);
			if (!id) context.selection = new Set();
			else if (shift && wasSelected) {
				const dropped = new Set(members);
				context.selection = new Set([...context.selection].filter((other) => !dropped.has(other)));
			} else if (!shift) context.selection = new Set(members);
			go('idle');
		},
		cancel: () => go('idle')
	};
}
