import type { ElementId } from '$lib/document/element';
import type { Board } from './board.svelte.ts';

/** What takes a chosen look: the element whose text is being typed, though it is not there before its first letter; else what is selected. */
export function styledIds({ state: { editing, selection } }: Board): ReadonlySet<ElementId> {
	return editing ? new Set([editing.elementId]) : selection;
}
