// One dirty flag a layer, one animation frame. Whatever changes something only sets a flag; all drawing is here.
import { drawBoard, type BoardLayerInput } from '$lib/render/board-layer';
import { drawOverlay, type OverlayInput } from '$lib/render/overlay-layer';
import type { ViewSize } from '$lib/scene/camera';

export interface CanvasLoopOptions {
	/** The board is about to be drawn anew. */
	readonly onBoard?: () => void;
	readonly boardInput: () => BoardLayerInput;
	readonly overlayInput: (now: number) => OverlayInput;
	/** Called every frame that draws, before it; true asks for another frame. */
	readonly onFrame: (now: number) => boolean;
}

/** A canvas that is as sharp as its screen. */
interface Layer {
	readonly canvas: HTMLCanvasElement;
	readonly context: CanvasRenderingContext2D;
}

export class CanvasLoop {
	readonly #options: CanvasLoopOptions;
	#board: Layer | null = null;
	#overlay: Layer | null = null;
	#size: ViewSize = { width: 0, height: 0 };
	#isBoardDirty = true;
	#request = 0;

	constructor(options: CanvasLoopOptions) {
		this.#options = options;
	}

	get size(): ViewSize {
		return this.#size;
	}

	/** Begins to draw on these canvases. */
	attach(board: HTMLCanvasElement, overlay: HTMLCanvasElement): void {
		this.#board = layerOf(board, { alpha: false });
		this.#overlay = layerOf(overlay, { alpha: true });
	}

	/** The canvases fill this size, CSS px, on a screen of so many device px a CSS px. */
	resize(size: ViewSize, pixelRatio: number): void {
		this.#size = size;
		for (const layer of [this.#board, this.#overlay]) {
			if (!layer) continue;
			layer.canvas.width = Math.max(1, Math.round(size.width * pixelRatio));
			layer.canvas.height = Math.max(1, Math.round(size.height * pixelRatio));
			layer.context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
		}
		// Resizing empties a canvas, so it is drawn in the same task: nobody sees it blank.
		this.#isBoardDirty = true;
		this.#draw(performance.now());
	}

	/** The committed elements look different. */
	invalidateBoard(): void {
		this.#isBoardDirty = true;
		this.invalidateOverlay();
	}

	/** Something on top of them looks different. */
	invalidateOverlay(): void {
		this.#request ||= requestAnimationFrame((now) => {
			this.#request = 0;
			this.#draw(now);
		});
	}

	destroy(): void {
		cancelAnimationFrame(this.#request);
		this.#board = null;
		this.#overlay = null;
	}

	#draw(now: number): void {
		if (!this.#board || !this.#overlay || this.#size.width === 0) return;
		const wantsMore = this.#options.onFrame(now);
		if (this.#isBoardDirty) {
			this.#isBoardDirty = false;
			this.#options.onBoard?.();
			drawBoard(this.#board.context, this.#options.boardInput());
		}
		this.#overlay.context.clearRect(0, 0, this.#size.width, this.#size.height);
		drawOverlay(this.#overlay.context, this.#options.overlayInput(now));
		if (wantsMore) this.invalidateOverlay();
	}
}

function layerOf(canvas: HTMLCanvasElement, settings: CanvasRenderingContext2DSettings): Layer {
	const context = canvas.getContext('2d', settings);
	if (!context) throw new Error('expected a 2D canvas, got none');
	return { canvas, context };
}
