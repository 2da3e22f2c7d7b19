import { strokeOutline } from '../geometry/stroke-outline.ts';
import { pageToView, type Camera } from '../scene/camera.ts';
import type { Point } from '../geometry/point.ts';
import { addPolygon } from './element-paths.ts';

/** What is still seen of a line drawn with a beam, the oldest first; `left`: how much of its light, 1 to 0. */
export interface LaserLine {
	readonly color: string;
	readonly points: readonly (Point & { readonly left: number })[];
}

/** Diameters of glow, beam and core where it is brightest, view px, and how opaque they are. */
const COATS = [
	{ size: 18, alpha: 0.22 },
	{ size: 7, alpha: 1 },
	{ size: 2, alpha: 0.85, color: '#ffffff' }
] as const;

/** Draws a beam's line; the context's units are CSS px. */
export function drawLaser(
	context: CanvasRenderingContext2D,
	{ color, points }: LaserLine,
	camera: Camera
): void {
	const flat = points.flatMap((point) => {
		const { x, y } = pageToView(camera, point);
		return [x, y, point.left ** 0.5];
	});
	context.save();
	for (const coat of COATS) {
		const path = new Path2D();
		addPolygon(path, strokeOutline(flat, { size: coat.size, simulatePressure: false, isComplete: false }));
		context.globalAlpha = coat.alpha;
		context.fillStyle = 'color' in coat ? coat.color : color;
		context.fill(path);
	}
	context.restore();
}
