// What is so small on the screen that its lines are at most a pixel wide: thousands of elements, gathered by colour and
// width and drawn with one call for each. Lines as thin as that may change places with each other unseen.
import type { Element } from '../document/element.ts';
import { boxContains } from '../geometry/box.ts';
import type { PlacedElement } from '../scene/placements.ts';
import { LINE_HEIGHT } from '../scene/text-layout.ts';
import { traceCoarsely } from './coarse-line.ts';
import type { PaintStyle } from './paint-style.ts';
import { inkColor } from './palette.ts';

/** Lines are never thinner, device px: a board seen from far away would fade to nothing. */
const MIN_LINE_PX = 0.6;
/** Points closer to each other than this are not seen apart, device px. */
const MIN_STEP_PX = 1.5;
/** Letters smaller than this are shown as bars, device px. */
const MIN_LETTER_PX = 3;
const BAR_ALPHA = 0.45;
/** Points of one call: it takes a few milliseconds at the most. */
const MAX_POINTS = 4_000;

interface Batch {
	readonly color: string;
	/** Of its lines, page units; 0 for filled bars. */
	readonly width: number;
	path: Path2D;
	count: number;
}

export class Hairlines {
	readonly #context: CanvasRenderingContext2D;
	readonly #scale: number;
	readonly #style: PaintStyle;
	readonly #batches = new Map<string, Map<number, Batch>>();

	/** The context's units are page units, `scale` device px each. */
	constructor(context: CanvasRenderingContext2D, scale: number, style: PaintStyle) {
		this.#context = context;
		this.#scale = scale;
		this.#style = style;
	}

	/** Takes the element if it is that small; false when it has to be painted by itself. */
	take({ element, box, clip }: PlacedElement): boolean {
		if (element.opacity !== 1 || element.rotation !== 0 || !box) return false;
		if (clip && !boxContains(clip, box)) return false;
		switch (element.type) {
			case 'stroke':
				return !element.isHighlighter && this.#isThin(element.size) && this.#trace(element, element.size);
			case 'line':
				return (
					this.#isThin(element.strokeWidth) &&
					element.dash === 'solid' &&
					this.#trace(element, element.strokeWidth)
				);
			case 'rectangle': {
				if (!this.#isThin(element.strokeWidth) || element.fill !== 'none' || element.text) return false;
				const [x, y] = element.position;
				const batch = this.#batch(element.color, element.strokeWidth, 4);
				batch.path.rect(x, y, element.size[0], element.size[1]);
				return true;
			}
			case 'ellipse': {
				if (!this.#isThin(element.strokeWidth) || element.fill !== 'none' || element.text) return false;
				const [x, y] = element.position;
				const [radiusX, radiusY] = [element.size[0] / 2, element.size[1] / 2];
				const { path } = this.#batch(element.color, element.strokeWidth, 8);
				path.moveTo(x + 2 * radiusX, y + radiusY);
				path.ellipse(x + radiusX, y + radiusY, radiusX, radiusY, 0, 0, 2 * Math.PI);
				return true;
			}
			case 'text': {
				if (element.fontSize * this.#scale >= MIN_LETTER_PX) return false;
				if (this.#style.hiddenTextId === element.id) return true;
				const lineHeight = element.fontSize * LINE_HEIGHT;
				const lines = Math.max(1, Math.round((box.maxY - box.minY) / lineHeight));
				const { path } = this.#batch(element.color, 0, 4 * lines);
				for (let i = 0; i < lines; i++) {
					const y = box.minY + (i + 0.3) * lineHeight;
					path.rect(box.minX, y, box.maxX - box.minX, 0.5 * lineHeight);
				}
				return true;
			}
			default:
				return false;
		}
	}

	/** Draws what was taken. */
	flush(): void {
		if (this.#batches.size === 0) return;
		// In an order that does not depend on what else is in view.
		const colors = [...this.#batches].sort(([a], [b]) => (a < b ? -1 : 1));
		for (const [, widths] of colors) {
			const batches = [...widths.values()].sort((a, b) => a.width - b.width);
			for (const batch of batches) this.#draw(batch);
		}
		this.#batches.clear();
	}

	#isThin(width: number): boolean {
		return width * this.#scale <= 1;
	}

	#trace(element: Extract<Element, { readonly type: 'stroke' | 'line' }>, width: number): true {
		const { points: packed, position, scale } = element;
		const minStep = MIN_STEP_PX / this.#scale;
		// A byte is a third of a point at the least.
		const { path } = this.#batch(element.color, width, Math.min(packed.length / 3, 16));
		traceCoarsely(
			{ packed, x: position[0], y: position[1], scaleX: scale[0], scaleY: scale[1], minStep },
			path
		);
		return true;
	}

	#batch(color: string, width: number, points: number): Batch {
		let widths = this.#batches.get(color);
		if (!widths) this.#batches.set(color, (widths = new Map<number, Batch>()));
		let batch = widths.get(width);
		if (!batch) widths.set(width, (batch = { color, width, path: new Path2D(), count: 0 }));
		batch.count += points;
		if (batch.count > MAX_POINTS) {
			this.#draw(batch);
			batch.path = new Path2D();
			batch.count = points;
		}
		return batch;
	}

	#draw({ color, width, path }: Batch): void {
		const context = this.#context;
		const ink = inkColor(color, this.#style.theme);
		if (width === 0) {
			const alpha = context.globalAlpha;
			context.globalAlpha = alpha * BAR_ALPHA;
			context.fillStyle = ink;
			context.fill(path);
			context.globalAlpha = alpha;
			return;
		}
		context.strokeStyle = ink;
		context.lineWidth = Math.max(width, MIN_LINE_PX / this.#scale);
		context.lineCap = 'butt';
		context.lineJoin = 'bevel';
		context.setLineDash([]);
		context.stroke(path);
	}
}
