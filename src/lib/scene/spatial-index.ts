import RBush from 'rbush';
import type { ElementId } from '../document/element.ts';
import type { Box } from '../geometry/box.ts';

interface Entry extends Box {
	readonly id: ElementId;
}

/** From this many insertions at once, rebuilding the tree in bulk beats inserting one by one (by measurement). */
const BULK = 1_000;

/** Finds the elements near a place in logarithmic time: an R-tree over their bounds. */
export class SpatialIndex {
	readonly #tree = new RBush<Entry>();
	readonly #entries = new Map<ElementId, Entry>();

	get size(): number {
		return this.#entries.size;
	}

	/** Puts elements at their bounds, or moves them there. Of several bounds for one element the last counts. */
	set(elements: Iterable<readonly [ElementId, Box]>): void {
		// Collected by id first: an element that is named twice must not end up in the tree twice.
		const fresh = new Map<ElementId, Entry>();
		for (const [id, { minX, minY, maxX, maxY }] of elements) {
			this.delete(id);
			fresh.set(id, { id, minX, minY, maxX, maxY });
		}
		for (const [id, entry] of fresh) this.#entries.set(id, entry);
		if (fresh.size >= BULK) this.#tree.load([...fresh.values()]);
		else for (const entry of fresh.values()) this.#tree.insert(entry);
	}

	delete(id: ElementId): void {
		const entry = this.#entries.get(id);
		if (!entry) return;
		this.#tree.remove(entry);
		this.#entries.delete(id);
	}

	/** Empties the index at once, which is cheaper than deleting one by one. */
	clear(): void {
		this.#tree.clear();
		this.#entries.clear();
	}

	/** Ids of the elements whose bounds meet the box, in no order. */
	search(box: Box): ElementId[] {
		return this.#tree.search(box).map(({ id }) => id);
	}

	/** Bounds of everything; null when there is nothing. */
	bounds(): Box | null {
		if (this.#entries.size === 0) return null;
		const { minX, minY, maxX, maxY } = this.#tree.toJSON() as unknown as Box;
		return { minX, minY, maxX, maxY };
	}
}
