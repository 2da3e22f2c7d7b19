// What belongs together when it is selected: a group counts as one, and a frame takes along what is in it. A selection
// always holds the elements themselves, never groups, so that whatever is done to it is done to all of them.
import type { ElementId } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import type { Scene } from './scene.ts';

/** Elements that move together, and how far, page units. */
export interface UnitMove {
	readonly ids: ReadonlySet<ElementId>;
	readonly by: Pair;
}

/** The outermost group around the element that lies inside `focus` (null: the board), or the element itself. */
export function unitOf(scene: Scene, id: ElementId, focus: ElementId | null = null): ElementId {
	let unit = id;
	for (const ancestor of scene.ancestorsOf(id)) {
		// What is in a frame is reached without what is around the frame.
		if (ancestor === focus || scene.get(ancestor)?.type !== 'group') break;
		unit = ancestor;
	}
	return unit;
}

/** The elements of a unit that can be selected: all of a group, however deep; the element itself otherwise. */
export function membersOf(scene: Scene, unit: ElementId): ElementId[] {
	if (scene.get(unit)?.type !== 'group') return scene.get(unit) ? [unit] : [];
	return scene.childrenOf(unit).flatMap((child) => membersOf(scene, child));
}

/** The elements with what is in the frames among them: what moves, is copied and is deleted along. */
export function withContents(scene: Scene, ids: Iterable<ElementId>): Set<ElementId> {
	const all = new Set<ElementId>();
	const add = (id: ElementId) => {
		if (all.has(id)) return;
		all.add(id);
		if (scene.get(id)?.type !== 'frame') return;
		for (const child of scene.childrenOf(id)) for (const member of membersOf(scene, child)) add(member);
	};
	for (const id of ids) add(id);
	return all;
}

/** The groups that have all of their members among these. */
export function wholeGroups(scene: Scene, ids: ReadonlySet<ElementId>): Set<ElementId> {
	const known = new Map<ElementId, boolean>();
	const isWhole = (group: ElementId): boolean => {
		const before = known.get(group);
		if (before !== undefined) return before;
		const children = scene.childrenOf(group);
		const whole =
			children.length > 0 &&
			children.every((child) => (scene.get(child)?.type === 'group' ? isWhole(child) : ids.has(child)));
		known.set(group, whole);
		return whole;
	};
	for (const id of ids) {
		for (const ancestor of scene.ancestorsOf(id))
			if (scene.get(ancestor)?.type === 'group') isWhole(ancestor);
	}
	return new Set([...known].filter(([, whole]) => whole).map(([group]) => group));
}

/** The group or frame that all of these count into; null where it is not the same one. */
export function commonParent(scene: Scene, units: readonly ElementId[]): ElementId | null {
	const parents = new Set(units.map((unit) => scene.parentOf(unit)));
	const [parent = null] = parents.size === 1 ? parents : [];
	return parent;
}

/** The selection in units: each with the elements it stands for. What is in a selected frame counts into the frame. */
export function unitsOf(scene: Scene, ids: ReadonlySet<ElementId>): Map<ElementId, ElementId[]> {
	const groups = wholeGroups(scene, ids);
	const units = new Map<ElementId, ElementId[]>();
	for (const id of ids) {
		const ancestors = scene.ancestorsOf(id);
		const outermost = ancestors.findLast((ancestor) => groups.has(ancestor) || ids.has(ancestor)) ?? id;
		const members = units.get(outermost);
		if (members) members.push(id);
		else units.set(outermost, [id]);
	}
	return units;
}
