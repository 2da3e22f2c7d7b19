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
}

/** View px around a slide. */
const MARGIN_PX = 12;
/** Frames whose tops are less apart than this part of their height stand in one row. */
const ROW_PART = 0.5;

export class Slides {
	readonly #options: SlidesOptions;
	#shown = $state.raw<ElementId | null>(null);
	/** Whose slides are followed. */
	#following = $state.raw<number | null>(null);
	#before: Camera | null = null;

	constructor(options: SlidesOptions) {
		this.#options = options;
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
		const frames = this.#inOrder();
		const at = frames.findIndex((id) => id === this.#shown);
		return at < 0 ? null : { number: at + 1, count: frames.length };
	}

	begin(): void {
		const [first] = this.#inOrder();
		if (!first) return;
		this.#before ??= this.#options.camera.get();
		this.#show(first);
	}

	/** One on, or back; stays at the ends. */
	step(by: 1 | -1): void {
		const frames = this.#inOrder();
		const at = frames.findIndex((id) => id === this.#shown);
		const next = frames[at + by];
		if (this.#shown && next) this.#show(next);
	}

	end(): void {
		if (!this.#shown) return;
		this.#shown = null;
		this.#options.tell(null);
		if (this.#before) this.#options.camera.set(this.#before);
		this.#before = null;
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
