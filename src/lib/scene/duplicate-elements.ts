import type { BoardDocument } from '../document/board-document.ts';
import { copyElements } from '../document/copy-elements.ts';
import type { ElementId } from '../document/element.ts';
import { compareOrder } from '../document/ordering.ts';
import type { Pair } from '../geometry/point.ts';
import { moveElements } from './move-elements.ts';
import type { Scene } from './scene.ts';

/**
 * Copies elements so many page units beside themselves, on top of everything. Gives back the copies in paint order. Ids of
 * elements that are gone are ignored.
 */
export function duplicateElements(
	document: BoardDocument,
	scene: Scene,
	ids: ReadonlySet<ElementId>,
	by: Pair
): ElementId[] {
	const sources = [...ids].flatMap((id) => scene.placed(id) ?? []);
	sources.sort((a, b) => compareOrder(a.element, b.element));
	const copies = copyElements(
		document,
		document,
		sources.map(({ element }) => element.id)
	);
	document.transact(() => {
		for (const [i, { element, path }] of sources.entries()) {
			const copy = copies[i];
			if (element.type !== 'arrow' || !path || !copy) continue;
			// An end that held on to something that was not copied stays where it was seen.
			for (const end of ['start', 'end'] as const) {
				const { id } = element[end];
				if (id && !ids.has(id)) document.update(copy, { [end]: { point: [path[end].x, path[end].y] } });
			}
		}
	});
	moveElements(document, scene, new Set(copies), by);
	return copies;
}
