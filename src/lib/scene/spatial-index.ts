import RBush from 'rbush';
import type { Box } from '../geometry/box.ts';

/** Something with a place. Neither it nor its box may change while it is in the index. */
export interface Bounded {
	readonly box: Box;
}

/** From this many insertions at once, rebuilding the tree in bulk beats inserting one by one (by measurement). */
const BULK = 1_000;

class Tree<T extends Bounded> extends RBush<T> {
	override toBBox({ box }: T): Box {
		return box;
	}

	override compareMinX(a: T, b: T): number {
		return a.box.minX - b.box.minX;
	}

	override compareMinY(a: T, b: T): number {
		return a.box.minY - b.box.minY;
	}
}

/** Finds the things near a place in logarithmic time: an R-tree over their bounds, which stand in it themselves. */
export class SpatialIndex<T extends Bounded> {
	readonly #tree = new Tree<T>();
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** Whether anything meets the box. */
	hasAny(box: Box): boolean {
		return this.#tree.collides(box);
	}

	/** Puts things in that are not in it. */
	add(items: readonly T[]): void {
		this.#size += items.length;
		if (items.length >= BULK) this.#tree.load(items);
		else for (const item of items) this.#tree.insert(item);
	}

	/** Takes one out that is in it. */
	remove(item: T): void {
		this.#size--;
		this.#tree.remove(item);
	}

	/** Empties the index at once, which is cheaper than taking out one by one. */
	clear(): void {
		this.#size = 0;
		this.#tree.clear();
	}

	/** What has bounds that meet the box, in no order. */
	search(box: Box): T[] {
		return this.#tree.search(box);
	}

	/** Bounds of everything; null when there is nothing. */
	bounds(): Box | null {
		if (this.#size === 0) return null;
		const { minX, minY, maxX, maxY } = this.#tree.toJSON() as unknown as Box;
		return { minX, minY, maxX, maxY };
	}
}
