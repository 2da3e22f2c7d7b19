import type { ElementId, NoteElement } from '$lib/document/element';
import { boxAt, boxesIntersect, boxOfCorners, expandBox } from '$lib/geometry/box';
import type { Pair } from '$lib/geometry/point';
import { viewportOf } from '$lib/scene/camera';
import type { Board } from './board.svelte.ts';

/** Between two notes, page units. */
const GAP = 16;
const MAX_TRIES = 50;
/** Between a note that is typed into and the edge of the view: the properties stand there. */
const VIEW_MARGIN_PX = 240;

/**
 * Puts the caret into the note beside this one, or into a new one like it where there is room. Does nothing for what is
 * no note.
 */
export function addNeighbour(board: Board, id: ElementId, side: 'left' | 'right'): void {
	const { document, scene, undo } = board;
	const note = scene.get(id);
	if (note?.type !== 'note' || !board.state.canWrite) return;
	const there = neighbourOf(board, note, side);
	if (there) return edit(board, there);
	const position = freePlace(board, note, side);
	undo.mark();
	const { size, color, font, fontSize, align, parent } = note;
	const [made] = document.create([
		{ type: 'note', position, size, color, font, fontSize, align, ...(parent && { parent }) }
	]);
	const element = made && scene.get(made);
	if (element?.type === 'note') edit(board, element);
}

/** Puts the caret into the note, and the note into the view. */
function edit({ canvas, workspace }: Board, { id, position, size }: NoteElement): void {
	const { camera } = workspace;
	const room = viewportOf(camera, canvas.size);
	// Where there is no room for that, in the middle.
	const margin = Math.min(VIEW_MARGIN_PX / camera.zoom, (room.maxX - room.minX - size[0]) / 2);
	const left = Math.min(0, position[0] - margin - room.minX);
	const right = Math.max(0, position[0] + size[0] + margin - room.maxX);
	if (left + right !== 0) workspace.camera = { ...camera, x: camera.x + left + right };
	workspace.selection = new Set([id]);
	workspace.editText({ elementId: id, isNew: false, position });
}

/** The note that stands there already, at the same height. */
function neighbourOf({ scene }: Board, note: NoteElement, side: 'left' | 'right'): NoteElement | null {
	const [x, y] = note.position;
	const by = (note.size[0] + GAP) * (side === 'right' ? 1 : -1);
	const at = { x: x + by + note.size[0] / 2, y: y + note.size[1] / 2 };
	const element = scene
		.within(boxOfCorners(at, at))
		.findLast(({ element }) => element.type === 'note')?.element;
	return element?.type === 'note' && element.id !== note.id ? element : null;
}

/** Beside the note, or past the notes that stand there already. */
function freePlace({ scene }: Board, note: NoteElement, side: 'left' | 'right'): Pair {
	const [x, y] = note.position;
	const step = (note.size[0] + GAP) * (side === 'right' ? 1 : -1);
	for (let i = 1; i < MAX_TRIES; i++) {
		const box = boxAt([x + i * step, y], note.size);
		const isTaken = scene.within(box).some(({ element }) => {
			return (
				element.type === 'note' && boxesIntersect(expandBox(boxAt(element.position, element.size), -1), box)
			);
		});
		if (!isTaken) return [box.minX, box.minY];
	}
	return [x + step, y];
}
