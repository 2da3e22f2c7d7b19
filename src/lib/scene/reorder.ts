import type { ElementId } from '../document/element.ts';
import { indicesBetween } from '../document/ordering.ts';
import { boxesIntersect } from '../geometry/box.ts';
import type { PlacedElement } from './placements.ts';

/** To the very front or back, or past the next element in the way. */
export type Where = 'front' | 'forward' | 'backward' | 'back';

/** The new index of each element that moves. `inOrder`: all of the board, lowest first. What is chosen keeps its own order. */
export function reordered(
	inOrder: readonly PlacedElement[],
	chosen: ReadonlySet<ElementId>,
	where: Where
): ReadonlyMap<ElementId, string> {
	const isChosen = ({ element }: PlacedElement) => chosen.has(element.id);
	const isUp = where === 'front' || where === 'forward';
	if (where === 'front' || where === 'back') {
		const [moved, rest] = [inOrder.filter(isChosen), inOrder.filter((one) => !isChosen(one))];
		return indicesOf(isUp ? [...rest, ...moved] : [...moved, ...rest], inOrder, chosen);
	}
	if (chosen.size > MAX_LOOKED_AT) return indicesOf(pastOne(inOrder, chosen, isUp), inOrder, chosen);
	// Those that are farthest along go first, so that nobody is in the way of who comes behind.
	const order = isUp ? [...inOrder] : inOrder.toReversed();
	for (const one of order.filter(isChosen).toReversed()) {
		const from = order.indexOf(one);
		const to = order.findIndex((other, i) => i > from && !isChosen(other) && overlap(one, other));
		if (to < 0) continue;
		order.splice(from, 1);
		order.splice(to, 0, one);
	}
	// Among themselves they stay as they were, though some were held up by others that these passed.
	const own = (isUp ? inOrder : inOrder.toReversed()).filter(isChosen);
	const after = order.map((one) => (isChosen(one) ? (own.shift() ?? one) : one));
	return indicesOf(isUp ? after : after.reverse(), inOrder, chosen);
}

/** Of more it is not asked whether what comes next is in the way: each run of them goes past it. */
const MAX_LOOKED_AT = 200;

/** The order in which each run of chosen ones has gone past the one that is next. */
function pastOne(
	inOrder: readonly PlacedElement[],
	chosen: ReadonlySet<ElementId>,
	isUp: boolean
): PlacedElement[] {
	const order = isUp ? inOrder.toReversed() : [...inOrder];
	for (let i = 1; i < order.length; i++) {
		const [before, one] = [order[i - 1], order[i]];
		if (!before || !one || !chosen.has(one.element.id) || chosen.has(before.element.id)) continue;
		order[i - 1] = one;
		order[i] = before;
	}
	return isUp ? order.reverse() : order;
}

/** New keys for the chosen ones where the order has changed; all others keep theirs. */
function indicesOf(
	order: readonly PlacedElement[],
	before: readonly PlacedElement[],
	chosen: ReadonlySet<ElementId>
): ReadonlyMap<ElementId, string> {
	const indices = new Map<ElementId, string>();
	if (order.every((one, i) => one === before[i])) return indices;
	for (let i = 0; i < order.length; i++) {
		const run: ElementId[] = [];
		for (let j = i; j < order.length && chosen.has(order[j]?.element.id as ElementId); j++) {
			run.push(order[j]?.element.id as ElementId);
		}
		if (run.length === 0) continue;
		const below = order[i - 1]?.element.index ?? null;
		const above = keyAbove(order, i + run.length, below);
		for (const [at, index] of indicesBetween(below, above, run.length).entries()) {
			indices.set(run[at] as ElementId, index);
		}
		i += run.length;
	}
	return indices;
}

/** The first key from there on that is above the other; keys can be equal, and then there is none between them. */
function keyAbove(order: readonly PlacedElement[], from: number, below: string | null): string | null {
	for (let i = from; i < order.length; i++) {
		const { index } = order[i]?.element ?? {};
		if (index !== undefined && (below === null || index > below)) return index;
	}
	return null;
}

function overlap({ box: a }: PlacedElement, { box: b }: PlacedElement): boolean {
	return a !== null && b !== null && boxesIntersect(a, b);
}
