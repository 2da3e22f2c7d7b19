import type { Board } from '$lib/board/board.svelte';

/** Whether there is something that takes a look: typed, selected, or made by the tool. */
export function hasProperties({ state: { editing, selection, tool } }: Board): boolean {
	if (editing || selection.size > 0) return true;
	return !['select', 'hand', 'eraser', 'ink-eraser', 'image', 'frame', 'laser'].includes(tool);
}
