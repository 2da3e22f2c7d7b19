// A stroke that grows and has grown long: what of it will not change any more stands in a bitmap, so that a frame costs as
// much as what came last, however long somebody draws without lifting the pen.
import type { StrokeElement } from '../document/element.ts';
import { POINT_STRIDE } from '../document/packed-points.ts';
import { strokeOutline } from '../geometry/stroke-outline.ts';
import type { Camera, ViewSize } from '../scene/camera.ts';
import { addPolygon } from './element-paths.ts';
import { inkColor, type Theme } from './palette.ts';

/** Shorter ones are drawn whole. Points. */
export const LONG_POINTS = 256;
/** Points that go into the bitmap at once. */
const PIECE_POINTS = 128;
/** Points before a piece by which its outline has become that of the whole stroke: width and smoothing look back. */
const RUN_UP_POINTS = 24;

/** How the stroke looks, and its points so far: flat x, y, pressure, relative to its position. */
export interface GrowingStroke {
	readonly element: StrokeElement;
	readonly points: readonly number[];
}

export interface InkView {
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly pixelRatio: number;
	readonly theme: Theme;
}

export class LongInk {
	#context: CanvasRenderingContext2D | null = null;
	/** What the bitmap holds: the first points of this stroke, as seen like this. */
	#shown: (InkView & { readonly id: string }) | null = null;
	#bakedPoints = 0;

	/** Draws the stroke; the context's units are CSS px. */
	draw(context: CanvasRenderingContext2D, stroke: GrowingStroke, view: InkView): void {
		const bitmap = this.#follow(stroke, view);
		context.save();
		if (bitmap) context.drawImage(bitmap.canvas, 0, 0, view.size.width, view.size.height);
		context.scale(view.camera.zoom, view.camera.zoom);
		context.translate(-view.camera.x, -view.camera.y);
		fillPiece(context, stroke, { from: this.#bakedPoints, to: Infinity }, view.theme);
		context.restore();
	}

	/** Lets go of the bitmap; the stroke is on the board. */
	clear(): void {
		this.#context = null;
		this.#shown = null;
		this.#bakedPoints = 0;
	}

	/** Brings the bitmap up to the point from which on things may change; null where there is none to be had. */
	#follow(stroke: GrowingStroke, view: InkView): CanvasRenderingContext2D | null {
		const { element, points } = stroke;
		if (this.#shown?.id !== element.id || !isSame(this.#shown, view)) {
			this.#context = bitmapFor(view);
			this.#shown = { ...view, id: element.id };
			this.#bakedPoints = 0;
		}
		const context = this.#context;
		if (!context) return null;
		const { camera, pixelRatio, theme } = view;
		const scale = camera.zoom * pixelRatio;
		context.setTransform(scale, 0, 0, scale, -camera.x * scale, -camera.y * scale);
		// The last point's place is smoothed by the one after it.
		const settled = points.length / POINT_STRIDE - RUN_UP_POINTS;
		while (this.#bakedPoints + PIECE_POINTS <= settled) {
			const to = this.#bakedPoints + PIECE_POINTS;
			fillPiece(context, stroke, { from: this.#bakedPoints, to }, theme);
			this.#bakedPoints = to;
		}
		return context;
	}
}

function fillPiece(
	context: CanvasRenderingContext2D,
	{ element, points }: GrowingStroke,
	{ from, to }: { readonly from: number; readonly to: number },
	theme: Theme
): void {
	const first = Math.max(0, from - RUN_UP_POINTS) * POINT_STRIDE;
	const outline = strokeOutline(points.slice(first, to * POINT_STRIDE), {
		size: element.size,
		simulatePressure: !element.hasPressure,
		isComplete: false
	});
	const path = new Path2D();
	addPolygon(path, outline);
	context.save();
	context.translate(element.position[0], element.position[1]);
	context.fillStyle = inkColor(element.color, theme);
	context.fill(path);
	context.restore();
}

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
