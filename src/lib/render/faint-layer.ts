// A canvas covers what is below with every stroke and fill by itself. What is painted in several coats and is faint would
// show each through the next; it is painted at full strength beside, and laid down as one.
import type { Element } from '../document/element.ts';
import type { Box } from '../geometry/box.ts';

/** Kept: making one costs more than clearing it. */
let beside: HTMLCanvasElement | undefined;
/** A larger one, for a picture that is saved, is made for it alone. */
const MAX_KEPT_PX = 4_000_000;

/** On what is smaller no coat can be told from another, device px. */
const LEAST_PX = 32;

/** Whether it is painted in coats that lie on each other. */
export function hasCoats(element: Element): boolean {
	if (element.type === 'arrow') return element.startHead !== 'none' || element.endHead !== 'none';
	return 'fill' in element && (element.fill !== 'none' || element.text !== '' || element.roughness > 0);
}

/** Has `paint` paint what lies in this box of the page, and lays it down with the context's alpha. The page is upright. */
export function paintAsOne(
	context: CanvasRenderingContext2D,
	{ minX, minY, maxX, maxY }: Box,
	paint: (context: CanvasRenderingContext2D) => void
): void {
	const { a, e, f } = context.getTransform();
	const left = Math.max(0, Math.floor(a * minX + e));
	const top = Math.max(0, Math.floor(a * minY + f));
	const width = Math.min(context.canvas.width, Math.ceil(a * maxX + e)) - left;
	const height = Math.min(context.canvas.height, Math.ceil(a * maxY + f)) - top;
	if (width <= 0 || height <= 0) return;
	if (a * Math.max(maxX - minX, maxY - minY) < LEAST_PX) return paint(context);
	let canvas = beside;
	if (!canvas || canvas.width < width || canvas.height < height) {
		canvas = document.createElement('canvas');
		canvas.width = width;
		canvas.height = height;
		if (width * height <= MAX_KEPT_PX) beside = canvas;
	}
	const layer = canvas.getContext('2d');
	if (!layer) return paint(context);
	layer.save();
	layer.beginPath();
	layer.rect(0, 0, width, height);
	// What hangs out would be there the next time.
	layer.clip();
	layer.setTransform(a, 0, 0, a, e - left, f - top);
	paint(layer);
	layer.restore();
	context.save();
	context.resetTransform();
	context.drawImage(canvas, 0, 0, width, height, left, top, width, height);
	context.restore();
	layer.clearRect(0, 0, width, height);
}
