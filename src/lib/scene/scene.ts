import type { BoardDocument, ElementChange } from '../document/board-document.ts';
import type { Element, ElementId } from '../document/element.ts';
import { compareOrder } from '../document/ordering.ts';
import { ancestorsOf } from '../document/resolve-parents.ts';
import { isEmptyBox, unionOf, EMPTY_BOX, type Box } from '../geometry/box.ts';
import { resolveArrow, type ArrowPath } from './arrow-ends.ts';
import { paintedBounds } from './element-bounds.ts';
import { SpatialIndex } from './spatial-index.ts';
import type { MeasureText } from './text-layout.ts';

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
	readonly #placed = new Map<ElementId, PlacedElement>();
	readonly #index = new SpatialIndex();
	/** Which arrows hold on to an element: they move when it does. */
	readonly #arrowsAt = new Map<ElementId, Set<ElementId>>();
	/** Which elements name an element as their parent, whether that counts or not. */
	readonly #childrenOf = new Map<ElementId, Set<ElementId>>();
	readonly #invalid = new Set<ElementId>();
	readonly #listeners = new Set<(touched: ReadonlySet<ElementId>) => void>();
	readonly #stop: () => void;

	constructor(document: BoardDocument, measure: MeasureText) {
		this.#document = document;
		this.#measure = measure;
		this.#refresh(document.ids());
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
		const found: PlacedElement[] = [];
		for (const id of this.#index.search(box)) {
			const placed = this.#placed.get(id);
			if (placed) found.push(placed);
		}
		return found.sort(byOrder);
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
		this.#publish(this.#refresh(lettered));
	}

	/** Calls back with the ids of the elements that came, went or look different. Gives back its off. */
	onChange(listener: (touched: ReadonlySet<ElementId>) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	destroy(): void {
		this.#stop();
		this.#listeners.clear();
	}

	#follow({ added, changed, removed }: ElementChange): void {
		if (removed.size >= this.#placed.size && [...this.#placed.keys()].every((id) => removed.has(id))) {
			this.#index.clear();
		}
		for (const id of removed) this.#forget(id);
		const touched = this.#refresh([...added, ...changed]);
		for (const id of removed) touched.add(id);
		for (const id of this.#refresh(this.#arrowsHolding(touched))) touched.add(id);
		this.#publish(touched);
	}

	#publish(touched: ReadonlySet<ElementId>): void {
		if (touched.size > 0) for (const listener of this.#listeners) listener(touched);
	}

	/** Reads the elements anew. Arrows come last, when what they hold on to is in its place. */
	#refresh(ids: Iterable<ElementId>): Set<ElementId> {
		const touched = new Set<ElementId>();
		const arrows: ElementId[] = [];
		const boxes: [ElementId, Box][] = [];
		const place = (id: ElementId, element: Element) => {
			const path = element.type === 'arrow' ? resolveArrow(element, (target) => this.get(target)) : undefined;
			const box = paintedBounds(element, { measure: this.#measure, path });
			this.#placed.set(id, path ? { element, box, path } : { element, box });
			if (box) boxes.push([id, box]);
			else this.#index.delete(id);
		};
		for (const id of ids) {
			const element = this.#document.read(id);
			touched.add(id);
			this.#forgetBindings(id);
			this.#noteParent(id, element?.parent ?? null);
			if (!element) {
				this.#forget(id);
				if (element === null) this.#invalid.add(id);
				continue;
			}
			this.#invalid.delete(id);
			if (element.type === 'arrow') {
				this.#noteBindings(element.start.id, id);
				this.#noteBindings(element.end.id, id);
				arrows.push(id);
				this.#placed.set(id, { element, box: null });
			} else place(id, element);
		}
		for (const id of arrows) {
			const element = this.get(id);
			if (element) place(id, element);
		}
		this.#index.set(boxes);
		return touched;
	}

	#forget(id: ElementId): void {
		this.#forgetBindings(id);
		this.#noteParent(id, null);
		this.#placed.delete(id);
		this.#index.delete(id);
		this.#invalid.delete(id);
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

const byOrder = (a: PlacedElement, b: PlacedElement) => compareOrder(a.element, b.element);
