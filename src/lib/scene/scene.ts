import type { BoardDocument, ElementChange } from '../document/board-document.ts';
import type { Element, ElementId, FrameElement } from '../document/element.ts';
import { compareOrder, orderNumber } from '../document/ordering.ts';
import { ancestorsOf } from '../document/resolve-parents.ts';
import {
	boxAt,
	boxesIntersect,
	EMPTY_BOX,
	intersectionOf,
	isEmptyBox,
	unionOf,
	type Box
} from '../geometry/box.ts';
import { resolveArrow, type ArrowPath, type ArrowTargets } from './arrow-ends.ts';
import { paintedBounds, uprightBounds } from './element-bounds.ts';
import { Intake } from './intake.ts';
import { Relations } from './relations.ts';
import { SceneChanges, type SceneChange } from './scene-changes.ts';
import { SpatialIndex } from './spatial-index.ts';
import type { MeasureText } from './text-layout.ts';

/** A place in the scene: what `orderNumber` says of its index is kept, since it is compared again and again. */
interface Place extends PlacedElement {
	readonly order: number;
}

/** From so many elements on that come or change at once, they are taken in in slices. */
const MANY = 1_000;
/** Each time somebody is told, tiles are painted anew. */
const TELL_MS = 150;
/** How long a slice holds up everything else. */
const SLICE_MS = 12;

/** How a scene takes in a whole board without holding up the page. */
export interface Slices {
	/** What of the page is in view, and should come first. */
	readonly view: () => Box;
	/** Calls `step` soon and again and again, with time for others in between, until it says false. */
	readonly run: (step: () => boolean) => void;
}

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

/**
 * The read model of a board: what is there, where, in which order. Follows the document by what each transaction
 * touched, never by its size; a scene built from scratch over the same document is equal (a test holds it).
 */
export class Scene {
	readonly #document: BoardDocument;
	/** By what its letters are measured. */
	readonly measure: MeasureText;
	readonly #placed = new Map<ElementId, Place>();
	readonly #index = new SpatialIndex<Place & { readonly box: Box }>();
	readonly #relations = new Relations();
	readonly #invalid = new Set<ElementId>();
	readonly #slices: Slices | null;
	readonly #intake = new Intake();
	/** What was taken in, and nobody has been told of yet. */
	#arrived = new SceneChanges();
	#tellAt = 0;
	readonly #waiters: (() => void)[] = [];
	readonly #listeners = new Set<(change: SceneChange) => void>();
	readonly #stop: () => void;
	/** Never lowered: what is above it is above everything. */
	#highest: Element | null = null;

	constructor(document: BoardDocument, measure: MeasureText, slices: Slices | null = null) {
		this.#document = document;
		this.measure = measure;
		this.#slices = slices;
		this.#targets = { elementOf: this.#targetOf, measure };
		this.#refresh(document.ids(), new SceneChanges());
		this.#stop = document.onChange((change) => this.#follow(change));
	}

	/** Elements that can be shown, those that are still being taken in among them. */
	get count(): number {
		if (this.#intake.isEmpty) return this.#placed.size;
		return this.#placed.size + this.#intake.count((id) => !this.#placed.has(id));
	}

	/** Records that are no valid element: kept in the document, skipped here. */
	get skippedCount(): number {
		return this.#invalid.size;
	}

	ids(): IterableIterator<ElementId> {
		this.#takeInAll();
		return this.#placed.keys();
	}

	get(id: ElementId): Element | undefined {
		return this.placed(id)?.element;
	}

	placed(id: ElementId): PlacedElement | undefined {
		if (this.#intake.has(id)) this.#refresh([id], this.#arrived);
		return this.#placed.get(id);
	}

	/** All elements in paint order, lowest first. Costs the whole board: for export and scripts, not for frames. */
	inOrder(): PlacedElement[] {
		this.#takeInAll();
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

	/** Whether anything is painted in the box; however much there is, this is quick. */
	hasAnyIn(box: Box): boolean {
		return this.#index.hasAny(box);
	}

	/** Bounds of all given elements together; null when none of them is there. */
	boundsOf(ids: Iterable<ElementId>): Box | null {
		let union = EMPTY_BOX;
		for (const id of ids) {
			const box = this.#oneOfMany(id)?.box;
			if (box) union = unionOf(union, box);
		}
		return isEmptyBox(union) ? null : union;
	}

	/** Where each of these is painted. */
	boxesOf(ids: Iterable<ElementId>): Box[] {
		const boxes: Box[] = [];
		for (const id of ids) {
			const box = this.#oneOfMany(id)?.box;
			if (box) boxes.push(box);
		}
		return boxes;
	}

	/** Bounds of the whole board; null when it is empty. */
	bounds(): Box | null {
		this.#takeInAll();
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

	/** All frames, in paint order. */
	frames(): (PlacedElement & { readonly element: FrameElement })[] {
		this.#takeInAll();
		const frames = [...this.#relations.frames].flatMap((id) => this.#placed.get(id) ?? []);
		return frames.sort(byOrder).filter(isFrame);
	}

	/** What counts into this group or frame, in no order. */
	childrenOf(id: ElementId): ElementId[] {
		this.#takeInAll();
		return this.#relations.children(id).filter((child) => this.parentOf(child) === id);
	}

	/** The element's bounds as it was laid out, before its rotation, page space; null for what has none. */
	uprightOf(id: ElementId): Box | null {
		const placed = this.placed(id);
		return placed ? uprightBounds(placed.element, { measure: this.measure, path: placed.path }) : null;
	}

	/** The arrows that hold on to any of these. */
	arrowsAt(ids: ReadonlySet<ElementId>): ReadonlySet<ElementId> {
		return this.#relations.arrowsAt(ids);
	}

	/** Measures all text anew, and has it drawn anew; for when a font has arrived. */
	remeasure(): void {
		const lettered: ElementId[] = [];
		for (const [id, { element }] of this.#placed) if (isLettered(element)) lettered.push(id);
		const changes = new SceneChanges();
		this.#refresh([...lettered, ...this.#dependentsOf(new Set(lettered))], changes);
		this.#publish(changes);
	}

	/** Resolves when all that there is was taken in, and told. */
	async whenWhole(): Promise<void> {
		if (!this.isWhole) await new Promise<void>((resolve) => this.#waiters.push(resolve));
	}

	/** Whether nothing of what is there is still to be taken in, or to be told. */
	get isWhole(): boolean {
		return this.#intake.isEmpty && this.#arrived.touched.size === 0;
	}

	/** Calls back when elements came, went or look different. Gives back its off. */
	onChange(listener: (change: SceneChange) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	destroy(): void {
		this.#stop();
		this.#intake.clear();
		this.#listeners.clear();
	}

	#follow({ added, changed, removed }: ElementChange): void {
		const changes = new SceneChanges();
		if (removed.size >= this.#placed.size && [...this.#placed.keys()].every((id) => removed.has(id))) {
			for (const { box } of this.#placed.values()) if (box) changes.dirty.push(box);
			for (const one of [this.#index, this.#placed, this.#relations]) one.clear();
			changes.isOnTop = false;
		}
		for (const id of removed) {
			changes.touched.add(id);
			this.#forget(id, changes);
		}
		const isLater = this.#slices !== null && added.size + changed.size >= MANY;
		if (!isLater) this.#refresh([...added, ...changed], changes);
		const dependents = this.#dependentsOf(new Set([...changes.touched, ...changed]));
		// What changed itself has been read with all others in their places.
		for (const id of changes.touched) dependents.delete(id);
		const areLater = isLater || (this.#slices !== null && dependents.size >= MANY);
		if (!areLater) this.#refresh(dependents, changes);
		this.#publish(changes);
		if (areLater) this.#takeInLater(new Set([...(isLater ? [...added, ...changed] : []), ...dependents]));
	}

	/** Those that look different when these do, without being told: what is in frames and groups, and arrows. */
	#dependentsOf(ids: ReadonlySet<ElementId>): Set<ElementId> {
		const below = this.#relations.below(ids);
		return new Set([...below, ...this.#relations.arrowsAt(new Set([...ids, ...below]))]);
	}

	#takeInLater(ids: ReadonlySet<ElementId>): void {
		const isRunning = !this.isWhole;
		this.#tellAt = 0;
		const view = this.#slices?.view() ?? EMPTY_BOX;
		const isSeen = (id: ElementId) => {
			const box = this.#placed.get(id)?.box;
			return Boolean(box && boxesIntersect(box, view));
		};
		// What leaves the view is as urgent as what comes into it.
		this.#intake.add(ids, (id) => (isSeen(id) ? null : this.#document.positionOf(id)), view);
		if (!isRunning && this.#takeInSlice()) this.#slices?.run(() => this.#takeInSlice());
	}

	/** Goes on taking in what waits; false when nothing is left to do. */
	#takeInSlice(): boolean {
		const until = performance.now() + SLICE_MS;
		this.#refresh(
			this.#intake.take(() => performance.now() < until),
			this.#arrived
		);
		// What is in view appears at once and not piece by piece, and what is not is in no hurry.
		const isDue = this.#intake.isEmpty || until >= this.#tellAt;
		if (this.#intake.hasView && isDue) {
			const changes = this.#arrived;
			this.#arrived = new SceneChanges();
			this.#tellAt = until + TELL_MS;
			this.#publish(changes);
		}
		if (!this.isWhole) return true;
		for (const resolve of this.#waiters.splice(0)) resolve();
		return false;
	}

	/** Who asks for one that waits, and will for others, does not wait. All at once are cheaper than one by one. */
	#oneOfMany(id: ElementId): Place | undefined {
		if (this.#intake.has(id)) this.#takeInAll();
		return this.#placed.get(id);
	}

	/** Who asks for all of them does not wait. The next slice tells the others. */
	#takeInAll(): void {
		if (!this.#intake.isEmpty) this.#refresh(this.#intake.take(always), this.#arrived);
	}

	#publish(change: SceneChange): void {
		if (change.touched.size > 0) for (const listener of this.#listeners) listener(change);
	}

	/** Reads the elements anew. Those that depend on others come last, when those are in their place. */
	#refresh(ids: Iterable<ElementId>, changes: SceneChanges): void {
		const dependent = new Map<ElementId, Element>();
		const fresh: (Place & { readonly box: Box })[] = [];
		const place = (id: ElementId, element: Element) => {
			const path = element.type === 'arrow' ? resolveArrow(element, this.#targets) : undefined;
			const box = paintedBounds(element, { measure: this.measure, path });
			const order = orderNumber(element.index);
			this.#unplace(id, changes);
			const clip = element.parent ? this.#clipOf(element) : null;
			const placed = { element, box, order, ...(path && { path }), ...(clip && { clip }) };
			this.#placed.set(id, placed);
			changes.placed(element, box, this.#highest);
			if (!this.#highest || compareOrder(element, this.#highest) > 0) this.#highest = element;
			if (isBounded(placed)) fresh.push(placed);
		};
		for (const id of ids) {
			this.#intake.delete(id);
			const element = this.#document.read(id);
			changes.touched.add(id);
			if (!element) {
				this.#forget(id, changes);
				if (element === null) this.#invalid.add(id);
				continue;
			}
			this.#invalid.delete(id);
			const former = this.#placed.get(id);
			if (former) this.#relations.remove(former.element);
			this.#relations.add(element);
			if (element.type === 'arrow' || element.parent) {
				dependent.set(id, element);
				this.#unplace(id, changes);
				this.#placed.set(id, { element, box: null, order: orderNumber(element.index) });
			} else place(id, element);
		}
		for (const [id, element] of dependent) place(id, element);
		this.#index.add(fresh);
	}

	#forget(id: ElementId, changes: SceneChanges): void {
		this.#intake.delete(id);
		const former = this.#placed.get(id);
		if (former) this.#relations.remove(former.element);
		this.#unplace(id, changes);
		this.#placed.delete(id);
		this.#invalid.delete(id);
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
		if (this.#relations.frames.size === 0 && this.#intake.isEmpty) return null;
		let clip: Box | null = null;
		for (const ancestor of ancestorsOf(id, (of) => this.#targetOf(of)?.parent)) {
			const frame = this.#targetOf(ancestor);
			if (frame?.type !== 'frame') continue;
			const box = boxAt(frame.position, frame.size);
			clip = clip ? intersectionOf(clip, box) : box;
		}
		return clip;
	}

	#isDissolved(id: ElementId): boolean {
		return this.get(id)?.type === 'group' && this.#relations.childCount(id) < 2;
	}

	/** What an arrow holds on to, though it be still to come or to move. */
	readonly #targetOf = (id: ElementId): Element | undefined =>
		this.#intake.has(id) ? (this.#document.read(id) ?? undefined) : this.#placed.get(id)?.element;

	readonly #targets: ArrowTargets;

	readonly #ownParent = (id: ElementId): ElementId | null | undefined => this.get(id)?.parent;
}

function isBounded(placed: Place): placed is Place & { readonly box: Box } {
	return placed.box !== null;
}

function isFrame<T extends PlacedElement>(placed: T): placed is T & { readonly element: FrameElement } {
	return placed.element.type === 'frame';
}

function isLettered(element: Element): boolean {
	return element.type === 'frame' || ('text' in element && element.text !== '');
}

const always = () => true;

const byOrder = (a: Place, b: Place) => a.order - b.order || compareOrder(a.element, b.element);
