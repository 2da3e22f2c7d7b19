import type { StrokeElement } from '../document/element.ts';
import { POINT_STRIDE } from '../document/packed-points.ts';
import { strokeOutline } from '../geometry/stroke-outline.ts';
import type { Camera } from '../scene/camera.ts';
import { addPolygon } from './element-paths.ts';
import { inkColor, type Theme } from './palette.ts';

/** How the stroke looks, and its points so far: flat x, y, pressure, relative to its position. */
export interface GrowingStroke {
	readonly element: StrokeElement;
	readonly points: readonly number[];
	/** Further ones that may turn out otherwise: part of its end, and nothing else. */
	readonly ahead?: readonly number[];
}

/** Some points of a stroke; `isEnd`: up to its last, which looks as if the pen were lifted there. */
export interface Piece {
	readonly from: number;
	readonly to: number;
	readonly isEnd: boolean;
}

/** From view to page units. */
export function toPage(context: CanvasRenderingContext2D, { x, y, zoom }: Camera): void {
	context.scale(zoom, zoom);
	context.translate(-x, -y);
}

/** Fills these points of a stroke; the context's units are page units. */
export function fillPiece(
	context: CanvasRenderingContext2D,
	{ element, points, ahead = [] }: GrowingStroke,
	{ from, to, isEnd }: Piece,
	theme: Theme
): void {
	const part = points.slice(from * POINT_STRIDE, to * POINT_STRIDE);
	if (isEnd) part.push(...ahead);
	const path = new Path2D();
	addPolygon(
		path,
		strokeOutline(part, {
			size: element.size,
			simulatePressure: !element.hasPressure,
			isEven: element.isHighlighter,
			isComplete: isEnd
		})
	);
	context.save();
	context.translate(element.position[0], element.position[1]);
	context.fillStyle = inkColor(element.color, theme);
	context.fill(path);
	context.restore();
}
