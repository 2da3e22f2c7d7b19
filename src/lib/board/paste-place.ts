// What is pasted again and again in one place does not lie exactly on what is there already.
import { add, distance, type Point } from '$lib/geometry/point';
import type { Board } from './board.svelte.ts';

/** So far to the right and below of the one before, page units; what is pasted nearer than that is in the same place. */
const STEP = 16;

interface Pasted {
	readonly first: Point;
	readonly times: number;
}
const lastPasted = new WeakMap<Board, Pasted>();

/** Where something that is to be pasted around this page point has its middle; the next will lie beside it. */
export function takePastePlace(board: Board, wanted: Point): Point {
	const last = lastPasted.get(board);
	const { first, times }: Pasted =
		last && distance(last.first, wanted) < STEP ? last : { first: wanted, times: 0 };
	lastPasted.set(board, { first, times: times + 1 });
	return add(first, { x: STEP * times, y: STEP * times });
}
