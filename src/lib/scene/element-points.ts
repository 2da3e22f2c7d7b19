import type { LineElement, StrokeElement } from '../document/element.ts';
import { POINT_STRIDE, unpackPoints } from '../document/packed-points.ts';

// Decoding is cheap but not free, and painting, hit testing and export ask for the same points again and again.
// Elements are immutable, so the element itself is the key, and what is no longer shown goes with it.
const decoded = new WeakMap<StrokeElement | LineElement, Float32Array>();

/** The points x, y, pressure, … relative to the element's position, scaled. Cached; not to be changed. */
export function pointsOf(element: StrokeElement | LineElement): Float32Array {
	const cached = decoded.get(element);
	if (cached) return cached;
	const points = unpackPoints(element.points);
	// The element was checked when it was decoded, so this is our mistake.
	if (!points) throw new Error(`expected packed points in ${element.id}, got ${element.points.length} bytes`);
	const [scaleX, scaleY] = element.scale;
	if (scaleX !== 1 || scaleY !== 1) {
		for (let i = 0; i + 1 < points.length; i += POINT_STRIDE) {
			points[i] = (points[i] ?? 0) * scaleX;
			points[i + 1] = (points[i + 1] ?? 0) * scaleY;
		}
	}
	decoded.set(element, points);
	return points;
}
