import type { ElementId } from '../document/element.ts';
import type { Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import { snapBox, toGrid, type Snapped } from '../scene/snapping.ts';
import type { Modifiers } from './tool.ts';
import { viewPixels, type ToolContext } from './tool-context.ts';

/** How near something has to come to line up, view px. */
const SNAP_PX = 7;

/** How a box that is dragged lines up; Ctrl does the opposite of what is set. */
export function snap(
	context: ToolContext,
	box: Box,
	{ except, modifiers }: { readonly except: ReadonlySet<ElementId>; readonly modifiers: Modifiers }
): Snapped {
	const { scene, snaps } = context;
	const isAny = snaps.grid || snaps.elements;
	const to = modifiers.ctrl ? { grid: false, elements: !isAny } : snaps;
	if (!to.grid && !to.elements) return { dx: 0, dy: 0, guides: [] };
	return snapBox(box, { scene, to, except, tolerance: viewPixels(context, SNAP_PX) });
}

/** Where a point comes to lie that is put by itself: on the grid, if that is snapped to; Shift and Ctrl say otherwise. */
export function gridPoint({ snaps }: ToolContext, point: Point, { ctrl, shift }: Modifiers): Point {
	return snaps.grid && !ctrl && !shift ? { x: toGrid(point.x), y: toGrid(point.y) } : point;
}
