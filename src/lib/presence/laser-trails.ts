import type { Point } from '../geometry/point.ts';

/** A place of the beam is seen for so long (by eye: long enough to draw a ring round something). */
export const LASER_MS = 1_200;
/** Of one person; a longer trail has faded by then. */
const MAX_POINTS = 512;

/** A place where a beam was, page space. */
export interface LaserPoint extends Point {
	/** How much of its light is left, from 1 to 0. */
	readonly left: number;
}

/** What is still seen of one line that somebody drew with a beam, the oldest first. */
export interface LaserTrail {
	readonly clientId: number;
	readonly points: readonly LaserPoint[];
}

interface Mark extends Point {
	readonly at: number;
	/** The beam came on here. */
	readonly isFirst: boolean;
}

/** Where people's beams were: each place of them fades. */
export class LaserTrails {
	readonly #marks = new Map<number, Mark[]>();
	readonly #shining = new Set<number>();

	/** Somebody's beam is here at `now`, ms. */
	shine(clientId: number, { x, y }: Point, now: number): void {
		const marks = this.#marks.get(clientId) ?? [];
		this.#marks.set(clientId, marks);
		marks.push({ x, y, at: now, isFirst: !this.#shining.has(clientId) });
		if (marks.length > MAX_POINTS) marks.shift();
		this.#shining.add(clientId);
	}

	/** Somebody's beam is off; what it has drawn fades. */
	turnOff(clientId: number): void {
		this.#shining.delete(clientId);
	}

	/** All that is still seen at `now`. */
	at(now: number): LaserTrail[] {
		const trails: { clientId: number; points: LaserPoint[] }[] = [];
		for (const [clientId, marks] of this.#marks) {
			while (marks[0] && now - marks[0].at >= LASER_MS) marks.shift();
			if (marks.length === 0) this.#marks.delete(clientId);
			for (const [i, { x, y, at, isFirst }] of marks.entries()) {
				if (isFirst || i === 0) trails.push({ clientId, points: [] });
				trails.at(-1)?.points.push({ x, y, left: 1 - (now - at) / LASER_MS });
			}
		}
		return trails;
	}

	/** Whether anything is still seen, so that another frame is needed. */
	get isSeen(): boolean {
		return this.#marks.size > 0;
	}

	forget(clientId: number): void {
		this.#marks.delete(clientId);
		this.#shining.delete(clientId);
	}
}
