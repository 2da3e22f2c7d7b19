// `window.inkmesh.board`: the public way to a board for scripts, embedding and measuring. It can do what the person
// can, and no more: a viewer's writes throw.
import type { Element, ElementId } from '$lib/document/element';
import { encodePoints, type ElementInput, type InputPoint } from '$lib/document/element-input';
import { POINT_STRIDE } from '$lib/document/packed-points';
import { pageToView, type Camera } from '$lib/scene/camera';
import { pointsOf } from '$lib/scene/element-points';
import { removeElements } from '$lib/scene/group-elements';
import { membersOf } from '$lib/scene/units';
import type { ToolName } from '$lib/tools/tool';
import * as actions from './board-actions.ts';
import type { Path } from './connection-facts.ts';
import type { Board, BoardEvent } from './board.svelte.ts';

/** An element with its points decoded, in page space. */
export type PublicElement = Readonly<Record<string, unknown>> & {
	readonly id: ElementId;
	readonly type: string;
	readonly points?: readonly [number, number, number][];
};

export interface PublicPeer {
	readonly name: string;
	readonly color: string;
	/** How their work gets here: `forwarded` through others, `tab` from another tab of this browser. */
	readonly path: Path;
	/** Round trip, ms; null unless linked directly or through a relay, and while unknown. */
	readonly rttMs: number | null;
	readonly role: string;
}

/** The API of one open board. */
export function createBoardApi(board: Board) {
	const { document, scene, undo, workspace } = board;
	// What counts, where two people put frames into each other.
	const withParent = (element: Element): Element =>
		element.parent ? { ...element, parent: scene.parentOf(element.id) } : element;
	return {
		get id(): string {
			return board.keys.boardId;
		},
		get role(): string {
			return board.keys.role;
		},
		get title(): string {
			return document.title;
		},
		set title(title: string) {
			document.setTitle(title);
		},
		/** The colour of the paper: a name of the palette or `#rrggbb`; null: as it is by itself. */
		get background(): string | null {
			return document.background;
		},
		set background(color: string | null) {
			undo.mark();
			document.setBackground(color);
		},
		get count(): number {
			return scene.count;
		},
		/** Whether what is stored of it on this device was read, and all of it taken in. */
		get isLoaded(): boolean {
			return board.isLoaded && scene.isWhole;
		},
		/** Whether all tools and commands have come; a board can be drawn on before. */
		get isEquipped(): boolean {
			return board.state.hasEditing;
		},
		/** Records that are no valid element, and stored rows that were damaged: skipped, not shown. */
		get skipped(): number {
			return board.skippedCount;
		},
		/** All elements in paint order, lowest first. */
		elements: (): PublicElement[] => scene.inOrder().map(({ element }) => toPublic(withParent(element))),
		/** Makes elements on top of the others; one undo step. */
		create(elements: readonly ElementInput[]): ElementId[] {
			undo.mark();
			return document.create(elements);
		},
		/**
		 * Takes in a picture (PNG, JPEG, WebP, GIF, AVIF or SVG) as somebody's paste would and puts it on the board around
		 * `at`, or into the middle of the view; one undo step. Throws on what is none, or too large. `create` takes an
		 * image too: its `asset` is the hash of bytes that somebody on the board has.
		 */
		async addImage(
			blob: Blob,
			{ at }: { readonly at?: readonly [x: number, y: number] } = {}
		): Promise<ElementId> {
			const { addImages } = await import('./insert-images.ts');
			const { ids, refused } = await addImages(board, [blob], at ? { x: at[0], y: at[1] } : null);
			if (!ids[0]) throw new Error(`expected a picture, got one refused: ${refused.join(' ')}`);
			return ids[0];
		},
		/** Changes single fields of an element; one undo step. */
		update(id: ElementId, fields: Readonly<Record<string, unknown>>): void {
			undo.mark();
			const { points, ...rest } = fields;
			const isPoints = Array.isArray(points);
			document.update(id, isPoints ? { ...rest, ...encodePoints(points as InputPoint[]) } : fields);
		},
		/** Deletes elements; one undo step. */
		remove(ids: readonly ElementId[]): void {
			undo.mark();
			removeElements(document, scene, new Set(ids));
		},
		/** Bounds in page space: top left corner, width and height; null when there is no such element. */
		bounds(id: ElementId) {
			const box = scene.placed(id)?.box;
			return box
				? { x: box.minX, y: box.minY, width: box.maxX - box.minX, height: box.maxY - box.minY }
				: null;
		},
		get selection(): ElementId[] {
			return [...workspace.selection];
		},
		/** A group's id stands for all that is in it. */
		select(ids: readonly ElementId[]): void {
			workspace.selection = new Set(ids.flatMap((id) => membersOf(scene, id)));
		},
		/** The page point at the view's top left corner, and view px a page unit. */
		get camera(): Camera {
			return workspace.camera;
		},
		setCamera(camera: Camera): void {
			workspace.camera = camera;
		},
		zoomToFit: (): void => board.zoomToFit(),
		pageToScreen: (point: { readonly x: number; readonly y: number }) => pageToView(workspace.camera, point),
		get tool(): ToolName {
			return workspace.toolName;
		},
		setTool(name: ToolName): void {
			workspace.setTool(name);
		},
		undo: (): void => actions.undo(board),
		redo: (): void => actions.redo(board),
		/** Everybody else who is here. */
		peers(): PublicPeer[] {
			const links = new Map(board.connections.peers.map((peer) => [peer.clientId, peer]));
			return board.presence.people.map(({ clientId, name, color }) => ({
				name,
				color,
				path: board.connections.pathOf(clientId),
				rttMs: links.get(clientId)?.rttMs ?? null,
				role: links.get(clientId)?.role ?? 'editor'
			}));
		},
		/** What the status pill says, and its parts. */
		get status() {
			return board.state.status;
		},
		/** The whole board, with its history, as bytes that `importFile` takes. */
		async exportFile(): Promise<Uint8Array> {
			const { boardAsFile } = await import('./board-files.ts');
			return boardAsFile(board);
		},
		/**
		 * Takes in a file: of this very board what it has more, of others their elements as new ones, in one undo step.
		 * Gives back the ids of what is new. @throws when it is none of ours.
		 */
		async importFile(bytes: Uint8Array): Promise<ElementId[]> {
			const { takeBoardFile } = await import('./board-files.ts');
			return takeBoardFile(board, bytes);
		},
		/** Resolves when everything done until now is saved on this device. */
		whenSaved: (): Promise<void> => board.whenSaved(),
		/** Calls back on `change`, `selection`, `camera`, `tool`, `status` or `people`. Gives back its off. */
		on: (event: BoardEvent, listener: () => void): (() => void) => board.on(event, listener)
	};
}

export type BoardApi = ReturnType<typeof createBoardApi>;

function toPublic(element: Element): PublicElement {
	if (element.type !== 'stroke' && element.type !== 'line') return { ...element };
	const flat = pointsOf(element);
	const [left, top] = element.position;
	const points: [number, number, number][] = [];
	for (let i = 0; i < flat.length; i += POINT_STRIDE) {
		points.push([(flat[i] ?? 0) + left, (flat[i + 1] ?? 0) + top, flat[i + 2] ?? 0.5]);
	}
	return { ...element, points };
}
