import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId } from '../document/element.ts';
import { quantize } from '../document/packed-points.ts';
import type { Scene } from './scene.ts';
import { commonParent, unitsOf, wholeGroups, withContents } from './units.ts';

/** Makes one group of these, which may be groups themselves; null where there are fewer than two. One transaction. */
export function groupElements(
	document: BoardDocument,
	scene: Scene,
	ids: ReadonlySet<ElementId>
): ElementId | null {
	const units = [...unitsOf(scene, ids).keys()];
	if (units.length < 2) return null;
	// Out of several frames or groups they come onto the board.
	const parent = commonParent(scene, units);
	let group: ElementId | null = null;
	document.transact(() => {
		[group = null] = document.create([{ type: 'group', ...(parent && { parent }) }]);
		document.updateMany(units.map((unit) => [unit, { parent: group }]));
	});
	return group;
}

/** Takes apart the outermost groups that are wholly among these; what they are made of stays as it is. One transaction. */
export function ungroupElements(
	document: BoardDocument,
	scene: Scene,
	ids: ReadonlySet<ElementId>
): ElementId[] {
	const whole = wholeGroups(scene, ids);
	const groups = [...whole].filter((group) => !scene.ancestorsOf(group).some((outer) => whole.has(outer)));
	if (groups.length === 0) return [];
	document.transact(() => {
		for (const group of groups) {
			const parent = scene.parentOf(group);
			document.updateMany(scene.childrenOf(group).map((child) => [child, { parent }]));
		}
		document.remove(groups);
	});
	return groups;
}

/** Deletes elements, what is in the frames among them, and the groups that are left without any of their own. */
export function removeElements(document: BoardDocument, scene: Scene, ids: ReadonlySet<ElementId>): void {
	const members = withContents(scene, ids);
	const gone = new Set([...members, ...wholeGroups(scene, members)]);
	document.transact(() => {
		document.updateMany(looseEnds(scene, gone));
		document.remove(gone);
	});
}

/** Arrows that held on to what goes end from then on where they were seen to end. */
function looseEnds(
	scene: Scene,
	gone: ReadonlySet<ElementId>
): [ElementId, Readonly<Record<string, unknown>>][] {
	return [...scene.arrowsAt(gone)].flatMap((id) => {
		const { element, path } = scene.placed(id) ?? {};
		if (element?.type !== 'arrow' || !path || gone.has(id)) return [];
		const endOf = (name: 'start' | 'end') => {
			const held = element[name].id;
			return held && gone.has(held)
				? { [name]: { point: [quantize(path[name].x), quantize(path[name].y)] } }
				: {};
		};
		return [[id, { ...endOf('start'), ...endOf('end') }]];
	});
}
