// Frames as slides: one after the other in the order in which a page is read. Others see which one is shown, and can
// follow.
import type { ElementId } from '$lib/document/element';
import { boxAt } from '$lib/geometry/box';
import { cameraToFit, MAX_ZOOM, type Camera, type ViewSize } from '$lib/scene/camera';
import type { Scene } from '$lib/scene/scene';

export interface SlidesOptions {
	readonly scene: Scene;
	readonly size: () => ViewSize;
	readonly camera: { get: () => Camera; set: (camera: Camera) => void };
	/** Tells the others which frame is shown; null: none any more. */
	readonly tell: (frame: ElementId | null) => void;
	/** Slides are about to be shown: what is selected or being typed would lie on them. */
	readonly onBegin: () => void;
	/** The last frame is gone while it was shown, and with it the presentation. */
	readonly onGone: () => void;
}

/** View px around a slide. */
const MARGIN_PX = 12;
/** Frames whose tops are less apart than this part of their height stand in one row. */
const ROW_PART = 0.5;

export class Slides {
	readonly #options: SlidesOptions;
	readonly #stop: () => void;
	#shown = $state.raw<ElementId | null>(null);
	/** All frames in their order, while they are shown. */
	#order = $state.raw<readonly ElementId[]>([]);
	/** Whose slides are followed. */
	#following = $state.raw<number | null>(null);
	#before: Camera | null = null;

	constructor(options: SlidesOptions) {
		this.#options = options;
		this.#stop = options.scene.onChange(() => this.#follow());
	}

	destroy(): void {
		this.#stop();
	}

	/** The frame that is shown; null while nothing is presented here. */
	get shown(): ElementId | null {
		return this.#shown;
	}

	get following(): number | null {
		return this.#following;
	}

	/** Its number and how many there are; null while nothing is presented. */
	get place(): { readonly number: number; readonly count: number } | null {
		const at = this.#order.findIndex((id) => id === this.#shown);
		return at < 0 ? null : { number: at + 1, count: this.#order.length };
	}

	begin(): void {
		this.#order = this.#inOrder();
		const [first] = this.#order;
		if (!first) return;
		this.#options.onBegin();
		this.#before ??= this.#options.camera.get();
		this.#show(first);
	}

	/** One on, or back; stays at the ends. */
	step(by: 1 | -1): void {
		const at = this.#order.findIndex((id) => id === this.#shown);
		const next = this.#order[at + by];
		if (this.#shown && next) this.#show(next);
	}

	end(): void {
		if (!this.#shown) return;
		this.#shown = null;
		this.#options.tell(null);
		if (this.#before) this.#options.camera.set(this.#before);
		this.#before = null;
	}

	/** Does what a key means while slides are shown; false for nothing. */
	takeKey(key: string): boolean {
		if (!this.#shown) return false;
		if (['ArrowRight', 'ArrowDown', 'PageDown', ' ', 'Enter'].includes(key)) this.step(1);
		else if (['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace'].includes(key)) this.step(-1);
		else if (key === 'Escape') this.end();
		else return false;
		return true;
	}

	/** Goes along with somebody's slides, or no longer. */
	follow(person: { readonly clientId: number; readonly slide: ElementId | null } | null): void {
		this.#following = person?.clientId ?? null;
		if (person?.slide) this.#fit(person.slide);
	}

	/** Somebody shows another slide, or has ended. */
	followTo(slides: ReadonlyMap<number, ElementId | null>): void {
		if (this.#following === null) return;
		const frame = slides.get(this.#following);
		if (frame) this.#fit(frame);
		else this.#following = null;
	}

	/** The window has another size. */
	refit(): void {
		if (this.#shown) this.#fit(this.#shown);
	}

	/** Frames came, went or moved: perhaps the one that is shown is gone, and the next has its place. */
	#follow(): void {
		const shown = this.#shown;
		// What is still being taken in is told when it is: asking for all frames would hold up the page till then.
		if (!shown || !this.#options.scene.isWhole) return;
		const before = this.#order;
		this.#order = this.#inOrder();
		if (this.#order.includes(shown)) return;
		const after = before.slice(before.indexOf(shown)).find((id) => this.#order.includes(id));
		const next = after ?? this.#order.at(-1);
		if (next) return this.#show(next);
		this.end();
		this.#options.onGone();
	}

	#show(frame: ElementId): void {
		this.#shown = frame;
		this.#fit(frame);
		this.#options.tell(frame);
	}

	#fit(id: ElementId): void {
		const { scene, camera, size } = this.#options;
		const frame = scene.get(id);
		if (frame?.type !== 'frame') return;
		camera.set(cameraToFit(boxAt(frame.position, frame.size), size(), MARGIN_PX, MAX_ZOOM));
	}

	#inOrder(): ElementId[] {
		const frames = this.#options.scene.frames().map(({ element }) => element);
		frames.sort((a, b) => a.position[1] - b.position[1]);
		const rows: (typeof frames)[] = [];
		for (const frame of frames) {
			const row = rows.at(-1);
			const top = row?.[0];
			if (row && top && frame.position[1] - top.position[1] < top.size[1] * ROW_PART) row.push(frame);
			else rows.push([frame]);
		}
		return rows.flatMap((row) => row.sort((a, b) => a.position[0] - b.position[0])).map(({ id }) => id);
	}
}
