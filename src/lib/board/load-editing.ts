import type { Board } from './board.svelte.ts';
import { loadPart } from './load-part.ts';

const PART_MISSING =
	'The part of Inkmesh that edits could not be loaded. It is tried again; reloading this page may help.';

/**
 * Loads what the first stroke does not need, and gives it to the board; tried again until it comes. `before` loads what has
 * to be there when it is.
 */
export async function loadEditing(board: Board, before: () => Promise<void>): Promise<void> {
	const load = async () => {
		const [part] = await Promise.all([import('./editing.ts'), before()]);
		return part;
	};
	const part = await loadPart(load, {
		isOver: () => board.isDestroyed,
		onFailure: () => board.state.tell(PART_MISSING)
	});
	if (part && !board.isDestroyed) part.equip(board);
}
