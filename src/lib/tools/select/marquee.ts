import type { ElementId } from '../../document/element.ts';
import { boxOfCorners } from '../../geometry/box.ts';
import { elementsInMarquee } from '../../scene/hit-test.ts';
import { selectionBy } from './selection-by.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

/** A box drawn over empty board selects what has ink in it; with Shift in addition, with Ctrl and Shift less. */
export function marquee(context: ToolContext, go: Go, start: PointerInput): ToolState {
	const before = context.selection;
	const { shift, ctrl } = start.modifiers;
	return {
		enter() {
			if (before.size > 0 && !shift) context.selection = new Set();
		},
		pointerMove({ point }) {
			const caught = elementsInMarquee(context.scene, boxOfCorners(start.point, point));
			const ids: ElementId[] = caught.map(({ element }) => element.id);
			context.selection = selectionBy(context, ids, {
				before,
				adds: shift && !ctrl,
				subtracts: shift && ctrl
			});
			context.showGesture({ marquee: { from: start.point, to: point } });
		},
		pointerUp: () => go('idle'),
		cancel() {
			context.selection = before;
			go('idle');
		},
		exit: () => context.clearGesture()
	};
}
