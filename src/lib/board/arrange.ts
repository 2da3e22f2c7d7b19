// What can be done to several selected elements at once. Comes when it is first wanted.
import type { ElementId } from '$lib/document/element';
import { centreOf, expandBox } from '$lib/geometry/box';
import { alignment, distribution, type AlignTo, type Axis } from '$lib/scene/align';
import { groupElements, removeElements, ungroupElements } from '$lib/scene/group-elements';
import { moveElements } from '$lib/scene/frames';
import { linedBounds } from '$lib/scene/lined-bounds';
import { transformElements } from '$lib/scene/transform-elements';
import { commonParent, membersOf, unitsOf, wholeGroups, withContents, type UnitMove } from '$lib/scene/units';
import type { Board } from './board.svelte.ts';

/** Room round what is put into a frame, page units. */
const FRAME_PADDING = 24;
/** In a larger selection nobody looks for a frame or a group. */
const MAX_LOOKED_AT = 1_000;

/** Makes one group of what is selected; all of it stays selected. */
export function group({ document, scene, undo, workspace }: Board): void {
	undo.mark();
	groupElements(document, scene, workspace.selection);
}

/** Takes the selected groups apart, one level. */
export function ungroup({ document, scene, undo, workspace }: Board): void {
	undo.mark();
	if (ungroupElements(document, scene, workspace.selection).length > 0) workspace.focusedGroup = null;
}

/** Mirrors what is selected, left to right or upside down, about the middle of all of it. */
export function flip({ document, scene, undo, workspace }: Board, axis: Axis): void {
	const ids = withContents(scene, workspace.selection);
	const box = linedBounds(scene, [...ids]);
	if (!box) return;
	const about = centreOf(box);
	const [x, y] = axis === 'horizontal' ? [-1, 1] : [1, -1];
	undo.mark();
	transformElements(document, scene, ids, { kind: 'scale', about, axesRad: 0, x, y });
}

export function align(board: Board, to: AlignTo): void {
	moveUnits(board, alignment(board.scene, board.workspace.selection, to));
}

export function distribute(board: Board, axis: Axis): void {
	moveUnits(board, distribution(board.scene, board.workspace.selection, axis));
}

/** Puts a frame round what is selected, which is in it from then on. */
export function frameSelection({ document, scene, undo, workspace }: Board): void {
	const bounds = scene.boundsOf(workspace.selection);
	if (!bounds) return;
	const { minX, minY, maxX, maxY } = expandBox(bounds, FRAME_PADDING);
	const units = [...unitsOf(scene, workspace.selection).keys()];
	const parent = commonParent(scene, units);
	undo.mark();
	document.transact(() => {
		const [frame] = document.create([
			{ type: 'frame', position: [minX, minY], size: [maxX - minX, maxY - minY], ...(parent && { parent }) }
		]);
		if (!frame) return;
		for (const unit of units) document.update(unit, { parent: frame });
		workspace.selection = new Set([frame]);
	});
}

/** Makes the selected frames as large as what is in them. */
export function fitFrame({ document, scene, undo, workspace }: Board): void {
	undo.mark();
	document.transact(() => {
		for (const id of workspace.selection) {
			if (scene.get(id)?.type !== 'frame') continue;
			const contents = [...withContents(scene, [id])].filter((inner) => inner !== id);
			const bounds = scene.boundsOf(contents);
			if (!bounds) continue;
			const { minX, minY, maxX, maxY } = expandBox(bounds, FRAME_PADDING);
			document.update(id, { position: [minX, minY], size: [maxX - minX, maxY - minY] });
		}
	});
}

/** Takes the selected frames away from around what is in them, which is selected then. */
export function removeFrames({ document, scene, undo, workspace }: Board): void {
	const frames = new Set([...workspace.selection].filter((id) => scene.get(id)?.type === 'frame'));
	const inside = [...frames].flatMap((frame) => scene.childrenOf(frame)).filter((id) => !frames.has(id));
	const members = inside.flatMap((unit) => membersOf(scene, unit));
	const around = (id: ElementId) => scene.ancestorsOf(id).find((ancestor) => !frames.has(ancestor)) ?? null;
	undo.mark();
	document.updateMany(inside.map((unit) => [unit, { parent: around(unit) }]));
	removeElements(document, scene, frames);
	workspace.selection = new Set(members.filter((id) => scene.get(id)?.isLocked === false));
}

function moveUnits({ document, scene, undo }: Board, moves: readonly UnitMove[]): void {
	if (moves.length === 0) return;
	undo.mark();
	moveElements(document, scene, moves);
}

/** Whether a frame is selected. */
export function hasFrame({ scene, state }: Board): boolean {
	return (
		state.selection.size < MAX_LOOKED_AT && [...state.selection].some((id) => scene.get(id)?.type === 'frame')
	);
}

/** Whether a whole group is selected. */
export function hasGroup({ scene, state }: Board): boolean {
	const { selection } = state;
	return selection.size > MAX_LOOKED_AT || (selection.size > 1 && wholeGroups(scene, selection).size > 0);
}
