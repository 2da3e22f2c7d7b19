import type { BoardDocument, ElementChange } from '../document/board-document.ts';
import type { Element, ElementId, FrameElement } from '../document/element.ts';
import { compareOrder } from '../document/ordering.ts';
import { ancestorsOf } from '../document/resolve-parents.ts';
import { boxesIntersect, EMPTY_BOX, isEmptyBox, unionOf, type Box } from '../geometry/box.ts';
import { uprightBounds } from './element-bounds.ts';
import { Intake } from './intake.ts';
import { Placements, type PlacedElement } from './placements.ts';
import { SceneChanges, type SceneChange } from './scene-changes.ts';
import type { MeasureText } from './text-layout.ts';

/** From so many elements on that come or change at once, they are taken in in slices. */
const MANY = 1_000;
/** Each time somebody is told, tiles are painted anew. */
const TELL_MS = 150;
/** How long a slice holds up everything else. */
const SLICE_MS = 12;

export type PlacedFrame = PlacedElement & { readonly element: FrameElement };

/** How a scene takes in a whole board without holding up the page. */
export interface Slices {
	/** What of the page is in view, and should come first. */
	readonly view: () => Box;
	/** Calls `step` soon and again and again, with time for others in between, until it says false. */
	readonly run: (step: () => boolean) => void;
}

/**
 * The read model of a board: what is there, where, in which order. Follows the document by what each transaction
 * touched, never by its size; a scene built from scratch over the same document is equal (a test holds it).
 */
export class Scene {
	readonly #document: BoardDocument;
	/** By what its letters are measured. */
	readonly measure: MeasureText;
	readonly #intake = new Intake();
	readonly #placements: Placements;
	readonly #slices: Slices | null;
	/** What was taken in, and nobody has been told of yet. */
	#arrived = new SceneChanges();
	#tellAt = 0;
	readonly #waiters: (() => void)[] = [];
	readonly #listeners = new Set<(change: SceneChange) => void>();
	readonly #stop: () => void;

	constructor(document: BoardDocument, measure: MeasureText, slices: Slices | null = null) {
		this.#document = document;
		this.measure = measure;
		this.#slices = slices;
		this.#placements = new Placements({ document, measure, intake: this.#intake });
		this.#placements.read(document.ids(), new SceneChanges());
		this.#stop = document.onChange((change) => this.#follow(change));
	}

	/** Elements that can be shown, those that are still being taken in among them. */
	get count(): number {
		if (this.#intake.isEmpty) return this.#placements.size;
		return this.#placements.size + this.#intake.count((id) => !this.#placements.has(id));
	}

	/** Records that are no valid element: kept in the document, skipped here. */
	get skippedCount(): number {
		return this.#placements.invalidCount;
	}

	ids(): IterableIterator<ElementId> {
		this.#takeInAll();
		return this.#placements.ids();
	}

	get(id: ElementId): Element | undefined {
		return this.placed(id)?.element;
	}

	placed(id: ElementId): PlacedElement | undefined {
		if (this.#intake.has(id)) this.#placements.read([id], this.#arrived);
		return this.#placements.get(id);
	}

	/** All elements in paint order, lowest first. Costs the whole board: for export and scripts, not for frames. */
	inOrder(): PlacedElement[] {
		this.#takeInAll();
		return this.#placements.inOrder();
	}

	/** The elements whose bounds meet the box, in paint order, lowest first. */
	within(box: Box): PlacedElement[] {
		return this.#placements.inOrder(box);
	}

	/** The same, in no order: cheaper where there are thousands. */
	search(box: Box): PlacedElement[] {
		return this.#placements.search(box);
	}

	/** Whether anything is painted in the box; however much there is, this is quick. */
	hasAnyIn(box: Box): boolean {
		return this.#placements.hasAnyIn(box);
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
		return this.#placements.bounds();
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
	frames(): PlacedFrame[] {
		this.#takeInAll();
		const { relations } = this.#placements;
		const frames = [...relations.frames].flatMap((id) => this.#placements.get(id) ?? []).filter(isFrame);
		return frames.sort((a, b) => compareOrder(a.element, b.element));
	}

	/** What counts into this group or frame, in no order. */
	childrenOf(id: ElementId): ElementId[] {
		this.#takeInAll();
		const { relations } = this.#placements;
		const below = new Set(relations.children(id));
		// What is left in a group of one counts into what is around that. (A set hands out what is added to it on the way.)
		for (const child of below)
			if (this.#isDissolved(child)) for (const left of relations.children(child)) below.add(left);
		return [...below].filter((child) => this.parentOf(child) === id);
	}

	/** The element's bounds as it was laid out, before its rotation, page space; null for what has none. */
	uprightOf(id: ElementId): Box | null {
		const placed = this.placed(id);
		return placed ? uprightBounds(placed.element, { measure: this.measure, path: placed.path }) : null;
	}

	/** The arrows that hold on to any of these. */
	arrowsAt(ids: ReadonlySet<ElementId>): ReadonlySet<ElementId> {
		return this.#placements.relations.arrowsAt(ids);
	}

	/** Measures all text anew, and has it drawn anew; for when a font has arrived. */
	remeasure(): void {
		const lettered: ElementId[] = [];
		for (const id of this.#placements.ids())
			if (isLettered(this.#placements.get(id)?.element)) lettered.push(id);
		const changes = new SceneChanges();
		this.#placements.read([...lettered, ...this.#placements.dependentsOf(new Set(lettered))], changes);
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
		const placements = this.#placements;
		if (removed.size >= placements.size && [...placements.ids()].every((id) => removed.has(id)))
			placements.clear(changes);
		for (const id of removed) {
			changes.touched.add(id);
			placements.forget(id, changes);
		}
		const isLater = this.#slices !== null && added.size + changed.size >= MANY;
		if (!isLater) placements.read([...added, ...changed], changes);
		const dependents = placements.dependentsOf(new Set([...changes.touched, ...changed]));
		// What changed itself has been read with all others in their places.
		for (const id of changes.touched) dependents.delete(id);
		const areLater = isLater || (this.#slices !== null && dependents.size >= MANY);
		if (!areLater) placements.read(dependents, changes);
		this.#publish(changes);
		if (areLater) this.#takeInLater(new Set([...(isLater ? [...added, ...changed] : []), ...dependents]));
	}

	#takeInLater(ids: ReadonlySet<ElementId>): void {
		const isRunning = !this.isWhole;
		this.#tellAt = 0;
		const view = this.#slices?.view() ?? EMPTY_BOX;
		const isSeen = (id: ElementId) => {
			const box = this.#placements.get(id)?.box;
			return Boolean(box && boxesIntersect(box, view));
		};
		// What leaves the view is as urgent as what comes into it.
		this.#intake.add(ids, (id) => (isSeen(id) ? null : this.#document.positionOf(id)), view);
		if (!isRunning && this.#takeInSlice()) this.#slices?.run(() => this.#takeInSlice());
	}

	/** Goes on taking in what waits; false when nothing is left to do. */
	#takeInSlice(): boolean {
		const until = performance.now() + SLICE_MS;
		this.#placements.read(
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
	#oneOfMany(id: ElementId): PlacedElement | undefined {
		if (this.#intake.has(id)) this.#takeInAll();
		return this.#placements.get(id);
	}

	/** Who asks for all of them does not wait. The next slice tells the others. */
	#takeInAll(): void {
		if (!this.#intake.isEmpty) this.#placements.read(this.#intake.take(always), this.#arrived);
	}

	#publish(change: SceneChange): void {
		if (change.touched.size > 0) for (const listener of this.#listeners) listener(change);
	}

	#isDissolved(id: ElementId): boolean {
		return this.get(id)?.type === 'group' && this.#placements.relations.childCount(id) < 2;
	}

	readonly #ownParent = (id: ElementId): ElementId | null | undefined => this.get(id)?.parent;
}

function isFrame(placed: PlacedElement): placed is PlacedFrame {
	return placed.element.type === 'frame';
}

function isLettered(element: Element | undefined): boolean {
	return element?.type === 'frame' || (!!element && 'text' in element && element.text !== '');
}

const always = () => true;
