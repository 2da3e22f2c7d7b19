import { FONT_SIZE, type StrokeItem } from '../page/workload.ts';
import { outlineOf, polylineOf, type BareElement, type BareElements } from './bare-elements.ts';

/** `x` and `y` are the page point in the top left corner. */
export interface BareCamera {
	x: number;
	y: number;
	zoom: number;
}

/** Below this zoom strokes are polylines, by eye. */
const FINE_ZOOM = 0.35;

/**
 * What Canvas 2D can do at best without keeping any bitmap: panning copies the canvas onto itself and draws the strips
 * that came into view; everything else draws all that is in view.
 */
export class BareCanvas {
	readonly camera: BareCamera = { x: 0, y: 0, zoom: 1 };
	/** The stroke being drawn. */
	ink: StrokeItem['points'][number][] = [];
	readonly #elements: BareElements;
	readonly #board: CanvasRenderingContext2D;
	readonly #overlay: CanvasRenderingContext2D;
	readonly #width = innerWidth;
	readonly #height = innerHeight;
	/** The camera of what the canvas shows; null when that is not what the board holds. */
	#drawn: BareCamera | null = null;
	#isAsked = false;

	constructor(elements: BareElements, canvases: readonly HTMLCanvasElement[]) {
		this.#elements = elements;
		const [board, overlay] = canvases.map((canvas, i) => {
			Object.assign(canvas, { width: this.#width, height: this.#height });
			return canvas.getContext('2d', { alpha: i > 0 });
		});
		if (!board || !overlay) throw new Error('expected two 2D canvases, got none');
		this.#board = board;
		this.#overlay = overlay;
		this.boardChanged();
	}

	/** Elements look different. */
	boardChanged(): void {
		this.#drawn = null;
		this.viewChanged();
	}

	/** The camera or the ink changed. */
	viewChanged(): void {
		if (this.#isAsked) return;
		this.#isAsked = true;
		requestAnimationFrame(() => {
			this.#isAsked = false;
			this.#draw();
		});
	}

	#draw(): void {
		if (this.#drawn?.zoom === this.camera.zoom) this.#pan(this.#drawn);
		else this.#drawRegion(0, 0, this.#width, this.#height);
		this.#drawn = { ...this.camera };
		this.#drawInk();
	}

	#pan(from: BareCamera): void {
		const { camera } = this;
		const x = Math.round((from.x - camera.x) * camera.zoom);
		const y = Math.round((from.y - camera.y) * camera.zoom);
		if (x === 0 && y === 0) return;
		// Whole pixels, so that the copy stays sharp.
		camera.x = from.x - x / camera.zoom;
		camera.y = from.y - y / camera.zoom;
		this.#board.setTransform(1, 0, 0, 1, 0, 0);
		this.#board.globalCompositeOperation = 'copy';
		this.#board.drawImage(this.#board.canvas, x, y);
		this.#board.globalCompositeOperation = 'source-over';
		if (x !== 0) this.#drawRegion(x > 0 ? 0 : this.#width + x, 0, Math.abs(x), this.#height);
		if (y !== 0) this.#drawRegion(0, y > 0 ? 0 : this.#height + y, this.#width, Math.abs(y));
	}

	/** Draws anew what is in a box of the view, px. */
	#drawRegion(left: number, top: number, width: number, height: number): void {
		const context = this.#board;
		const { x, y, zoom } = this.camera;
		context.save();
		context.setTransform(1, 0, 0, 1, 0, 0);
		context.beginPath();
		context.rect(left, top, width, height);
		context.clip();
		context.fillStyle = '#fff';
		context.fillRect(left, top, width, height);
		const [pageX, pageY] = [left / zoom + x, top / zoom + y];
		const elements = this.#elements.within([pageX, pageY, pageX + width / zoom, pageY + height / zoom]);
		for (const element of elements) {
			context.setTransform(zoom, 0, 0, zoom, (element.x - x) * zoom, (element.y - y) * zoom);
			drawElement(context, element, zoom);
		}
		context.restore();
	}

	#drawInk(): void {
		const { x, y, zoom } = this.camera;
		this.#overlay.setTransform(1, 0, 0, 1, 0, 0);
		this.#overlay.clearRect(0, 0, this.#width, this.#height);
		if (this.ink.length < 2) return;
		this.#overlay.setTransform(zoom, 0, 0, zoom, -x * zoom, -y * zoom);
		this.#overlay.fill(outlineOf({ points: this.ink, size: 4 }, false));
	}
}

function drawElement(context: CanvasRenderingContext2D, element: BareElement, zoom: number): void {
	const { item } = element;
	context.fillStyle = context.strokeStyle = item.color;
	switch (item.type) {
		case 'stroke':
			if (zoom >= FINE_ZOOM) return context.fill((element.outline ??= outlineOf(item)));
			context.lineWidth = Math.max(item.size, 1 / zoom);
			return context.stroke((element.polyline ??= polylineOf(item)));
		case 'rectangle':
			context.lineWidth = 3;
			return context.strokeRect(...item.position, ...item.size);
		case 'text':
			context.font = `${FONT_SIZE}px sans-serif`;
			return context.fillText(item.text, item.position[0], item.position[1] + FONT_SIZE);
		default:
			item satisfies never;
	}
}
