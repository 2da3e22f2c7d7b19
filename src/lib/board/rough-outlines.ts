import type { ShapeElement } from '$lib/document/element';
import type { traceRough } from '$lib/render/rough-outline';

/** Those of what is being drawn over and over. */
const MAX_KEPT = 2_000;

/** Rough outlines, whose maker comes when the first is wanted; until then shapes are drawn exactly. */
export class RoughOutlines {
	readonly #onReady: () => void;
	readonly #paths = new Map<ShapeElement, Path2D>();
	#trace: typeof traceRough | null = null;
	#isLoading = false;

	constructor(onReady: () => void) {
		this.#onReady = onReady;
	}

	readonly of = (shape: ShapeElement): Path2D | null => {
		if (!this.#trace) {
			if (!this.#isLoading) void this.#load();
			return null;
		}
		const known = this.#paths.get(shape);
		if (known) return known;
		const path = new Path2D();
		this.#trace(shape, path);
		if (this.#paths.size >= MAX_KEPT) this.#paths.clear();
		this.#paths.set(shape, path);
		return path;
	};

	async #load(): Promise<void> {
		this.#isLoading = true;
		try {
			({ traceRough: this.#trace } = await import('$lib/render/rough-outline'));
			this.#onReady();
		} catch (error) {
			console.warn('Rough outlines could not be loaded; shapes are drawn exactly.', error);
			this.#isLoading = false;
		}
	}
}
