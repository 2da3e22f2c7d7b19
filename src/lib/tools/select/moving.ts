import { moveElements } from '../../scene/move-elements.ts';
import { quantize } from '../../document/packed-points.ts';
import type { Pair } from '../../geometry/point.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

/** The selection, or with Alt a copy of it, follows the pointer on the overlay and is written once, when it is lifted. */
export function moving(
	context: ToolContext,
	go: Go,
	{ start, input }: { readonly start: PointerInput; readonly input: PointerInput }
): ToolState {
	const ids = new Set([...context.selection].filter((id) => !context.scene.get(id)?.isLocked));
	let by: Pair = [0, 0];

	function follow({ point, modifiers }: PointerInput): void {
		const dx = quantize(point.x - start.point.x);
		const dy = quantize(point.y - start.point.y);
		// Shift keeps to the axis that is farther along.
		if (!modifiers.shift) by = [dx, dy];
		else by = Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
		context.showGesture({ moving: { ids, by, areCopies: modifiers.alt } });
	}

	return {
		enter: () => follow(input),
		pointerMove: follow,
		pointerUp({ modifiers }) {
			if (modifiers.alt) context.duplicate(ids, by);
			else {
				context.mark();
				moveElements(context.document, context.scene, ids, by);
			}
			go('idle');
		},
		cancel: () => go('idle'),
		exit: () => context.clearGesture()
	};
}
