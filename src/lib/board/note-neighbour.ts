import type { ElementId, NoteElement } from '$lib/document/element';
import { boxAt, boxesIntersect, expandBox } from '$lib/geometry/box';
import type { Pair } from '$lib/geometry/point';
import type { Board } from './board.svelte.ts';

/** Between two notes, page units. */
const GAP = 16;
const MAX_TRIES = 50;

/** Puts a note like this one beside it, where there is room, and the caret into it. Does nothing for what is no note. */
export function addNeighbour(board: Board, id: ElementId, side: 'left' | 'right'): void {
	const { document, scene, undo, workspace } = board;
	const note = scene.get(id);
	if (note?.type !== 'note' || !board.state.canWrite) return;
	const position = freePlace(board, note, side);
	undo.mark();
	const { size, color, font, fontSize, align, parent } = note;
	const [made] = document.create([
		{ type: 'note', position, size, color, font, fontSize, align, ...(parent && { parent }) }
	]);
	if (!made) return;
	workspace.selection = new Set([made]);
	workspace.editText({ elementId: made, isNew: false, position });
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
