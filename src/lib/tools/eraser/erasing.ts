import type { ElementId } from '../../document/element.ts';
import type { Point } from '../../geometry/point.ts';
import { elementsOnWay } from '../../scene/hit-test.ts';
import { removeElements } from '../../scene/group-elements.ts';
import { membersOf, unitOf, withContents } from '../../scene/units.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';

/** How near to the pointer ink is taken, view px. */
const REACH_PX = 6;

/** Collects what the pointer passes; it goes when the pointer is lifted. */
export function erasing(context: ToolContext, go: Go, start: PointerInput): ToolState {
	let last = start.point;
	let doomed: ReadonlySet<ElementId> = new Set();

	/** With Alt what is passed is spared again. */
	function passTo(point: Point, spares: boolean): void {
		const { scene } = context;
		const passed = elementsOnWay(scene, last, point, viewPixels(context, REACH_PX));
		last = point;
		const taken = passed.map(({ element }) => element).filter(({ isLocked }) => !isLocked);
		// A group goes as one, as it is selected as one.
		const units = taken.flatMap(({ id }) => membersOf(scene, unitOf(scene, id)));
		const ids = withContents(scene, units);
		if ([...ids].every((id) => doomed.has(id) !== spares)) return;
		doomed = spares ? new Set([...doomed].filter((id) => !ids.has(id))) : new Set([...doomed, ...ids]);
		context.showGesture({ doomed });
	}

	return {
		enter: () => passTo(start.point, start.modifiers.alt),
		pointerMove({ samples, modifiers }) {
			for (const { point } of samples) passTo(point, modifiers.alt);
		},
		pointerUp() {
			context.mark();
			if (doomed.size > 0) removeElements(context.document, context.scene, doomed);
			go('idle');
		},
		cancel: () => go('idle'),
		exit: () => context.clearGesture()
	};
}
