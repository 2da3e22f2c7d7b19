// What a person can do to the selection or the board with one command; each is one undo step.
import type { ElementId } from '$lib/document/element';
import { acceptsEdit } from '$lib/document/decode-element';
import { boxHasPoint } from '$lib/geometry/box';
import type { Point } from '$lib/geometry/point';
import { moveElements } from '$lib/scene/move-elements';
import { hitTest } from '$lib/scene/hit-test';
import { reordered, type Where } from '$lib/scene/reorder';
import { strokeSize } from '$lib/tools/draw/stroke-size';
import type { ToolStyle } from '$lib/tools/tool-context';
import type { Board } from './board.svelte.ts';

/** How near to ink a right click means it, view px. */
const MENU_REACH_PX = 8;
/** A duplicate lies so far to the right and below, page units. */
const DUPLICATE_OFFSET = 16;

/** Deletes what is selected. */
export function deleteSelection({ document, undo, workspace }: Board): void {
	if (workspace.selection.size === 0) return;
	undo.mark();
	document.remove(workspace.selection);
}

/** Selects everything that can be selected. */
export function selectAll({ scene, workspace }: Board): void {
	workspace.setTool('select');
	workspace.selection = new Set([...scene.ids()].filter((id) => !scene.get(id)?.isLocked));
}

/** Moves the selection by page units. */
export function nudge({ document, scene, undo, workspace }: Board, dx: number, dy: number): void {
	if (workspace.selection.size === 0) return;
	undo.mark();
	moveElements(document, scene, workspace.selection, [dx, dy]);
}

/** Copies the selection a little beside itself, and selects the copy. */
export function duplicate({ workspace }: Board): void {
	workspace.duplicateSelection([DUPLICATE_OFFSET, DUPLICATE_OFFSET]);
}

/** Moves the selection in paint order; what is selected keeps its own order. */
export function reorder({ document, scene, undo, workspace }: Board, where: Where): void {
	const changes = reordered(scene.inOrder(), workspace.selection, where);
	if (changes.size === 0) return;
	undo.mark();
	document.transact(() => {
		for (const [id, index] of changes) document.update(id, { index });
	});
}

/** Selects what the menu at this view point is about: what lies there, unless it is selected already. */
export function selectForMenu(board: Board, view: Point): void {
	const { scene, workspace } = board;
	const point = board.screenToPage(view);
	const hit = hitTest(scene, point, MENU_REACH_PX / workspace.camera.zoom)?.element;
	if (hit && !hit.isLocked) {
		if (workspace.selection.has(hit.id)) return;
		workspace.setTool('select');
		workspace.selection = new Set([hit.id]);
		return;
	}
	const bounds = scene.boundsOf(workspace.selection);
	if (!bounds || !boxHasPoint(bounds, point)) workspace.selection = new Set();
}

/** Locks what is selected: it is not selected any more, and cannot be until it is unlocked. */
export function lock(board: Board): void {
	const { workspace } = board;
	if (workspace.selection.size === 0) return;
	setLocked(board, workspace.selection, true);
	workspace.selection = new Set();
}

/** Unlocks all that is locked, and selects it. */
export function unlockAll(board: Board): void {
	const { scene, workspace } = board;
	const locked = [...scene.ids()].filter((id) => scene.get(id)?.isLocked);
	if (locked.length === 0) return;
	setLocked(board, locked, false);
	workspace.setTool('select');
	workspace.selection = new Set(locked);
}

/** Sets one property for what is drawn next, and for what is selected where it has that property. */
export function setStyle(board: Board, change: Partial<ToolStyle>): void {
	const { document, undo, workspace } = board;
	workspace.style = { ...workspace.style, ...change };
	if (workspace.selection.size === 0 || !board.state.canWrite) return;
	undo.mark();
	document.transact(() => {
		for (const id of workspace.selection) {
			const fields = acceptedFields(board, id, change);
			if (Object.keys(fields).length > 0) document.update(id, fields);
		}
	});
}

/** Undo and redo end typing and any gesture first, so that the step is a whole one. */
export function undo({ undo, workspace }: Board): void {
	workspace.endEditing();
	workspace.interrupt();
	undo.undo();
}

export function redo({ undo, workspace }: Board): void {
	workspace.endEditing();
	workspace.interrupt();
	undo.redo();
}

function setLocked({ document, undo }: Board, ids: Iterable<ElementId>, isLocked: boolean): void {
	undo.mark();
	document.transact(() => {
		for (const id of ids) document.update(id, { isLocked });
	});
}

function acceptedFields({ document }: Board, id: ElementId, change: Partial<ToolStyle>) {
	const record = document.maps.elements.get(id) as { readonly type?: unknown } | undefined;
	const wanted: Record<string, unknown> = { ...change };
	// A stroke's width is called its size.
	if (record?.type === 'stroke' && change.strokeWidth) wanted.size = strokeSize(change.strokeWidth);
	return Object.fromEntries(
		Object.entries(wanted).filter(([field, value]) => acceptsEdit(id, record, field, value))
	);
}
