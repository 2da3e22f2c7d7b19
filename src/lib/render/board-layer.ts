// The committed elements. Draws what the viewport shows, found through the R-tree; the seam for tiles and levels of
// detail is here: whoever calls asks for "the board at this camera" and never for elements.
import type { ElementId } from '../document/element.ts';
import { viewportOf, type Camera, type ViewSize } from '../scene/camera.ts';
import type { Scene } from '../scene/scene.ts';
import { paintElement, type PaintStyle } from './paint-element.ts';
import { PALETTES } from './palette.ts';

/** Distance of the paper's dots, page units. */
const DOT_STEP = 24;
const FAINT = 0.25;

export interface BoardLayerInput {
	readonly scene: Scene;
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly style: PaintStyle;
	/** Elements that are drawn elsewhere just now, because they are being moved. */
	readonly hidden: ReadonlySet<ElementId>;
	/** What the eraser will take: drawn faint. */
	readonly faint?: ReadonlySet<ElementId>;
	/** Left out in pictures of a board. */
	readonly hasDots?: boolean;
}

/** Draws paper and elements; the context's units are CSS px. Same input, same pixels. */
export function drawBoard(context: CanvasRenderingContext2D, input: BoardLayerInput): void {
	const { scene, camera, size, style, hidden, faint, hasDots = true } = input;
	context.save();
	context.fillStyle = PALETTES[style.theme].paper;
	context.fillRect(0, 0, size.width, size.height);
	if (hasDots) drawDots(context, input);
	context.scale(camera.zoom, camera.zoom);
	context.translate(-camera.x, -camera.y);
	for (const placed of scene.within(viewportOf(camera, size))) {
		if (hidden.has(placed.element.id)) continue;
		context.globalAlpha = faint?.has(placed.element.id) ? FAINT : 1;
		paintElement(context, placed, style);
	}
	context.restore();
}

function drawDots(context: CanvasRenderingContext2D, { camera, size, style }: BoardLayerInput): void {
	// Far out, only every second, fourth, … dot is left, so that their density on screen stays bearable.
	const step = DOT_STEP * camera.zoom * 2 ** Math.max(0, Math.ceil(-Math.log2(camera.zoom * 1.2)));
	const startX = -(((camera.x * camera.zoom) % step) + step) % step;
	const startY = -(((camera.y * camera.zoom) % step) + step) % step;
	const radius = Math.min(1.3, Math.max(0.9, camera.zoom));
	context.fillStyle = PALETTES[style.theme].dot;
	context.beginPath();
	for (let x = startX; x < size.width + step; x += step) {
		for (let y = startY; y < size.height + step; y += step)
			context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
	}
	context.fill();
}
