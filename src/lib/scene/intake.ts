// Elements that came or changed many at once, as when a board is opened. They are taken in by and by: first those that are probably in
// view, then the others in strips across the board. Strips, since what is taken in together becomes one branch of the
// R-tree: branches that all went across the whole board would make every later search look into all of them.
import type { ElementId } from '../document/element.ts';
import { boxHasPoint, expandBox, type Box } from '../geometry/box.ts';
import type { Pair } from '../geometry/point.ts';

const STRIPS = 64;

/** Where an element begins, page space, without a look at the rest of it; null when nobody knows that cheaply. */
export type PositionOf = (id: ElementId) => Pair | null;

export class Intake {
	readonly #waiting = new Set<ElementId>();
	#queue: readonly ElementId[] = [];
	#next = 0;
	#inView = 0;

	/** How many of those that wait are such. */
	count(isSuch: (id: ElementId) => boolean): number {
		let count = 0;
		for (const id of this.#waiting) if (isSuch(id)) count++;
		return count;
	}

	get isEmpty(): boolean {
		return this.#waiting.size === 0;
	}

	/** Whether nothing that was expected in view still waits. */
	get hasView(): boolean {
		return this.#next >= this.#inView || this.isEmpty;
	}

	has(id: ElementId): boolean {
		return this.#waiting.has(id);
	}

	/** Lets these wait, too. */
	add(ids: Iterable<ElementId>, positionOf: PositionOf, view: Box): void {
		for (const id of ids) this.#waiting.add(id);
		const { inView, elsewhere } = sortOut(this.#waiting, positionOf, view);
		this.#queue = [...inView, ...elsewhere];
		this.#inView = inView.length;
		this.#next = 0;
	}

	/** It waits no longer, if it did. */
	delete(id: ElementId): void {
		this.#waiting.delete(id);
	}

	clear(): void {
		this.#waiting.clear();
		this.#queue = [];
	}

	/** Those that wait, one after the other, while there is time: they wait no longer. */
	*take(hasTime: () => boolean): Generator<ElementId, void> {
		while (!this.isEmpty) {
			const id = this.#queue[this.#next++];
			if (id === undefined)
				throw new Error(`expected ${this.#waiting.size} more elements in the queue, got none`);
			if (!this.#waiting.delete(id)) continue;
			yield id;
			if (!hasTime()) return;
		}
		this.clear();
	}
}

function sortOut(ids: ReadonlySet<ElementId>, positionOf: PositionOf, view: Box) {
	const inView: ElementId[] = [];
	const others: ElementId[] = [];
	const lefts: number[] = [];
	// What begins so far outside may well reach into it.
	const near = expandBox(view, Math.min(view.maxX - view.minX, view.maxY - view.minY) / 2);
	let [from, to] = [Infinity, -Infinity];
	for (const id of ids) {
		const position = positionOf(id);
		if (!position || boxHasPoint(near, { x: position[0], y: position[1] })) {
			inView.push(id);
			continue;
		}
		const [left] = position;
		others.push(id);
		lefts.push(left);
		from = Math.min(from, left);
		to = Math.max(to, left);
	}
	const strips = Array.from({ length: STRIPS }, (): ElementId[] => []);
	const perUnit = (STRIPS - 1) / Math.max(to - from, 1);
	for (const [i, id] of others.entries()) strips[Math.floor(((lefts[i] ?? from) - from) * perUnit)]?.push(id);
	return { inView, elsewhere: strips.flat() };
}
