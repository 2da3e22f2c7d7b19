// Two people can each put the other's group into their own at the same moment, and a parent can be deleted while
// somebody puts an element into it. Nothing is written to mend that; every peer reads the same answer out of it.
import type { ElementId } from './element.ts';

/** Where an element's own `parent` field points; undefined when there is no such element. */
export type ParentLookup = (id: ElementId) => ElementId | null | undefined;

/**
 * The parent that counts: null for the board. A parent that does not exist counts as the board, and in a cycle
 * the link of the greatest id is ignored. Costs the depth of the nesting.
 */
export function resolveParent(id: ElementId, parentOf: ParentLookup): ElementId | null {
	const parent = parentOf(id);
	if (!parent || parentOf(parent) === undefined) return null;
	return isGreatestOfItsCycle(id, parentOf) ? null : parent;
}

function isGreatestOfItsCycle(id: ElementId, parentOf: ParentLookup): boolean {
	let greatest = id;
	const passed = new Set<ElementId>();
	for (let at = parentOf(id); at && !passed.has(at); at = parentOf(at)) {
		if (at === id) return greatest === id;
		passed.add(at);
		if (at > greatest) greatest = at;
	}
	// Walked to the board, or into a cycle that `id` only hangs off: its own link is sound.
	return false;
}

/** The element's parents that count, nearest first. */
export function ancestorsOf(id: ElementId, parentOf: ParentLookup): ElementId[] {
	const ancestors: ElementId[] = [];
	for (let at = resolveParent(id, parentOf); at; at = resolveParent(at, parentOf)) ancestors.push(at);
	return ancestors;
}
