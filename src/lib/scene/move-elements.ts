import type { BoardDocument } from '../document/board-document.ts';
import type { ArrowEnd, ElementId } from '../document/element.ts';
import { quantize } from '../document/packed-points.ts';
import type { Pair, Point } from '../geometry/point.ts';
import type { PlacedElement, Scene } from './scene.ts';

/** Moves elements by page units, in one transaction. Ids of elements that are gone are ignored. */
export function moveElements(
	document: BoardDocument,
	scene: Scene,
	ids: ReadonlySet<ElementId>,
	by: Pair
): void {
	if (by[0] === 0 && by[1] === 0) return;
	document.transact(() => {
		for (const id of ids) {
			const placed = scene.placed(id);
			if (placed) document.update(id, movedFields(placed, ids, by));
		}
	});
}

function movedFields(
	{ element, path }: PlacedElement,
	ids: ReadonlySet<ElementId>,
	by: Pair
): Readonly<Record<string, unknown>> {
	if (element.type === 'arrow') {
		return {
			start: movedEnd(element.start, path?.start, ids, by),
			end: movedEnd(element.end, path?.end, ids, by)
		};
	}
	if (element.type === 'group') return {};
	return { position: movedPair(element.position, by) };
}

// An end that holds on to something that moves along goes on holding; one that holds on to something that stays is
// pulled off it, from where it was seen to end.
function movedEnd(end: ArrowEnd, seenAt: Point | undefined, ids: ReadonlySet<ElementId>, by: Pair): ArrowEnd {
	if (end.id && ids.has(end.id)) return { ...end, point: movedPair(end.point, by) };
	return { point: movedPair(end.id && seenAt ? [seenAt.x, seenAt.y] : end.point, by) };
}

const movedPair = ([x, y]: Pair, [dx, dy]: Pair): Pair => [quantize(x + dx), quantize(y + dy)];
