import { packPoints, POINT_STRIDE } from '../document/packed-points.ts';
import { encodePacket, type Packet } from './packets.ts';

/** An element that is being drawn: its record without points, and for a stroke its points so far. */
export interface Draft {
	readonly elementId: string;
	readonly fields: Readonly<Record<string, unknown>>;
	/** Flat x, y, pressure, relative to `fields.position`; grows at its end. None for shapes. */
	readonly points: ArrayLike<number> | null;
}

/** Points of earlier packets that each packet repeats: four packets in a row may be lost without a hole (by 60 Hz). */
const OVERLAP_POINTS = 24;
/**
 * New points a packet: no more than the next one repeats, or a single loss would leave a hole where many came at once.
 * Together 48 points of at most 11 bytes; what is left of the 1,100 is for the fields.
 */
const MAX_NEW_POINTS = OVERLAP_POINTS;
/** A pen that rests still repeats its last points so often, for whoever lost them or has just come. */
const REPEAT_MS = 250;

/** Tells the others, once a frame, what is new in the element being drawn here. */
export class DraftSender {
	readonly #send: (packet: Uint8Array) => void;
	readonly #nextSeq: () => number;
	#elementId: string | null = null;
	#sentPoints = 0;
	#sentFields: unknown = null;
	#sentAt = 0;

	constructor(send: (packet: Uint8Array) => void, nextSeq: () => number) {
		this.#send = send;
		this.#nextSeq = nextSeq;
	}

	/** To be called every frame with the draft as it is now, or null when nothing is being drawn. */
	update(draft: Draft | null, now: number): void {
		if (!draft) {
			this.#elementId = null;
			return;
		}
		const count = (draft.points?.length ?? 0) / POINT_STRIDE;
		if (draft.elementId !== this.#elementId) {
			this.#elementId = draft.elementId;
			this.#sentPoints = 0;
			this.#sentFields = null;
		}
		const isNew = count !== this.#sentPoints || draft.fields !== this.#sentFields;
		if (!isNew && now - this.#sentAt < REPEAT_MS) return;
		this.#sentAt = now;
		this.#sentFields = draft.fields;
		do {
			const from = Math.max(0, this.#sentPoints - OVERLAP_POINTS);
			this.#sentPoints = Math.min(count, this.#sentPoints + MAX_NEW_POINTS);
			this.#transmit(draft, from, this.#sentPoints);
		} while (this.#sentPoints < count);
	}

	/** Tells the others that what was being drawn was given up. */
	cancel(elementId: string): void {
		this.#elementId = null;
		this.#send(encodePacket({ type: 'draft-end', seq: this.#nextSeq(), elementId }));
	}

	#transmit({ elementId, fields, points }: Draft, from: number, to: number): void {
		const part: number[] = [];
		for (let i = from * POINT_STRIDE; i < to * POINT_STRIDE; i++) part.push(points?.[i] ?? 0);
		const packet: Packet = {
			type: 'draft',
			seq: this.#nextSeq(),
			elementId,
			fields,
			offset: from,
			points: packPoints(part)
		};
		this.#send(encodePacket(packet));
	}
}
