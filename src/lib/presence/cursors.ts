import { interpolate, type Point } from '../geometry/point.ts';
import type { Packet } from './packets.ts';

/** A cursor that was silent for so long is gone; its owner repeats it every second while it rests. */
export const CURSOR_TTL_MS = 3_500;
export const CURSOR_REPEAT_MS = 1_000;
/** Shown so far behind what is known, so that there is nearly always a next position to move towards (by eye). */
const DELAY_MS = 40;

interface Track {
	seq: number;
	from: Point;
	to: Point;
	fromAt: number;
	toAt: number;
	heardAt: number;
}

/** Says where somebody's pointer is. */
export type CursorPacket = Extract<Packet, { type: 'cursor' | 'laser' | 'away' }>;

/** Where other people's pointers are: smooth between packets, in spite of loss and jitter. */
export class Cursors {
	readonly #tracks = new Map<number, Track>();

	/** Takes in a packet that came at `now`, ms; false when it was overtaken, and is dropped. */
	receive(clientId: number, packet: CursorPacket, now: number): boolean {
		const track = this.#tracks.get(clientId);
		if (track && packet.seq <= track.seq) return false;
		if (packet.type === 'away') {
			// Kept without a place, so that an overtaken cursor does not bring it back.
			if (track) track.heardAt = -Infinity;
			if (track) track.seq = packet.seq;
			return true;
		}
		const to = { x: packet.x, y: packet.y };
		if (!track || track.heardAt === -Infinity) {
			this.#tracks.set(clientId, { seq: packet.seq, from: to, to, fromAt: now, toAt: now, heardAt: now });
			return true;
		}
		const from = positionAt(track, now);
		Object.assign(track, { seq: packet.seq, from, to, fromAt: now, toAt: now + DELAY_MS, heardAt: now });
		return true;
	}

	/** Every cursor to be shown at `now`. */
	*at(now: number): Generator<{ readonly clientId: number; readonly point: Point }> {
		for (const [clientId, track] of this.#tracks) {
			if (now - track.heardAt <= CURSOR_TTL_MS) yield { clientId, point: positionAt(track, now) };
		}
	}

	/** Whether any cursor is still on its way, so that another frame is needed. */
	isMoving(now: number): boolean {
		return [...this.#tracks.values()].some(({ toAt, heardAt }) => heardAt > 0 && toAt >= now);
	}

	forget(clientId: number): void {
		this.#tracks.delete(clientId);
	}
}

function positionAt({ from, to, fromAt, toAt }: Track, now: number): Point {
	if (now >= toAt || toAt === fromAt) return to;
	return interpolate(from, to, Math.max(0, (now - fromAt) / (toAt - fromAt)));
}
