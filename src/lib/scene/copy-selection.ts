import type { BoardDocument } from '../document/board-document.ts';
import { copyElements } from '../document/copy-elements.ts';
import type { ElementId } from '../document/element.ts';
import { compareOrder } from '../document/ordering.ts';
import type { Scene } from './scene.ts';
import { wholeGroups, withContents } from './units.ts';

/** What was made: all of it, and the copies of what was asked for, without what came along in frames and as groups. */
export interface Copies {
	readonly all: readonly ElementId[];
	readonly asked: readonly ElementId[];
}

/**
 * Copies elements onto another board or their own, where they are, on top of everything, in paint order; with them what is
 * in frames and the groups they make up. Ids of elements that are gone are ignored.
 */
export function copySelection(
	from: { readonly document: BoardDocument; readonly scene: Scene },
	to: BoardDocument,
	ids: ReadonlySet<ElementId>
): Copies {
	const { document, scene } = from;
	const members = withContents(scene, ids);
	const copied = new Set([...members, ...wholeGroups(scene, members)]);
	const sources = [...copied].flatMap((id) => scene.placed(id) ?? []);
	sources.sort((a, b) => compareOrder(a.element, b.element));
	const copies = copyElements(
		document,
		to,
		sources.map(({ element }) => element.id)
	);
	to.transact(() => {
		for (const [i, { element, path }] of sources.entries()) {
			const copy = copies[i];
			if (element.type !== 'arrow' || !path || !copy) continue;
			// An end that held on to something that was not copied stays where it was seen.
			for (const end of ['start', 'end'] as const) {
				const { id } = element[end];
				if (id && !copied.has(id)) to.update(copy, { [end]: { point: [path[end].x, path[end].y] } });
			}
		}
	});
	return { all: copies, asked: copies.filter((_, i) => ids.has(sources[i]?.element.id as ElementId)) };
}
