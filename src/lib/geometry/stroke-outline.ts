import { getStroke } from 'perfect-freehand';

/** How a stroke's outline is made from its points; the same on every peer, so that all see the same ink. */
export interface OutlineOptions {
	/** Diameter of the stroke at pressure 0.5, in page units. */
	readonly size: number;
	/** True where the pointer gave no pressure and speed stands in for it. */
	readonly simulatePressure: boolean;
	/** Of one width, whatever the pressure. */
	readonly isEven?: boolean;
	/** False while the stroke is being drawn: the end then has no taper. */
	readonly isComplete: boolean;
}

/**
 * Outline of a stroke as a closed polygon `[x, y][]`, in the space of its points; [] for no point.
 * `points` is flat, x, y, pressure (0–1) in turn. Does not mutate it.
 */
export function strokeOutline(points: ArrayLike<number>, options: OutlineOptions): number[][] {
	const input: number[][] = [];
	for (let i = 0; i + 2 < points.length; i += 3) {
		input.push([points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0.5]);
	}
	return getStroke(input, {
		size: options.size,
		simulatePressure: options.simulatePressure && !options.isEven,
		last: options.isComplete,
		// By eye: enough smoothing to hide a mouse's steps, little enough to keep handwriting's corners.
		thinning: options.isEven ? 0 : 0.55,
		smoothing: 0.5,
		streamline: 0.4
	});
}
