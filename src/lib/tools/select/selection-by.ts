import type { ElementId } from '../../document/element.ts';
import { membersOf, unitOf } from '../../scene/units.ts';
import type { ToolContext } from '../tool-context.ts';

interface Adding {
	readonly before: ReadonlySet<ElementId>;
	readonly adds: boolean;
	readonly subtracts: boolean;
}

/** What is selected once these have been caught: their groups are caught with them. */
export function selectionBy(
	{ scene, focusedGroup }: ToolContext,
	caught: readonly ElementId[],
	{ before, adds, subtracts }: Adding
): Set<ElementId> {
	const all = new Set<ElementId>();
	const seen = new Set<ElementId>();
	for (const id of caught) {
		if (scene.get(id)?.parent === null) {
			all.add(id);
			continue;
		}
		const unit = unitOf(scene, id, focusedGroup);
		if (seen.has(unit)) continue;
		seen.add(unit);
		for (const member of membersOf(scene, unit)) all.add(member);
	}
	if (subtracts) return new Set([...before].filter((id) => !all.has(id)));
	return adds ? new Set([...before, ...all]) : all;
}
