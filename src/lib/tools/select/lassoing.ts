import { distance, type Point } from '../../geometry/point.ts';
import { elementsInLasso } from '../../scene/hit-test.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';
import { selectionBy } from './selection-by.ts';

/** Points of the way are so far apart at the least, view px. */
const STEP_PX = 4;

/** A way drawn round something, with Alt, selects what lies wholly in it. */
export function lassoing(context: ToolContext, go: Go, start: PointerInput): ToolState {
	const before = context.selection;
	const way: Point[] = [start.point];
	return {
		enter() {
			if (!start.modifiers.shift) context.selection = new Set();
		},
		pointerMove({ samples }) {
			const step = viewPixels(context, STEP_PX);
			for (const { point } of samples) {
				const last = way.at(-1);
				if (!last || distance(last, point) >= step) way.push(point);
			}
			const caught = elementsInLasso(context.scene, way);
			const ids = caught.map(({ element }) => element.id);
			context.selection = selectionBy(context, ids, {
				before,
				adds: start.modifiers.shift,
				subtracts: false
			});
			context.showGesture({ lasso: [...way] });
		},
		pointerUp: () => go('idle'),
		cancel() {
			context.selection = before;
			go('idle');
		},
		exit: () => context.clearGesture()
	};
}
