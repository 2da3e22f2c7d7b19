import { boxOfCorners, centreOf, expandBox } from '../../geometry/box.ts';
import { rotateAbout, type Point } from '../../geometry/point.ts';
import type { Transform } from '../../geometry/transform.ts';
import {
	cursorOf,
	FRAME_GAP_PX,
	uprightHandle,
	type HandleName,
	type SelectionFrame
} from '../../scene/selection-frame.ts';
import { snap } from '../snap.ts';
import type { Go, Modifiers, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';
import { transforming } from './transforming.ts';

/** Nothing becomes smaller than this part of itself by one pull. */
const MIN_SCALE = 0.005;

/** What is selected is scaled by a handle of its frame: about the other side, with Alt about its middle. */
export function resizing(
	context: ToolContext,
	go: Go,
	{ start, handle }: { readonly start: PointerInput; readonly handle: HandleName }
): ToolState {
	const frame = context.selectionFrame;
	if (!frame) return { enter: () => go('idle') };
	const { zoom } = context.camera;
	const grabbed = uprightHandle(handle, expandBox(frame.box, FRAME_GAP_PX / zoom), zoom);
	const upright = (point: Point) => rotateAbout(point, centreOf(frame.box), -frame.rotationRad);
	const from = upright(start.point);

	return transforming(context, go, {
		cursor: cursorOf(handle, frame.rotationRad),
		transformAt({ point, modifiers }) {
			const to = upright(point);
			// As if the handle itself had been under the pointer.
			const pulled = { x: grabbed.x + to.x - from.x, y: grabbed.y + to.y - from.y };
			const edge = onFrame(pulled, { handle, zoom: context.camera.zoom });
			// What is turned lines up with nothing upright.
			const snapped =
				frame.rotationRad === 0
					? snap(context, boxOfCorners(edge, edge), { except: context.selection, modifiers })
					: null;
			return {
				transform: scaleTo(
					{ x: edge.x + (snapped?.dx ?? 0), y: edge.y + (snapped?.dy ?? 0) },
					{ handle, frame, modifiers }
				),
				guides: snapped?.guides ?? []
			};
		}
	});
}

/** The handle stands a little off the frame it pulls at. */
function onFrame(
	point: Point,
	{ handle, zoom }: { readonly handle: HandleName; readonly zoom: number }
): Point {
	const gap = FRAME_GAP_PX / zoom;
	return {
		x: point.x + (handle.includes('w') ? gap : handle.includes('e') ? -gap : 0),
		y: point.y + (handle.includes('n') ? gap : handle.includes('s') ? -gap : 0)
	};
}

interface Pull {
	readonly handle: HandleName;
	readonly frame: SelectionFrame;
	readonly modifiers: Modifiers;
}

/** The scaling that puts the handle at this point; the frame's own axes. */
function scaleTo(point: Point, { handle, frame, modifiers }: Pull): Transform {
	const { box, rotationRad, keepsRatio } = frame;
	const centre = centreOf(box);
	const from = uprightHandle(handle, box, 1);
	const opposite = { x: box.minX + box.maxX - from.x, y: box.minY + box.maxY - from.y };
	const fixed = modifiers.alt ? centre : opposite;
	const part = (to: number, at: number, still: number) =>
		at === still ? 1 : bounded((to - still) / (at - still));
	let x = isAcross(handle) ? part(point.x, from.x, fixed.x) : 1;
	let y = isUpDown(handle) ? part(point.y, from.y, fixed.y) : 1;
	const isCorner = isAcross(handle) && isUpDown(handle);
	// A picture that is pulled at its corner keeps its proportions, unless Shift says otherwise.
	if (isCorner && keepsRatio !== modifiers.shift) {
		const most = Math.max(Math.abs(x), Math.abs(y));
		x = most * Math.sign(x);
		y = most * Math.sign(y);
	} else if (!isCorner && modifiers.shift) {
		if (isAcross(handle)) y = Math.abs(x);
		else x = Math.abs(y);
	}
	return { kind: 'scale', about: rotateAbout(fixed, centre, rotationRad), axesRad: rotationRad, x, y };
}

const isAcross = (handle: HandleName) => /^[ns]?[ew]$/.test(handle);
const isUpDown = (handle: HandleName) => /^[ns][ew]?$/.test(handle);

function bounded(scale: number): number {
	if (!Number.isFinite(scale)) return 1;
	return (scale < 0 ? -1 : 1) * Math.max(MIN_SCALE, Math.abs(scale));
}
