// A stroke that has grown long: what of it will not change any more stands in a bitmap, so that a frame costs as much as
// what came last, however long somebody draws without lifting the pen.
import { POINT_STRIDE } from '../document/packed-points.ts';
import type { Camera, ViewSize } from '../scene/camera.ts';
import { alphaOf } from './ink-alpha.ts';
import type { Theme } from './palette.ts';
import { fillPiece, toPage, type GrowingStroke } from './stroke-piece.ts';

/** Points that go into the bitmap at once. */
const PIECE_POINTS = 128;
/** Points before a piece by which its outline has become that of the whole stroke: width and smoothing look back. */
const RUN_UP_POINTS = 24;

export interface InkView {
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly pixelRatio: number;
	readonly theme: Theme;
}

export class LongInk {
	#context: CanvasRenderingContext2D | null = null;
	/** For a stroke that is not opaque: all of it is put together here first. */
	#whole: CanvasRenderingContext2D | null = null;
	/** What the bitmap holds: the first points of the stroke, as seen like this. */
	#shown: InkView | null = null;
	#bakedPoints = 0;

	/** Draws the stroke; the context's units are CSS px. */
	draw(context: CanvasRenderingContext2D, stroke: GrowingStroke, view: InkView): void {
		const opacity = alphaOf(stroke.element);
		if (!this.#shown || !isSame(this.#shown, view)) this.#begin(view);
		if (opacity === 1) return this.#draw(context, stroke, view);
		const { width, height } = view.size;
		const whole = (this.#whole ??= bitmapFor(view));
		if (!whole) return;
		whole.setTransform(view.pixelRatio, 0, 0, view.pixelRatio, 0, 0);
		whole.clearRect(0, 0, width, height);
		this.#draw(whole, stroke, view);
		context.save();
		context.globalAlpha = opacity;
		context.drawImage(whole.canvas, 0, 0, width, height);
		context.restore();
	}

	#draw(context: CanvasRenderingContext2D, stroke: GrowingStroke, view: InkView): void {
		this.#bake(stroke, view);
		const to = stroke.points.length / POINT_STRIDE;
		context.save();
		if (this.#context) context.drawImage(this.#context.canvas, 0, 0, view.size.width, view.size.height);
		toPage(context, view.camera);
		fillPiece(context, stroke, { from: runUpOf(this.#bakedPoints), to, isEnd: true }, view.theme);
		context.restore();
	}

	#begin(view: InkView): void {
		this.#context = bitmapFor(view);
		this.#whole = null;
		this.#shown = view;
		this.#bakedPoints = 0;
	}

	/** Brings the bitmap, where there is one to be had, up to the point from which on things may change. */
	#bake(stroke: GrowingStroke, { camera, pixelRatio, theme }: InkView): void {
		const context = this.#context;
		if (!context) return;
		const { points } = stroke;
		context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
		toPage(context, camera);
		// The last point's place is smoothed by the one after it.
		const settled = points.length / POINT_STRIDE - RUN_UP_POINTS;
		while (this.#bakedPoints + PIECE_POINTS <= settled) {
			const to = this.#bakedPoints + PIECE_POINTS;
			fillPiece(context, stroke, { from: runUpOf(this.#bakedPoints), to, isEnd: false }, theme);
			this.#bakedPoints = to;
		}
	}
}

const runUpOf = (point: number) => Math.max(0, point - RUN_UP_POINTS);

function bitmapFor({ size, pixelRatio }: InkView): CanvasRenderingContext2D | null {
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(size.width * pixelRatio));
	canvas.height = Math.max(1, Math.round(size.height * pixelRatio));
	return canvas.getContext('2d');
}

function isSame(a: InkView, b: InkView): boolean {
	return (
		a.camera.x === b.camera.x &&
		a.camera.y === b.camera.y &&
		a.camera.zoom === b.camera.zoom &&
		a.size.width === b.size.width &&
		a.size.height === b.size.height &&
		a.pixelRatio === b.pixelRatio &&
		a.theme === b.theme
	);
}
