import { centreOf } from '../../geometry/box.ts';
import type { Point } from '../../geometry/point.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';
import { transforming } from './transforming.ts';

const SNAP_ANGLE_RAD = Math.PI / 12;

/** What is selected turns about the middle of its frame; with Shift in steps of 15°. */
export function rotating(
	context: ToolContext,
	go: Go,
	{ start }: { readonly start: PointerInput }
): ToolState {
	const frame = context.selectionFrame;
	if (!frame) return { enter: () => go('idle') };
	const about = centreOf(frame.box);
	const angleOf = ({ x, y }: Point) => Math.atan2(y - about.y, x - about.x);

	return transforming(context, go, {
		cursor: 'grabbing',
		transformAt({ point, modifiers }) {
			const by = angleOf(point) - angleOf(start.point);
			const to = frame.rotationRad + by;
			const snapped = Math.round(to / SNAP_ANGLE_RAD) * SNAP_ANGLE_RAD - frame.rotationRad;
			const angleRad = modifiers.shift ? snapped : by;
			return { transform: { kind: 'rotate', about, angleRad }, guides: [] };
		}
	});
}
