import type { ElementId } from '../../document/element.ts';
import type { Point } from '../../geometry/point.ts';
import { elementsOnWay } from '../../scene/hit-test.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';

/** How near to the pointer ink is taken, view px. */
const REACH_PX = 6;

/** Collects what the pointer passes; it goes when the pointer is lifted. */
export function erasing(context: ToolContext, go: Go, start: PointerInput): ToolState {
	let last = start.point;
	let doomed: ReadonlySet<ElementId> = new Set();

	function passTo(point: Point): void {
		const passed = elementsOnWay(context.scene, last, point, viewPixels(context, REACH_PX));
		last = point;
		const taken = passed.map(({ element }) => element).filter(({ isLocked }) => !isLocked);
		if (taken.every(({ id }) => doomed.has(id))) return;
		doomed = new Set([...doomed, ...taken.map(({ id }) => id)]);
		context.showGesture({ doomed });
	}

	return {
		enter: () => passTo(start.point),
		pointerMove({ samples }) {
			for (const { point } of samples) passTo(point);
		},
		pointerUp() {
			context.mark();
			if (doomed.size > 0) context.document.remove(doomed);
			go('idle');
		},
		cancel: () => go('idle'),
		exit: () => context.clearGesture()
	};
}
