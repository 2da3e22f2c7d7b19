import type { Box } from '../geometry/box.ts';
import type { Region } from './paint-region.ts';

/** A picture of a part of the page; stands in until that part is painted. */
export interface Backdrop {
	readonly image: ImageBitmap;
	/** What it shows, page space. */
	readonly box: Box;
}

/** Draws what of it lies in a view whose top left corner is at `view`, at `scale` device px a page unit. */
export function drawBackdrop(
	context: CanvasRenderingContext2D,
	{ image, box }: Backdrop,
	{ view, scale }: { readonly view: Pick<Region, 'x' | 'y'>; readonly scale: number }
): void {
	const [x, y] = [box.minX * scale - view.x, box.minY * scale - view.y];
	const [width, height] = [(box.maxX - box.minX) * scale, (box.maxY - box.minY) * scale];
	context.drawImage(image, x, y, width, height);
}
