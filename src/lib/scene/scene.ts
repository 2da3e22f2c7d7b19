import type { BoardDocument, ElementChange } from '../document/board-document.ts';
import type { ArrowElement, Element, ElementId } from '../document/element.ts';
import { compareOrder, orderNumber } from '../document/ordering.ts';
import { ancestorsOf } from '../document/resolve-parents.ts';
import { isEmptyBox, unionOf, EMPTY_BOX, type Box } from '../geometry/box.ts';
import { resolveArrow, type ArrowPath } from './arrow-ends.ts';
import { paintedBounds } from './element-bounds.ts';
import { SpatialIndex } from './spatial-index.ts';
import type { MeasureText } from './text-layout.ts';

/** A place in the scene: what `orderNumber` says of its index is kept, since it is compared again and again. */
interface Place extends PlacedElement {
	readonly order: number;
}

/** What listeners of the scene hear. */
export interface SceneChange {
	/** Elements that came, went or look different. */
	readonly touched: ReadonlySet<ElementId>;
	/** Where they were painted before, and where they are now. */
	readonly dirty: readonly Box[];
	/** Whether all of them are new, and lie above everything that was there. */
	readonly isOnTop: boolean;
}

/** An element where it stands now: decoded, its bindings resolved, its bounds known. Immutable. */
export interface PlacedElement {
	readonly element: Element;
	/** All it paints on, page space; null for what paints nothing. */
	readonly box: Box | null;
	/** An arrow's way, bindings resolved. */
	readonly path?: ArrowPath;
}

/**
 * The read model of a board: what is there, where, in which order. Follows the document by what each transaction
 * touched, never by its size; a scene built from scratch over the same document is equal (a test holds it).
 */
export class Scene {
	readonly #document: BoardDocument;
	readonly #measure: MeasureText;
	readonly #placed = new Map<ElementId, Place>();
	readonly #index = new SpatialIndex<Place & { readonly box: Box }>();
	/** Which arrows hold on to an element: they move when it does. */
	readonly #arrowsAt = new Map<ElementId, Set<ElementId>>();
	/** Which elements name an element as their parent, whether that counts or not. */
	readonly #childrenOf = new Map<ElementId, Set<ElementId>>();
	readonly #invalid = new Set<ElementId>();
	readonly #listeners = new Set<(change: SceneChange) => void>();
	readonly #stop: () => void;
	/** Never lowered: what is above it is above everything. */
	#highest: Element | null = null;

	constructor(document: BoardDocument, measure: MeasureText) {
		this.#document = document;
		this.#measure = measure;
		this.#refresh(document.ids(), new Changes());
		this.#stop = document.onChange((change) => this.#follow(change));
	}

	/** Elements that can be shown. */
	get count(): number {
		return this.#placed.size;
	}

	/** Records that are no valid element: kept in the document, skipped here. */
	get skippedCount(): number {
		return this.#invalid.size;
	}

	ids(): IterableIterator<ElementId> {
		return this.#placed.keys();
	}

	get(id: ElementId): Element | undefined {
		return this.#placed.get(id)?.element;
	}

	placed(id: ElementId): PlacedElement | undefined {
		return this.#placed.get(id);
	}

	/** All elements in paint order, lowest first. Costs the whole board: for export and scripts, not for frames. */
	inOrder(): PlacedElement[] {
		return [...this.#placed.values()].sort(byOrder);
	}

	/** The elements whose bounds meet the box, in paint order, lowest first. */
	within(box: Box): PlacedElement[] {
		return this.#index.search(box).sort(byOrder);
	}

	/** The same, in no order: cheaper where there are thousands. */
	search(box: Box): PlacedElement[] {
		return this.#index.search(box);
	}

	/** Bounds of all given elements together; null when none of them is there. */
	boundsOf(ids: Iterable<ElementId>): Box | null {
		let union = EMPTY_BOX;
		for (const id of ids) {
			const box = this.#placed.get(id)?.box;
			if (box) union = unionOf(union, box);
		}
		return isEmptyBox(union) ? null : union;
	}

	/** Where each of these is painted. */
	boxesOf(ids: Iterable<ElementId>): Box[] {
		const boxes: Box[] = [];
		for (const id of ids) {
			const box = this.#placed.get(id)?.box;
			if (box) boxes.push(box);
		}
		return boxes;
	}

	/** Bounds of the whole board; null when it is empty. */
	bounds(): Box | null {
		return this.#index.bounds();
	}

	/** The group or frame the element counts into; null for the board itself. A group of one counts as dissolved. */
	parentOf(id: ElementId): ElementId | null {
		return this.ancestorsOf(id)[0] ?? null;
	}

	/** All groups and frames around the element that count, the nearest first. */
	ancestorsOf(id: ElementId): ElementId[] {
		return ancestorsOf(id, this.#ownParent).filter((ancestor) => !this.#isDissolved(ancestor));
	}

	/** Measures all text anew; for when a font has arrived. */
	remeasure(): void {
		const lettered = [...this.#placed].flatMap(([id, { element }]) =>
			'text' in element && element.text ? [id] : []
		);
		const changes = new Changes();
		this.#refresh(lettered, changes);
		this.#publish(changes);
	}

	/** Calls back when elements came, went or look different. Gives back its off. */
	onChange(listener: (change: SceneChange) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	destroy(): void {
		this.#stop();
		this.#listeners.clear();
	}

	#follow({ added, changed, removed }: ElementChange): void {
		const changes = new Changes();
		if (removed.size >= this.#placed.size && [...this.#placed.keys()].every((id) => removed.has(id))) {
			for (const { box } of this.#placed.values()) if (box) changes.dirty.push(box);
			for (const map of [this.#index, this.#placed, this.#arrowsAt, this.#childrenOf]) map.clear();
			changes.isOnTop = false;
		}
		for (const id of removed) {
			changes.touched.add(id);
			this.#forget(id, changes);
		}
		this.#refresh([...added, ...changed], changes);
		this.#refresh(this.#arrowsHolding(changes.touched), changes);
		this.#publish(changes);
	}

	#publish(change: SceneChange): void {
		if (change.touched.size > 0) for (const listener of this.#listeners) listener(change);
	}

	/** Reads the elements anew. Arrows come last, when what they hold on to is in its place. */
	#refresh(ids: Iterable<ElementId>, changes: Changes): void {
		const arrows = new Map<ElementId, ArrowElement>();
		const fresh: (Place & { readonly box: Box })[] = [];
		const place = (id: ElementId, element: Element) => {
			const path = element.type === 'arrow' ? resolveArrow(element, (target) => this.get(target)) : undefined;
			const box = paintedBounds(element, { measure: this.#measure, path });
			const order = orderNumber(element.index);
			this.#unplace(id, changes);
			const placed = path ? { element, box, order, path } : { element, box, order };
			this.#placed.set(id, placed);
			changes.placed(placed, this.#highest);
			if (!this.#highest || compareOrder(element, this.#highest) > 0) this.#highest = element;
			if (isBounded(placed)) fresh.push(placed);
		};
		for (const id of new Set(ids)) {
			const element = this.#document.read(id);
			changes.touched.add(id);
			this.#forgetBindings(id);
			this.#noteParent(id, element?.parent ?? null);
			if (!element) {
				this.#forget(id, changes);
				if (element === null) this.#invalid.add(id);
				continue;
			}
			this.#invalid.delete(id);
			if (element.type === 'arrow') {
				this.#noteBindings(element.start.id, id);
				this.#noteBindings(element.end.id, id);
				arrows.set(id, element);
				this.#unplace(id, changes);
				this.#placed.set(id, { element, box: null, order: orderNumber(element.index) });
			} else place(id, element);
		}
		for (const [id, element] of arrows) place(id, element);
		this.#index.add(fresh);
	}

	#forget(id: ElementId, changes: Changes): void {
		this.#forgetBindings(id);
		this.#noteParent(id, null);
		this.#unplace(id, changes);
		this.#placed.delete(id);
		this.#invalid.delete(id);
	}

	/** Takes out of the index what is there of the element. */
	#unplace(id: ElementId, changes: Changes): void {
		const placed = this.#placed.get(id);
		if (!placed) return;
		changes.left(placed);
		if (isBounded(placed)) this.#index.remove(placed);
	}

	/** Keeps `#childrenOf` in step; called before the element itself is replaced. */
	#noteParent(id: ElementId, parent: ElementId | null): void {
		const former = this.get(id)?.parent;
		if (former && former !== parent) this.#childrenOf.get(former)?.delete(id);
		if (!parent) return;
		const children = this.#childrenOf.get(parent);
		if (children) children.add(id);
		else this.#childrenOf.set(parent, new Set([id]));
	}

	#isDissolved(id: ElementId): boolean {
		return this.get(id)?.type === 'group' && (this.#childrenOf.get(id)?.size ?? 0) < 2;
	}

	#noteBindings(target: ElementId | undefined, arrow: ElementId): void {
		if (!target) return;
		const arrows = this.#arrowsAt.get(target);
		if (arrows) arrows.add(arrow);
		else this.#arrowsAt.set(target, new Set([arrow]));
	}

	#forgetBindings(id: ElementId): void {
		const element = this.get(id);
		if (element?.type !== 'arrow') return;
		for (const target of [element.start.id, element.end.id]) {
			if (target) this.#arrowsAt.get(target)?.delete(id);
		}
	}

	#arrowsHolding(targets: ReadonlySet<ElementId>): ElementId[] {
		if (this.#arrowsAt.size === 0) return [];
		return [...targets].flatMap((id) => [...(this.#arrowsAt.get(id) ?? [])]);
	}

	readonly #ownParent = (id: ElementId): ElementId | null | undefined => this.get(id)?.parent;
}

/** Gathered while the scene follows one transaction. */
class Changes implements SceneChange {
	readonly touched = new Set<ElementId>();
	readonly dirty: Box[] = [];
	isOnTop = true;

	/** `highest`: of all before it. */
	placed({ element, box }: PlacedElement, highest: Element | null): void {
		if (box) this.dirty.push(box);
		if (highest && compareOrder(element, highest) < 0) this.isOnTop = false;
	}

	left({ box }: PlacedElement): void {
		if (!box) return;
		this.dirty.push(box);
		this.isOnTop = false;
	}
}

function isBounded(placed: Place): placed is Place & { readonly box: Box } {
	return placed.box !== null;
}

const byOrder = (a: Place, b: Place) => a.order - b.order || compareOrder(a.element, b.element);
