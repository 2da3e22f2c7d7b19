import type { ElementId } from '../document/element.ts';
import { EMPTY_BOX, isEmptyBox, rotatedBounds, unionOf, type Box } from '../geometry/box.ts';
import type { Scene } from './scene.ts';

/** Of more, only all that is painted is known at once. */
const MAX_EXACT = 150;

/** The bounds of elements by which they line up: where they are laid out, without the width of their lines. */
export function linedBounds(scene: Scene, ids: readonly ElementId[]): Box | null {
	if (ids.length > MAX_EXACT) return scene.boundsOf(ids);
	let union = EMPTY_BOX;
	for (const id of ids) {
		const box = scene.uprightOf(id);
		if (box) union = unionOf(union, rotatedBounds(box, scene.get(id)?.rotation ?? 0));
	}
	return isEmptyBox(union) ? null : union;
}
