// Where what is selected stands and how large it is, as numbers that can be written over.
import { centreOf } from '$lib/geometry/box';
import type { Transform } from '$lib/geometry/transform';
import { leaveFrames, moveElements } from '$lib/scene/frames';
import { transformElements } from '$lib/scene/transform-elements';
import type { Board } from './board.svelte.ts';

/** Page units; the angle in degrees, clockwise. */
export interface Measures {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly angle: number;
	/** Whether any of it can be turned; a frame stands upright. */
	readonly canTurn: boolean;
}

/**
 * Those of the selection's frame, of a single element before it is turned; of several without the width of their lines, as
 * they line up. Null where it has none.
 */
export function measuresOf({ scene, workspace }: Board): Measures | null {
	const { selectionFrame: frame, selection } = workspace;
	const box = frame?.box ?? scene.boundsOf(selection);
	if (!box) return null;
	return {
		x: box.minX,
		y: box.minY,
		width: box.maxX - box.minX,
		height: box.maxY - box.minY,
		angle: ((frame?.rotationRad ?? 0) * 180) / Math.PI,
		canTurn: [...selection].some((id) => scene.get(id)?.type !== 'frame')
	};
}

/** Those that can be written over. */
export type MeasureName = Exclude<keyof Measures, 'canTurn'>;

/** Moves, scales or turns the selection so that this measure has this value. Small changes of one measure are one step. */
export function setMeasure(board: Board, name: MeasureName, value: number): void {
	const before = measuresOf(board);
	if (!before || !board.state.canWrite) return;
	const { document, scene, undo, workspace } = board;
	const transform = transformFor(before, name, value);
	const ids = workspace.selection;
	const [first] = ids;
	undo.mark(`${name} ${first}`);
	if (transform.kind === 'move') moveElements(document, scene, [{ ids, by: transform.by }]);
	else {
		transformElements(document, scene, ids, transform);
		leaveFrames(document, scene, ids);
	}
}

function transformFor(before: Measures, name: MeasureName, value: number): Transform {
	const { x, y, width, height, angle } = before;
	const box = { minX: x, minY: y, maxX: x + width, maxY: y + height };
	switch (name) {
		case 'x':
			return { kind: 'move', by: [value - x, 0] };
		case 'y':
			return { kind: 'move', by: [0, value - y] };
		case 'angle':
			return { kind: 'rotate', about: centreOf(box), angleRad: ((value - angle) * Math.PI) / 180 };
		case 'width':
		case 'height': {
			const scale = Math.max(0.001, value / Math.max(0.001, before[name]));
			// The corner stays; of what is turned, the middle.
			const about = angle === 0 ? { x, y } : centreOf(box);
			const axesRad = (angle * Math.PI) / 180;
			const [scaleX, scaleY] = name === 'width' ? [scale, 1] : [1, scale];
			return { kind: 'scale', about, axesRad, x: scaleX, y: scaleY };
		}
		default:
			return name satisfies never;
	}
}
