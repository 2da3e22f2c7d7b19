// The committed elements within a rectangle of device pixels: a tile, a whole view, a picture of a board. Same input, same
// pixels, however the board is cut into rectangles.
import type { Box } from '../geometry/box.ts';
import type { Scene } from '../scene/scene.ts';
import { paintElements, type ElementsStyle } from './paint-elements.ts';
import { PALETTES, paperOf, type Theme } from './palette.ts';

/** Distance of the paper's dots, page units. */
const DOT_STEP = 24;

/** Device px; the page's origin is at 0, 0 of the same scale. */
export interface Region {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface RegionStyle extends ElementsStyle {
	/** Device px a CSS px. */
	readonly pixelRatio: number;
	/** Without it nothing lies under the elements. */
	readonly paper: 'dotted' | 'squared' | 'plain' | 'none';
}

/** The page that the region shows. */
export function boxOfRegion({ x, y, width, height }: Region, scale: number): Box {
	return {
		minX: x / scale,
		minY: y / scale,
		maxX: (x + width) / scale,
		maxY: (y + height) / scale
	};
}

/** Paints the region at the canvas's top left corner. Yields now and then; sets the context as it needs it, each time. */
export function* paintRegion(
	context: CanvasRenderingContext2D,
	scene: Pick<Scene, 'within'>,
	region: Region,
	style: RegionStyle
): Generator<void, void> {
	const { scale, paint } = style;
	context.setTransform(1, 0, 0, 1, 0, 0);
	if (style.paper === 'none') context.clearRect(0, 0, region.width, region.height);
	else {
		context.fillStyle = paperOf(paint);
		context.fillRect(0, 0, region.width, region.height);
		if (style.paper === 'dotted') drawDots(context, region, style);
		if (style.paper === 'squared') drawSquares(context, region, style);
	}
	context.setTransform(scale, 0, 0, scale, -region.x, -region.y);
	yield* paintElements(context, scene.within(boxOfRegion(region, scale)), style);
	context.setTransform(1, 0, 0, 1, 0, 0);
}

/** Paints the region at once. */
export function drawRegion(...painting: Parameters<typeof paintRegion>): void {
	for (const _ of paintRegion(...painting));
}

/** The grid that things snap to. */
function drawSquares(
	context: CanvasRenderingContext2D,
	{ x: originX, y: originY, width, height }: Region,
	{ scale, pixelRatio, paint }: { scale: number; pixelRatio: number; paint: { theme: Theme } }
): void {
	const step = stepOf(scale, pixelRatio);
	const line = Math.max(1, Math.round(pixelRatio));
	context.fillStyle = PALETTES[paint.theme].dot;
	const at = (value: number) => Math.round(value - line / 2);
	for (let i = Math.floor(originX / step); i * step <= originX + width; i++) {
		context.fillRect(at(i * step - originX), 0, line, height);
	}
	for (let j = Math.floor(originY / step); j * step <= originY + height; j++) {
		context.fillRect(0, at(j * step - originY), width, line);
	}
}

/** Far out, only every second, fourth, … dot is left, so that their density on screen stays bearable. Device px. */
function stepOf(scale: number, pixelRatio: number): number {
	return DOT_STEP * scale * 2 ** Math.max(0, Math.ceil(-Math.log2((scale / pixelRatio) * 1.2)));
}

function drawDots(
	context: CanvasRenderingContext2D,
	{ x: originX, y: originY, width, height }: Region,
	{ scale, pixelRatio, paint }: { scale: number; pixelRatio: number; paint: { theme: Theme } }
): void {
	const zoom = scale / pixelRatio;
	const step = stepOf(scale, pixelRatio);
	const radius = pixelRatio * Math.min(1.3, Math.max(0.9, zoom));
	context.fillStyle = PALETTES[paint.theme].dot;
	context.beginPath();
	const firstX = Math.floor((originX - radius) / step);
	const firstY = Math.floor((originY - radius) / step);
	for (let i = firstX; i * step - radius < originX + width; i++) {
		for (let j = firstY; j * step - radius < originY + height; j++)
			context.rect(i * step - originX - radius, j * step - originY - radius, 2 * radius, 2 * radius);
	}
	context.fill();
}
