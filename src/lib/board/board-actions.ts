// What a person can do to the selection or the board with one command; each is one undo step.
import type { ElementId } from '$lib/document/element';
import { acceptsEdit } from '$lib/document/decode-element';
import { indicesBetween } from '$lib/document/ordering';
import { moveElements } from '$lib/scene/move-elements';
import { strokeSize } from '$lib/tools/draw/stroke-size';
import type { ToolStyle } from '$lib/tools/tool-context';
import type { Board } from './board.svelte.ts';

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

/** Puts the selection above or below everything else; what is selected keeps its own order. */
export function reorder({ document, scene, undo, workspace }: Board, where: 'front' | 'back'): void {
	const inOrder = scene.inOrder().map(({ element }) => element);
	const chosen = inOrder.filter(({ id }) => workspace.selection.has(id));
	const rest = inOrder.filter(({ id }) => !workspace.selection.has(id));
	const edge = where === 'front' ? rest.at(-1)?.index : rest[0]?.index;
	if (!edge || chosen.length === 0) return;
	const indices =
		where === 'front' ? indicesBetween(edge, null, chosen.length) : indicesBetween(null, edge, chosen.length);
	undo.mark();
	document.transact(() => {
		chosen.forEach(({ id }, i) => document.update(id, { index: indices[i] }));
	});
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

function acceptedFields({ document }: Board, id: ElementId, change: Partial<ToolStyle>) {
	const record = document.maps.elements.get(id) as { readonly type?: unknown } | undefined;
	const wanted: Record<string, unknown> = { ...change };
	// A stroke's width is called its size.
	if (record?.type === 'stroke' && change.strokeWidth) wanted.size = strokeSize(change.strokeWidth);
	return Object.fromEntries(
		Object.entries(wanted).filter(([field, value]) => acceptsEdit(id, record, field, value))
	);
}
