import { expandBox } from '../geometry/box.ts';
import { cameraToFit } from '../scene/camera.ts';
import type { Scene } from '../scene/scene.ts';
import type { MeasureText } from '../scene/text-layout.ts';
import { drawRegion } from './paint-region.ts';
import type { Theme } from './palette.ts';
import type { PictureLookup } from './picture.ts';

const WIDTH = 336;
const HEIGHT = 190;
/** Device px a CSS px, so that pictures are sharp on good screens and still small. */
const DENSITY = 2;
/** A picture of more elements than this would hold up the page; the newest stand for the rest. */
const MAX_ELEMENTS = 5_000;

/** How long an image on it can be, px. */
export const THUMBNAIL_SIDE = WIDTH * DENSITY;

/** A small picture of the board for the home page; null where it is empty or too large to draw in passing. */
export async function drawThumbnail(
	scene: Scene,
	{ measure, pictureOf }: { readonly measure: MeasureText; readonly pictureOf: PictureLookup },
	theme: Theme
): Promise<Blob | null> {
	const bounds = scene.count > MAX_ELEMENTS ? null : scene.bounds();
	if (!bounds) return null;
	const canvas = document.createElement('canvas');
	canvas.width = WIDTH * DENSITY;
	canvas.height = HEIGHT * DENSITY;
	const context = canvas.getContext('2d');
	if (!context) return null;
	const { x, y, zoom } = cameraToFit(expandBox(bounds, 8), { width: WIDTH, height: HEIGHT }, 12);
	const scale = zoom * DENSITY;
	drawRegion(
		context,
		scene,
		{ x: x * scale, y: y * scale, width: canvas.width, height: canvas.height },
		{ paint: { theme, measure, pictureOf }, scale, pixelRatio: DENSITY, paper: 'plain' }
	);
	return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
