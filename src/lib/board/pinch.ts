import { distance, midpoint, subtract, type Point } from '$lib/geometry/point';
import { panBy, zoomAt, type Camera } from '$lib/scene/camera';

/** A finger that moved less was tapping, view px. */
export const TAP_PX = 12;
const TAP_MS = 300;

/** A finger that is down, view px. */
export interface Finger {
	view: Point;
	/** Where it came down. */
	readonly start: Point;
}

/** Two and more fingers from the second one on, until all are lifted: they pan and zoom, or were a tap. */
export class Pinch {
	readonly #startedAt: number;
	#count = 0;
	#isTap = true;

	constructor(startedAt: number) {
		this.#startedAt = startedAt;
	}

	/** So many are down now. */
	join(count: number): void {
		this.#count = Math.max(this.#count, count);
	}

	/** Nothing that was taken away was a tap. */
	spoilTap(): void {
		this.#isTap = false;
	}

	/** The camera by which both fingers keep the page points they came down on; null while it may be a tap. */
	move(camera: Camera, fingers: Iterable<Finger>, { finger, view }: MovedFinger): Camera | null {
		const [first, second] = fingers;
		if (!first || !second) return null;
		if (distance(view, finger.start) > TAP_PX) this.#isTap = false;
		if (this.#isTap) return null;
		const before = { middle: midpoint(first.view, second.view), apart: distance(first.view, second.view) };
		finger.view = view;
		const after = { middle: midpoint(first.view, second.view), apart: distance(first.view, second.view) };
		const panned = panBy(camera, subtract(after.middle, before.middle));
		const ratio = before.apart > 0 ? after.apart / before.apart : 1;
		return zoomAt(panned, after.middle, panned.zoom * ratio);
	}

	/** How many fingers have tapped, now that the last is lifted; 0 where it was no tap. */
	tapsAt(now: number): number {
		return this.#isTap && now - this.#startedAt <= TAP_MS ? this.#count : 0;
	}
}

interface MovedFinger {
	/** One of the fingers; its place is set. */
	readonly finger: Finger;
	readonly view: Point;
}
