// What is selected, or all of the board, as a picture on the clipboard.
import type { ElementId } from '$lib/document/element';
import { SvgContext } from '$lib/formats/svg-context';
import { SvgPath } from '$lib/formats/svg-path';
import { expandBox, type Box } from '$lib/geometry/box';
import { tracePath } from '$lib/render/element-paths';
import { paintElement } from '$lib/render/paint-element';
import type { PaintStyle } from '$lib/render/paint-style';
import { paperColor } from '$lib/render/palette';
import { drawRegion } from '$lib/render/paint-region';
import { traceRough } from '$lib/render/rough-outline';
import type { PlacedElement } from '$lib/scene/placements';
import { withContents } from '$lib/scene/units';
import type { Board } from './board.svelte.ts';

const MARGIN = 16;
const DENSITY = 2;
/** Browsers give no larger canvases. */
const MAX_SIDE = 8_192;

interface Picture {
	readonly elements: readonly PlacedElement[];
	readonly box: Box;
}

/** Puts a PNG of it onto the clipboard; says so, or why not. */
export async function copyAsPng(board: Board): Promise<void> {
	const picture = pictured(board);
	if (!picture) return board.state.tell('There is nothing to copy.');
	await write(board, 'image/png', pngOf(board, picture));
}

/** Puts SVG onto the clipboard, as text: that is what other programs take. */
export async function copyAsSvg(board: Board): Promise<void> {
	const picture = pictured(board);
	if (!picture) return board.state.tell('There is nothing to copy.');
	await write(board, 'text/plain', new Blob([svgOf(board, picture)], { type: 'text/plain' }));
}

function pictured({ scene, workspace }: Board): Picture | null {
	const ids: ReadonlySet<ElementId> =
		workspace.selection.size > 0 ? withContents(scene, workspace.selection) : new Set(scene.ids());
	const bounds = scene.boundsOf(ids);
	if (!bounds) return null;
	const elements = scene.inOrder().filter(({ element }) => ids.has(element.id));
	return { elements, box: expandBox(bounds, MARGIN) };
}

/** The picture as SVG, on the board's paper. */
export function svgOf(
	{ document: { background }, measure, images, theme }: Board,
	{ elements, box }: Picture
): string {
	const context = new SvgContext();
	const style: PaintStyle = {
		theme,
		measure,
		pictureOf: images.pictureOf,
		asOne: (to, _box, paint) => context.asOne(() => paint(to)),
		pathOf: (element) => traced((path) => tracePath(element, path)),
		roughOf: (shape) => traced((path) => traceRough(shape, path))
	};
	for (const placed of elements) paintElement(context as unknown as CanvasRenderingContext2D, placed, style);
	const { minX: x, minY: y, maxX, maxY } = box;
	// Light ink needs the paper that it was written on.
	return context.svg({ x, y, width: maxX - x, height: maxY - y }, paperColor(background, theme));
}

async function pngOf(
	{ document: { background }, measure, images, theme, roughOf }: Board,
	{ elements, box }: Picture
): Promise<Blob> {
	const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
	const scale = Math.min(DENSITY, MAX_SIDE / Math.max(width, height));
	const canvas = window.document.createElement('canvas');
	canvas.width = Math.max(1, Math.ceil(width * scale));
	canvas.height = Math.max(1, Math.ceil(height * scale));
	const context = canvas.getContext('2d');
	if (!context) throw new Error('expected a canvas for the picture, got none');
	drawRegion(
		context,
		{ within: () => [...elements] },
		{ x: box.minX * scale, y: box.minY * scale, width: canvas.width, height: canvas.height },
		{
			paint: {
				theme,
				measure,
				pictureOf: images.pictureOf,
				roughOf,
				paperColor: paperColor(background, theme)
			},
			scale,
			pixelRatio: DENSITY,
			paper: 'plain'
		}
	);
	return new Promise((resolve, reject) =>
		canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('expected a PNG, got none'))))
	);
}

/** The browser asks for it later: where it wants a promise, waiting first would lose the right to write. */
async function write({ state }: Board, type: string, content: Blob | Promise<Blob>): Promise<void> {
	try {
		await navigator.clipboard.write([new ClipboardItem({ [type]: content })]);
		state.tell('Copied.');
	} catch (error) {
		console.warn('The clipboard could not be written.', error);
		state.tell('This browser does not let pages write pictures to the clipboard here.');
	}
}

function traced(trace: (path: SvgPath) => void): Path2D {
	const path = new SvgPath();
	trace(path);
	// Only ever given back to the context that writes SVG.
	return path as unknown as Path2D;
}
