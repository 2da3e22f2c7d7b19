import { quantize } from '../../document/packed-points.ts';
import { translateBox } from '../../geometry/box.ts';
import type { Pair } from '../../geometry/point.ts';
import { moveElements } from '../../scene/frames.ts';
import { withContents } from '../../scene/units.ts';
import { duplicate } from '../duplicate-selection.ts';
import { linedBounds } from '../../scene/lined-bounds.ts';
import { snap } from '../snap.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

/** The selection, or with Alt a copy of it, follows the pointer on the overlay and is written once, when it is lifted. */
export function moving(
	context: ToolContext,
	go: Go,
	{ start, input }: { readonly start: PointerInput; readonly input: PointerInput }
): ToolState {
	const { document, scene } = context;
	const unlocked = [...context.selection].filter((id) => !scene.get(id)?.isLocked);
	const ids = withContents(scene, unlocked);
	const bounds = linedBounds(scene, unlocked);
	let by: Pair = [0, 0];

	function follow({ point, modifiers }: PointerInput): void {
		const dx = quantize(point.x - start.point.x);
		const dy = quantize(point.y - start.point.y);
		// Shift keeps to the axis that is farther along.
		if (!modifiers.shift) by = [dx, dy];
		else by = Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
		const snapped = bounds && snap(context, translateBox(bounds, by), { except: ids, modifiers });
		// An axis that is kept to is kept to.
		if (snapped && by[0] !== 0) by = [quantize(by[0] + snapped.dx), by[1]];
		if (snapped && by[1] !== 0) by = [by[0], quantize(by[1] + snapped.dy)];
		context.showGesture({
			guides: snapped?.guides ?? [],
			transforming: { ids, transform: { kind: 'move', by }, areCopies: modifiers.alt },
			cursor: modifiers.alt ? 'copy' : 'move'
		});
	}

	return {
		enter: () => follow(input),
		pointerMove: follow,
		pointerUp({ modifiers }) {
			if (modifiers.alt) duplicate(context, ids, by);
			else {
				context.mark();
				moveElements(document, scene, [{ ids: new Set(unlocked), by }]);
			}
			go('idle');
		},
		cancel() {
			context.cancelTransform();
			go('idle');
		},
		exit: () => context.clearGesture()
	};
}
