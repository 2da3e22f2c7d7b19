// One dirty flag a layer, one animation frame. Whatever changes something only sets a flag; all drawing is here.
import type { ElementId } from '$lib/document/element';
import type { Box } from '$lib/geometry/box';
import type { Backdrop } from '$lib/render/backdrop';
import { GrowingInk } from '$lib/render/growing-ink';
import { drawOverlay, type OverlayInput } from '$lib/render/overlay-layer';
import type { PaintStyle } from '$lib/render/paint-style';
import { TileLayer } from '$lib/render/tile-layer';
import { snapCamera, viewportOf, type Camera, type ViewSize } from '$lib/scene/camera';
import type { Scene } from '$lib/scene/scene';
import type { SceneChange } from '$lib/scene/scene-changes';

/** Smaller, and made beside the page; a browser that can't makes a PNG of it. */
const PICTURE_TYPE = 'image/webp';
const PICTURE_QUALITY = 0.9;

/** What the board's layer shows. */
export interface BoardInput {
	readonly camera: Camera;
	readonly paint: PaintStyle;
	/** Elements that are drawn elsewhere just now, because they are being moved. */
	readonly hidden: ReadonlySet<ElementId>;
	/** What the eraser will take: drawn faint. */
	readonly faint: ReadonlySet<ElementId>;
	readonly paper: 'dotted' | 'squared';
}

export interface CanvasLoopOptions {
	readonly scene: Scene;
	readonly boardInput: () => BoardInput;
	readonly overlayInput: (camera: Camera, now: number) => OverlayInput;
	/** The board is about to be drawn for this part of the page, at so many device px a page unit. */
	readonly onView: (view: Box, scale: number) => void;
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
	readonly #tiles: TileLayer;
	readonly #ink = new GrowingInk();
	#board: Layer | null = null;
	#overlay: Layer | null = null;
	#size: ViewSize = { width: 0, height: 0 };
	#pixelRatio = 1;
	#isBoardDirty = true;
	#request = 0;
	/** What the board's canvas shows. */
	#drawn: Camera | null = null;

	constructor(options: CanvasLoopOptions) {
		this.#options = options;
		this.#tiles = new TileLayer(options.scene);
		this.#tiles.isHeld = true;
	}

	/** CSS px. The page may not be built yet; the board fills it. */
	get size(): ViewSize {
		return this.#size.width > 0 ? this.#size : { width: window.innerWidth, height: window.innerHeight };
	}

	/** Begins to draw on these canvases. */
	attach(board: HTMLCanvasElement, overlay: HTMLCanvasElement): void {
		this.#board = layerOf(board, { alpha: false });
		this.#overlay = layerOf(overlay, { alpha: true });
		// All bitmaps of a page are lost together.
		board.addEventListener('contextrestored', () => {
			this.#tiles.forget();
			this.invalidateView();
		});
	}

	/** The canvases fill this size, CSS px, on a screen of so many device px a CSS px. */
	resize(size: ViewSize, pixelRatio: number): void {
		this.#size = size;
		this.#pixelRatio = pixelRatio;
		for (const layer of [this.#board, this.#overlay]) {
			if (!layer) continue;
			layer.canvas.width = Math.max(1, Math.round(size.width * pixelRatio));
			layer.canvas.height = Math.max(1, Math.round(size.height * pixelRatio));
		}
		// Resizing empties a canvas, so it is drawn in the same task: nobody sees it blank.
		this.#isBoardDirty = true;
		this.#draw(performance.now());
	}

	/** A picture of the board that stands in until there is something to paint, and that is painted. */
	showFirst(backdrop: Backdrop): void {
		if (!this.#tiles.isHeld) return backdrop.image.close();
		this.#tiles.backdrop = backdrop;
		this.invalidateView();
	}

	/** What is stored was read, be it nothing: what there is can be painted. */
	begin(): void {
		if (!this.#tiles.isHeld) return;
		this.#tiles.isHeld = false;
		this.invalidateView();
	}

	/** The view as it is drawn, and what of the page it is; null while it is not drawn to its end. */
	async picture(): Promise<{ readonly image: Blob; readonly box: Box } | null> {
		if (!this.#board || !this.#drawn || this.#isBoardDirty || this.#tiles.isHeld) return null;
		const { hidden, faint } = this.#options.boardInput();
		if (hidden.size + faint.size > 0) return null;
		const { canvas } = this.#board;
		const box = viewportOf(this.#drawn, this.#size);
		const image = await new Promise<Blob | null>((resolve) =>
			canvas.toBlob(resolve, PICTURE_TYPE, PICTURE_QUALITY)
		);
		return image && { image, box };
	}

	/** Another part of the board is seen. */
	invalidateView(): void {
		this.#isBoardDirty = true;
		this.invalidateOverlay();
	}

	/** The committed elements changed. */
	follow({ touched, dirty, isOnTop }: SceneChange): void {
		this.#tiles.isHeld = false;
		if (!isOnTop) return this.invalidateBoard(dirty);
		const { scene } = this.#options;
		this.#tiles.addOnTop([...touched].flatMap((id) => scene.placed(id) ?? []));
		this.invalidateView();
	}

	/** The committed elements look different there, or everywhere. */
	invalidateBoard(dirty: readonly Box[] | 'everywhere'): void {
		if (dirty === 'everywhere') this.#tiles.invalidateAll();
		else this.#tiles.invalidate(dirty);
		this.invalidateView();
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
		this.#tiles.isHeld = false;
		this.#tiles.destroy();
		this.#board = null;
		this.#overlay = null;
	}

	#draw(now: number): void {
		if (!this.#board || !this.#overlay || this.#size.width === 0) return;
		const wantsMore = this.#options.onFrame(now);
		const { camera: wanted, ...rest } = this.#options.boardInput();
		const camera = snapCamera(wanted, this.#pixelRatio);
		if (this.#isBoardDirty) this.#isBoardDirty = this.#drawBoard(this.#board, camera, rest, now);
		const { context } = this.#overlay;
		context.setTransform(this.#pixelRatio, 0, 0, this.#pixelRatio, 0, 0);
		context.clearRect(0, 0, this.#size.width, this.#size.height);
		const pixelRatio = this.#pixelRatio;
		drawOverlay(context, this.#options.overlayInput(camera, now), { ink: this.#ink, pixelRatio });
		if (wantsMore || this.#isBoardDirty) this.invalidateOverlay();
	}

	/** True when it is not drawn to its end. */
	#drawBoard({ context }: Layer, camera: Camera, rest: Omit<BoardInput, 'camera'>, now: number): boolean {
		const pixelRatio = this.#pixelRatio;
		this.#options.onView(viewportOf(camera, this.#size), camera.zoom * pixelRatio);
		this.#drawn = camera;
		const style = { ...rest, scale: camera.zoom * pixelRatio, pixelRatio };
		return this.#tiles.draw(context, { camera, size: this.#size, style, now });
	}
}

function layerOf(canvas: HTMLCanvasElement, settings: CanvasRenderingContext2DSettings): Layer {
	const context = canvas.getContext('2d', settings);
	if (!context) throw new Error('expected a 2D canvas, got none');
	return { canvas, context };
}
