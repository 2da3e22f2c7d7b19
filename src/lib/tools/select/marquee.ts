import { boxOfCorners } from '../../geometry/box.ts';
import { elementsInMarquee } from '../../scene/hit-test.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

/** A box drawn over empty board selects what has ink in it; with Shift in addition. */
export function marquee(context: ToolContext, go: Go, start: PointerInput): ToolState {
	const before = context.selection;
	const kept = start.modifiers.shift ? before : new Set<never>();
	return {
		enter() {
			if (before.size > 0 && !start.modifiers.shift) context.selection = new Set();
		},
		pointerMove({ point }) {
			const caught = elementsInMarquee(context.scene, boxOfCorners(start.point, point));
			context.selection = new Set([...kept, ...caught.map(({ element }) => element.id)]);
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
