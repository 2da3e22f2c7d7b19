import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { copySelection, type Copies } from './copy-selection.ts';
import type { Scene } from './scene.ts';

/** Copies elements so many page units beside themselves, with all that belongs to them; see `copySelection`. */
export function duplicateElements(
	document: BoardDocument,
	scene: Scene,
	ids: ReadonlySet<ElementId>,
	by: Pair
): Copies {
	return copySelection({ document, scene }, document, ids, by);
}
