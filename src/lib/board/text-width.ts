// The way back from a text whose width was set to one that is as wide as its lines.
import type { TextElement } from '$lib/document/element';
import { freeWidthFields } from '$lib/scene/free-width';
import type { Board } from './board.svelte.ts';

/** In a larger selection nobody looks for one. */
const MAX_LOOKED_AT = 1_000;

/** Whether the width of a selected text was set. */
export function hasSetWidth(board: Board): boolean {
	return board.state.selection.size < MAX_LOOKED_AT && withSetWidth(board).length > 0;
}

/** Makes selected texts as wide as their lines, in one step. */
export function freeWidth(board: Board): void {
	const { document, scene, undo } = board;
	undo.mark();
	document.updateMany(withSetWidth(board).map((text) => [text.id, freeWidthFields(text, scene.measure)]));
}

function withSetWidth({ scene, state }: Board): TextElement[] {
	return [...state.selection].flatMap((id) => {
		const element = scene.get(id);
		return element?.type === 'text' && element.width !== null ? [element] : [];
	});
}
