import type { ShapeElement } from '../document/element.ts';
import { pathOf } from './element-paths.ts';
import type { PaintStyle } from './paint-style.ts';
import { inkColor, tintColor } from './palette.ts';
import { strokeWith } from './stroke-with.ts';

/** Lines of a hatch: so far apart, and so many at the most, however large the shape. */
const HATCH_STEP = 9;
const MAX_HATCH_LINES = 300;
const HATCH_ALPHA = 0.55;

/** Paints a closed shape without its label; the context's origin is the corner of its box. */
export function paintShape(
	context: CanvasRenderingContext2D,
	shape: ShapeElement,
	{ theme, roughOf, pathOf: givenPath = pathOf }: PaintStyle
): void {
	const ink = inkColor(shape.color, theme);
	const path = givenPath(shape);
	if (shape.fill === 'hatch') hatch(context, path, shape, ink);
	else if (shape.fill !== 'none') {
		context.fillStyle = shape.fill === 'solid' ? ink : tintColor(shape.color, theme);
		context.fill(path);
	}
	strokeWith(context, ink, shape);
	context.stroke((shape.roughness > 0 && roughOf?.(shape)) || path);
}

/** Slanting lines inside the path. */
function hatch(
	context: CanvasRenderingContext2D,
	path: Path2D,
	{ size: [width, height], strokeWidth }: ShapeElement,
	ink: string
): void {
	const step = Math.max(HATCH_STEP, strokeWidth * 2.5, (width + height) / MAX_HATCH_LINES);
	context.save();
	context.clip(path);
	context.beginPath();
	for (let x = step / 2; x < width + height; x += step) {
		context.moveTo(x, 0);
		context.lineTo(x - height, height);
	}
	// A label on it can be read.
	context.globalAlpha *= HATCH_ALPHA;
	context.strokeStyle = ink;
	context.lineWidth = Math.max(1, strokeWidth * 0.5);
	context.setLineDash([]);
	context.stroke();
	context.restore();
}
