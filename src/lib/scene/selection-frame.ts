// The box round what is selected, by whose handles it is scaled and turned: that of a single element is turned with it.
import type { Element, ElementId } from '../document/element.ts';
import { centreOf, expandBox, type Box } from '../geometry/box.ts';
import { rotateAbout, type Point } from '../geometry/point.ts';
import { linedBounds } from './lined-bounds.ts';
import type { Scene } from './scene.ts';

export interface SelectionFrame {
	/** Page space, before it is turned about its middle. */
	readonly box: Box;
	readonly rotationRad: number;
	readonly handles: readonly HandleName[];
	/** Whether it can only be scaled as much in height as in width. */
	readonly keepsRatio: boolean;
}

export type HandleName = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'rotate';

/** Where the handle stands, page space. */
export interface Handle {
	readonly name: HandleName;
	readonly point: Point;
}

/** View px between what is selected and the frame around it. */
export const FRAME_GAP_PX = 4;
/** View px from the frame's upper edge to the handle that turns it. */
const ROTATE_PX = 22;
/** A side shorter than this on the screen has no handle of its own between its corners. */
const MIN_SIDE_PX = 44;

const CORNERS: readonly HandleName[] = ['nw', 'ne', 'se', 'sw'];
const SIDES: readonly HandleName[] = ['n', 'e', 's', 'w'];

/** The frame round these elements; null where there is none: nothing selected, or only what has handles of its own. */
export function selectionFrame(scene: Scene, ids: ReadonlySet<ElementId>): SelectionFrame | null {
	const [first] = ids;
	if (!first) return null;
	if (ids.size === 1) return frameOfOne(scene, first);
	const box = linedBounds(scene, [...ids]);
	if (!box) return null;
	const keepsRatio = someOf(scene, ids, (element) => element.type === 'text' || isAslant(element));
	return {
		box,
		rotationRad: 0,
		keepsRatio,
		handles: [...CORNERS, ...(keepsRatio ? [] : SIDES), 'rotate']
	};
}

/** Where the frame's handles stand at this zoom; those for which there is no room are left out. */
export function handlesOf({ box, rotationRad, handles }: SelectionFrame, zoom: number): Handle[] {
	const outer = expandBox(box, FRAME_GAP_PX / zoom);
	const widthPx = (outer.maxX - outer.minX) * zoom;
	const heightPx = (outer.maxY - outer.minY) * zoom;
	const centre = centreOf(box);
	return handles.flatMap((name) => {
		if ((name === 'n' || name === 's') && widthPx < MIN_SIDE_PX) return [];
		if ((name === 'e' || name === 'w') && heightPx < MIN_SIDE_PX && handles.includes('n')) return [];
		return { name, point: rotateAbout(uprightHandle(name, outer, zoom), centre, rotationRad) };
	});
}

/** Where the handle stands on the frame before that is turned. */
export function uprightHandle(name: HandleName, box: Box, zoom: number): Point {
	const { x, y } = centreOf(box);
	if (name === 'rotate') return { x, y: box.minY - ROTATE_PX / zoom };
	return {
		x: name.includes('w') ? box.minX : name.includes('e') ? box.maxX : x,
		y: name.includes('n') ? box.minY : name.includes('s') ? box.maxY : y
	};
}

/** The CSS cursor that says what the handle does, on a frame turned so far. */
export function cursorOf(name: HandleName, rotationRad: number): string {
	if (name === 'rotate') return 'grab';
	const eighth = ['e', 'se', 's', 'sw', 'w', 'nw', 'n', 'ne'].indexOf(name);
	const turned = (eighth + Math.round(rotationRad / (Math.PI / 4)) + 16) % 4;
	return ['ew-resize', 'nwse-resize', 'ns-resize', 'nesw-resize'][turned] ?? 'default';
}

function frameOfOne(scene: Scene, id: ElementId): SelectionFrame | null {
	const element = scene.get(id);
	const box = scene.uprightOf(id);
	// Lines and arrows are changed by their points.
	if (!element || !box || element.type === 'arrow') return null;
	const frame = { box, rotationRad: element.rotation };
	switch (element.type) {
		case 'text':
			return { ...frame, keepsRatio: true, handles: [...CORNERS, 'e', 'w', 'rotate'] };
		case 'image':
			return { ...frame, keepsRatio: true, handles: [...CORNERS, ...SIDES, 'rotate'] };
		case 'frame':
			return { ...frame, keepsRatio: false, handles: [...CORNERS, ...SIDES] };
		default:
			return { ...frame, keepsRatio: false, handles: [...CORNERS, ...SIDES, 'rotate'] };
	}
}

/** Whether it stands neither upright nor on one of its sides, so that scaling one way would make it slant. */
function isAslant({ rotation }: Element): boolean {
	const quarter = Math.PI / 2;
	return Math.abs(rotation - Math.round(rotation / quarter) * quarter) > 1e-6;
}

function someOf(scene: Scene, ids: Iterable<ElementId>, test: (element: Element) => boolean): boolean {
	for (const id of ids) {
		const element = scene.get(id);
		if (element && test(element)) return true;
	}
	return false;
}
