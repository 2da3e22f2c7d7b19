// What a person can do to the board with one command from the start; each is one undo step.
import { removeElements } from '$lib/scene/group-elements';
import type { Board } from './board.svelte.ts';

/** Deletes what is selected. */
export function deleteSelection({ document, scene, undo, workspace }: Board): void {
	if (workspace.selection.size === 0) return;
	undo.mark();
	removeElements(document, scene, workspace.selection);
}

/** Takes back the gesture under way, else the last step. Typing ends first, so that the step is a whole one. */
export function undo({ undo, workspace }: Board): void {
	workspace.endEditing();
	if (!workspace.stepBack()) undo.undo();
}

export function redo({ undo, workspace }: Board): void {
	workspace.endEditing();
	workspace.interrupt();
	undo.redo();
}
