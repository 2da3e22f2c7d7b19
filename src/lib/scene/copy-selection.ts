import type { BoardDocument } from '../document/board-document.ts';
import { copyElements } from '../document/copy-elements.ts';
import type { ElementId } from '../document/element.ts';
import { compareOrder } from '../document/ordering.ts';
import type { Pair } from '../geometry/point.ts';
import type { Scene } from './scene.ts';
import { transformedFields } from './transform-elements.ts';
import { wholeGroups, withContents } from './units.ts';

/** What was made: all of it, and the copies of what was asked for, without what came along in frames and as groups. */
export interface Copies {
	readonly all: readonly ElementId[];
	readonly asked: readonly ElementId[];
}

/**
 * Copies elements onto another board or their own, so many page units beside where they are, on top of everything, in paint
 * order; with them what is in frames and the groups they make up. Ids of elements that are gone are ignored.
 */
export function copySelection(
	from: { readonly document: BoardDocument; readonly scene: Scene },
	to: BoardDocument,
	ids: ReadonlySet<ElementId>,
	by: Pair = [0, 0]
): Copies {
	const { document, scene } = from;
	const members = withContents(scene, ids);
	const copied = new Set([...members, ...wholeGroups(scene, members)]);
	const sources = [...copied].flatMap((id) => scene.placed(id) ?? []);
	sources.sort((a, b) => compareOrder(a.element, b.element));
	const scope = { ids: copied, measure: scene.measure, areCopies: true };
	const copies = copyElements(
		document,
		to,
		sources.map(({ element }) => element),
		({ id }) => {
			const placed = scene.placed(id);
			// An end of an arrow that held on to something that is not copied stays where it was seen.
			const isChanged = by[0] !== 0 || by[1] !== 0 || placed?.element.type === 'arrow';
			return placed && isChanged ? transformedFields(placed, { kind: 'move', by }, scope) : {};
		}
	);
	return { all: copies, asked: copies.filter((_, i) => ids.has(sources[i]?.element.id as ElementId)) };
}
