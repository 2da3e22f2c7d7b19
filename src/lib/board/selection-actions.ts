// What a person can do to the selection with one command; each is one undo step.
import { acceptsEdit } from '$lib/document/decode-element';
import type { ElementId } from '$lib/document/element';
import { boxHasPoint, centreOf } from '$lib/geometry/box';
import type { Point } from '$lib/geometry/point';
import { croppedTo, wholeBox } from '$lib/scene/crop-image';
import { growToLabel } from '$lib/scene/grow-shape';
import { hitTest } from '$lib/scene/hit-test';
import { moveElements } from '$lib/scene/frames';
import { reordered, type Where } from '$lib/scene/reorder';
import { membersOf, unitOf, withContents } from '$lib/scene/units';
import { strokeSize } from '$lib/tools/draw/stroke-size';
import { duplicateSelection } from '$lib/tools/duplicate-selection';
import { hasStyle, type ToolStyle } from '$lib/tools/tool-style';
import type { Board } from './board.svelte.ts';
import { styledIds } from './styled-ids.ts';

/** How near to ink a right click means it, view px. */
const MENU_REACH_PX = 8;
/** A duplicate lies so far to the right and below, page units. */
const DUPLICATE_OFFSET = 16;

/** Selects everything that can be selected. */
export function selectAll({ scene, workspace }: Board): void {
	workspace.setTool('select');
	const ids = new Set<ElementId>();
	for (const id of scene.ids()) {
		const element = scene.get(id);
		if (element && !element.isLocked && element.type !== 'group') ids.add(id);
	}
	workspace.selection = ids;
}

/** Moves the selection by page units. */
export function nudge({ document, scene, undo, workspace }: Board, dx: number, dy: number): void {
	if (workspace.selection.size === 0) return;
	undo.mark();
	moveElements(document, scene, [{ ids: workspace.selection, by: [dx, dy] }]);
}

/** Copies the selection a little beside itself, and selects the copy. */
export function duplicate({ workspace }: Board): void {
	duplicateSelection(workspace, [DUPLICATE_OFFSET, DUPLICATE_OFFSET]);
}

/** Moves the selection in paint order, and with a frame what is in it; what is selected keeps its own order. */
export function reorder({ document, scene, undo, workspace }: Board, where: Where): void {
	const changes = reordered(scene.inOrder(), withContents(scene, workspace.selection), where);
	if (changes.size === 0) return;
	undo.mark();
	document.updateMany([...changes].map(([id, index]) => [id, { index }]));
}

/** Selects what the menu at this view point is about: what lies there, unless it is selected already. */
export function selectForMenu(board: Board, view: Point): void {
	const { scene, workspace } = board;
	const point = board.screenToPage(view);
	const hit = hitTest(scene, point, MENU_REACH_PX / workspace.camera.zoom)?.element;
	lockedHere.set(board, hit?.isLocked ? hit.id : null);
	if (hit && !hit.isLocked) {
		if (workspace.selection.has(hit.id)) return;
		workspace.setTool('select');
		workspace.selection = new Set(membersOf(scene, unitOf(scene, hit.id, workspace.focusedGroup)));
		return;
	}
	const bounds = scene.boundsOf(workspace.selection);
	if (!bounds || !boxHasPoint(bounds, point)) workspace.selection = new Set();
}

/** Where the menu stands that is asked for by its key: on what is seen of the selection, else in the middle; view px. */
export function menuPlace(board: Board): Point {
	const { width, height } = board.canvas.size;
	const bounds = board.scene.boundsOf(board.workspace.selection);
	if (!bounds) return { x: width / 2, y: height / 2 };
	const { x, y } = board.pageToScreen(centreOf(bounds));
	return { x: Math.max(0, Math.min(width, x)), y: Math.max(0, Math.min(height, y)) };
}

/** Locks what is selected: it is not selected any more, and cannot be until it is unlocked. */
export function lock(board: Board): void {
	const { workspace } = board;
	if (workspace.selection.size === 0) return;
	setLocked(board, workspace.selection, true);
	workspace.selection = new Set();
}

/** What the menu was last asked for over: it cannot be selected, and its menu is the only way to it. */
const lockedHere = new WeakMap<Board, ElementId | null>();

/** Whether the menu is about something that is locked. */
export function isLockedHere(board: Board): boolean {
	const id = lockedHere.get(board);
	return Boolean(id && board.scene.get(id)?.isLocked);
}

/** Unlocks what the menu is about, and selects it. */
export function unlockHere(board: Board): void {
	const id = lockedHere.get(board);
	if (!id) return;
	setLocked(board, [id], false);
	board.workspace.setTool('select');
	board.workspace.selection = new Set([id]);
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

/**
 * Sets properties for what is drawn next, and for what is typed into or selected where it has them. `little`: it is one of
 * several small changes, as by a key that moves a slider, which are one step together.
 */
export function setStyle(board: Board, change: Partial<ToolStyle>, { little = false } = {}): void {
	board.workspace.style = { ...board.workspace.style, ...change };
	const [first] = styledIds(board);
	const what = little ? `${Object.keys(change).join()} ${first}` : undefined;
	restyle(board, (id) => acceptedFields(board, id, change), what);
}

/** Makes the letters of what is selected larger or smaller, each by its own size. */
export function scaleLetters(board: Board, factor: number): void {
	restyle(board, (id) => {
		const element = board.scene.get(id);
		if (!element || !('fontSize' in element)) return {};
		return acceptedFields(board, id, { fontSize: Math.round(element.fontSize * factor) });
	});
}

/** Changes fields of what is selected, in one step of undo. A shape whose letters change grows with them. */
function restyle(
	board: Board,
	fieldsOf: (id: ElementId) => Readonly<Record<string, unknown>>,
	what?: string
): void {
	const { document, scene, undo } = board;
	const ids = [...styledIds(board)].filter((id) => document.has(id));
	if (ids.length === 0 || !board.state.canWrite) return;
	const relettered: ElementId[] = [];
	undo.mark(what);
	document.transact(() => {
		for (const id of ids) {
			const fields = fieldsOf(id);
			if (Object.keys(fields).length > 0) document.update(id, fields);
			if ('fontSize' in fields || 'font' in fields) relettered.push(id);
		}
	});
	if (relettered.length === 0) return;
	// In another transaction: what the first wrote is read here.
	document.transact(() => {
		for (const id of relettered) growToLabel(document, id, scene.measure);
	});
}

/**
 * Ends what is being made; else puts the caret into the one selected element that has text; of a picture, lets choose
 * what of it is shown.
 */
export function editSelected({ scene, workspace }: Board): void {
	if (workspace.canFinish) return workspace.finish();
	const [id] = workspace.selection;
	const element = id && scene.get(id);
	if (!element || workspace.selection.size !== 1) return;
	if (element.type === 'image') workspace.cropped = element.id;
	if (!('text' in element)) return;
	workspace.editText({ elementId: element.id, isNew: false, position: [0, 0] });
}

/** Has the selected pictures shown whole again. */
export function uncrop({ document, scene, undo, workspace }: Board): void {
	undo.mark();
	document.transact(() => {
		for (const id of workspace.selection) {
			const image = scene.get(id);
			if (image?.type === 'image' && image.crop)
				document.update(id, { ...croppedTo(image, wholeBox(image)) });
		}
	});
}

/** Whether part of a selected picture is hidden. */
export function hasCropped({ scene, state }: Board): boolean {
	const [id] = state.selection;
	const element = state.selection.size === 1 && id ? scene.get(id) : undefined;
	return element?.type === 'image' && element.crop !== null;
}

/** Whether the selection is one picture. */
export function isPicture({ scene, state }: Board): boolean {
	const [id] = state.selection;
	return state.selection.size === 1 && id !== undefined && scene.get(id)?.type === 'image';
}

/** Where the one selected element leads; null for nowhere. */
export function linkOf({ scene, state }: Board): string | null {
	const [id] = state.selection;
	return state.selection.size === 1 && id ? (scene.get(id)?.link ?? null) : null;
}

function setLocked({ document, undo }: Board, ids: Iterable<ElementId>, isLocked: boolean): void {
	undo.mark();
	document.updateMany(Array.from(ids, (id) => [id, { isLocked }]));
}

function acceptedFields({ document }: Board, id: ElementId, change: Partial<ToolStyle>) {
	const record = document.maps.elements.get(id) as { readonly type?: unknown } | undefined;
	const type = String(record?.type);
	const wanted: Record<string, unknown> = { ...change };
	// A stroke's width is called its size.
	if (type === 'stroke' && change.strokeWidth) wanted.size = strokeSize(change.strokeWidth);
	return Object.fromEntries(
		Object.entries(wanted).filter(([field, value]) => {
			// The name of a frame, say, has letters of its own.
			const isOthers = field in change && !hasStyle(type, field as keyof ToolStyle);
			return !isOthers && acceptsEdit(id, record, field, value);
		})
	);
}
