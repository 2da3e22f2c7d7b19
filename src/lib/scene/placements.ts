import type { BoardDocument } from '../document/board-document.ts';
import type { Element, ElementId } from '../document/element.ts';
import { compareOrder, orderNumber } from '../document/ordering.ts';
import { ancestorsOf } from '../document/resolve-parents.ts';
import { boxAt, boxesIntersect, intersectionOf, type Box } from '../geometry/box.ts';
import { resolveArrow, type ArrowPath, type ArrowTargets } from './arrow-ends.ts';
import { paintedBounds } from './element-bounds.ts';
import type { Intake } from './intake.ts';
import { Relations } from './relations.ts';
import type { SceneChanges } from './scene-changes.ts';
import { SpatialIndex } from './spatial-index.ts';
import type { MeasureText } from './text-layout.ts';

/** An element where it stands now: decoded, its bindings resolved, its bounds known. Immutable. */
export interface PlacedElement {
	readonly element: Element;
	/** All it paints on, page space; null for what paints nothing. */
	readonly box: Box | null;
	/** An arrow's way, bindings resolved. */
	readonly path?: ArrowPath;
	/** What the frames around it leave of the page; without it, all. */
	readonly clip?: Box;
}

/** What `orderNumber` says of its index is kept, since it is compared again and again. */
interface Place extends PlacedElement {
	readonly order: number;
}

export interface PlacementsOptions {
	readonly document: BoardDocument;
	readonly measure: MeasureText;
	/** What waits to be read. Where an arrow or a frame asks for one of these, the document says where it is. */
	readonly intake: Intake;
}

/** All elements of a board where they stand, as they were read last: to be found by id, by place, and by what they hold on to. */
export class Placements {
	readonly relations = new Relations();
	readonly #options: PlacementsOptions;
	readonly #placed = new Map<ElementId, Place>();
	readonly #index = new SpatialIndex<Place & { readonly box: Box }>();
	readonly #invalid = new Set<ElementId>();
	readonly #targets: ArrowTargets;
	/** Never lowered: what is above it is above everything. */
	#highest: Element | null = null;

	constructor(options: PlacementsOptions) {
		this.#options = options;
		this.#targets = { elementOf: this.#targetOf, measure: options.measure };
	}

	get size(): number {
		return this.#placed.size;
	}

	/** Records that are no valid element. */
	get invalidCount(): number {
		return this.#invalid.size;
	}

	has(id: ElementId): boolean {
		return this.#placed.has(id);
	}

	get(id: ElementId): PlacedElement | undefined {
		return this.#placed.get(id);
	}

	ids(): IterableIterator<ElementId> {
		return this.#placed.keys();
	}

	/** All, or those whose bounds meet the box, in paint order, lowest first. */
	inOrder(box?: Box): PlacedElement[] {
		return (box ? this.#index.search(box) : [...this.#placed.values()]).sort(byOrder);
	}

	/** Those whose bounds meet the box, in no order. */
	search(box: Box): PlacedElement[] {
		return this.#index.search(box);
	}

	hasAnyIn(box: Box): boolean {
		return this.#index.hasAny(box);
	}

	bounds(): Box | null {
		return this.#index.bounds();
	}

	/** Those that look different when these do, without being told: what is in frames and groups, and arrows. */
	dependentsOf(ids: ReadonlySet<ElementId>): Set<ElementId> {
		const below = this.relations.below(ids);
		return new Set([...below, ...this.relations.arrowsAt(new Set([...ids, ...below]))]);
	}

	/** Reads the elements anew. Those that depend on others come last, when those are in their place. */
	read(ids: Iterable<ElementId>, changes: SceneChanges): void {
		const { document, intake } = this.#options;
		const dependent = new Map<ElementId, Element>();
		const fresh: (Place & { readonly box: Box })[] = [];
		const place = (id: ElementId, element: Element) => {
			const placed = this.#place(id, element, changes);
			if (isBounded(placed)) fresh.push(placed);
		};
		for (const id of ids) {
			intake.delete(id);
			const element = document.read(id);
			changes.touched.add(id);
			if (!element) {
				this.forget(id, changes);
				if (element === null) this.#invalid.add(id);
				continue;
			}
			this.#invalid.delete(id);
			const former = this.#placed.get(id);
			if (former) this.relations.remove(former.element);
			this.relations.add(element);
			if (element.type === 'arrow' || element.parent) {
				dependent.set(id, element);
				this.#unplace(id, changes);
				this.#placed.set(id, { element, box: null, order: orderNumber(element.index) });
			} else place(id, element);
		}
		for (const [id, element] of dependent) place(id, element);
		this.#index.add(fresh);
	}

	forget(id: ElementId, changes: SceneChanges): void {
		this.#options.intake.delete(id);
		const former = this.#placed.get(id);
		if (former) this.relations.remove(former.element);
		this.#unplace(id, changes);
		this.#placed.delete(id);
		this.#invalid.delete(id);
	}

	/** Forgets all at once, which is cheaper than one by one. */
	clear(changes: SceneChanges): void {
		for (const { box } of this.#placed.values()) if (box) changes.dirty.push(box);
		for (const one of [this.#index, this.#placed, this.relations]) one.clear();
		changes.isOnTop = false;
	}

	/** All but its entry in the index. */
	#place(id: ElementId, element: Element, changes: SceneChanges): Place {
		const { measure } = this.#options;
		const path = element.type === 'arrow' ? resolveArrow(element, this.#targets) : undefined;
		const box = paintedBounds(element, { measure, path });
		const order = orderNumber(element.index);
		this.#unplace(id, changes);
		const clip = element.parent ? this.#clipOf(element) : null;
		// What lies wholly outside is shown: two people who move a frame and what is in it at once would lose that.
		const isClipped = clip && (!box || boxesIntersect(clip, box));
		const placed = { element, box, order, ...(path && { path }), ...(isClipped && { clip }) };
		this.#placed.set(id, placed);
		changes.placed(element, box, this.#highest);
		if (!this.#highest || compareOrder(element, this.#highest) > 0) this.#highest = element;
		return placed;
	}

	/** Takes out of the index what is there of the element. */
	#unplace(id: ElementId, changes: SceneChanges): void {
		const placed = this.#placed.get(id);
		if (!placed) return;
		changes.left(placed.box);
		if (isBounded(placed)) this.#index.remove(placed);
	}

	/** What the frames around an element leave of the page; null where there are none. */
	#clipOf({ id }: Element): Box | null {
		if (this.relations.frames.size === 0 && this.#options.intake.isEmpty) return null;
		let clip: Box | null = null;
		for (const ancestor of ancestorsOf(id, (of) => this.#targetOf(of)?.parent)) {
			const frame = this.#targetOf(ancestor);
			if (frame?.type !== 'frame') continue;
			const box = boxAt(frame.position, frame.size);
			clip = clip ? intersectionOf(clip, box) : box;
		}
		return clip;
	}

	/** What an arrow holds on to, though it be still to come or to move. */
	readonly #targetOf = (id: ElementId): Element | undefined => {
		const { document, intake } = this.#options;
		return intake.has(id) ? (document.read(id) ?? undefined) : this.#placed.get(id)?.element;
	};
}

function isBounded(placed: Place): placed is Place & { readonly box: Box } {
	return placed.box !== null;
}

const byOrder = (a: Place, b: Place) => a.order - b.order || compareOrder(a.element, b.element);
