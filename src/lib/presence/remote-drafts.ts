import { MAX_PACKED_BYTES, POINT_STRIDE, unpackPoints } from '../document/packed-points.ts';
import type { Packet } from './packets.ts';

/** A draft nobody has said anything about for so long is given up: its owner is gone. */
const DRAFT_TTL_MS = 4_000;
/** What one person may have under way at once. */
const MAX_DRAFTS_A_CLIENT = 4;

/** Somebody else's element in progress. */
export interface RemoteDraft {
	readonly elementId: string;
	readonly clientId: number;
	/** Of its record, without points; not validated. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** Flat x, y, pressure, relative to its position; null where it has none. They grow in place. */
	readonly points: readonly number[] | null;
}

interface Entry {
	readonly elementId: string;
	readonly clientId: number;
	/** Of the newest packet, whose `fields` these are. */
	seq: number;
	fields: Readonly<Record<string, unknown>>;
	readonly points: number[];
	/** How many of their numbers are NaN, since nobody has brought them yet. */
	missing: number;
	heardAt: number;
	draft: RemoteDraft | null;
}

/** Puts other people's drafts together from packets that come incomplete and in any order. */
export class RemoteDrafts {
	readonly #entries = new Map<string, Entry>();
	/** By client: the packet that gave up its last draft. What it overtook would bring the draft back. */
	readonly #endedAt = new Map<number, number>();

	/** Takes in a packet; true when something looks different for it. */
	receive(clientId: number, packet: Extract<Packet, { type: 'draft' | 'draft-end' }>, now: number): boolean {
		const known = this.#entries.get(packet.elementId);
		if (known && known.clientId !== clientId) return false;
		const endedAt = this.#endedAt.get(clientId) ?? -1;
		if (packet.type === 'draft-end') {
			this.#endedAt.set(clientId, Math.max(endedAt, packet.seq));
			return this.#entries.delete(packet.elementId);
		}
		if (packet.seq < endedAt) return false;
		const points = unpackPoints(packet.points);
		if (!points) return false;
		const entry = known ?? this.#begin(clientId, packet, now);
		if (!entry) return false;
		entry.heardAt = now;
		// An overtaken packet may still bring points, but its fields are old.
		if (packet.seq >= entry.seq) Object.assign(entry, { seq: packet.seq, fields: packet.fields });
		entry.draft = null;
		const start = packet.offset * POINT_STRIDE;
		if (start + points.length > MAX_PACKED_BYTES) return true;
		// A gap (a packet and all its repetitions lost) stays open until somebody fills it; it is bridged when drawn.
		for (; entry.points.length < start; entry.missing++) entry.points.push(NaN);
		points.forEach((value, i) => {
			if (Number.isNaN(entry.points[start + i])) entry.missing--;
			entry.points[start + i] = value;
		});
		return true;
	}

	/** All drafts as they are now. */
	all(now: number): RemoteDraft[] {
		const drafts: RemoteDraft[] = [];
		for (const entry of this.#entries.values()) {
			if (now - entry.heardAt > DRAFT_TTL_MS) this.#entries.delete(entry.elementId);
			else drafts.push((entry.draft ??= draftOf(entry)));
		}
		return drafts;
	}

	/** The element was committed: what is in the document replaces the draft in the same frame. */
	forget(elementId: string): void {
		const entry = this.#entries.get(elementId);
		if (!entry) return;
		// What it overtook would bring the draft back.
		this.#endedAt.set(entry.clientId, Math.max(entry.seq, this.#endedAt.get(entry.clientId) ?? -1));
		this.#entries.delete(elementId);
	}

	/** The person is gone. */
	forgetClient(clientId: number): void {
		this.#endedAt.delete(clientId);
		for (const entry of this.#entries.values()) {
			if (entry.clientId === clientId) this.#entries.delete(entry.elementId);
		}
	}

	#begin(clientId: number, packet: Extract<Packet, { type: 'draft' }>, now: number): Entry | null {
		const underWay = [...this.#entries.values()].filter((entry) => entry.clientId === clientId);
		if (underWay.length >= MAX_DRAFTS_A_CLIENT) return null;
		const entry: Entry = {
			elementId: packet.elementId,
			clientId,
			seq: packet.seq,
			fields: packet.fields,
			points: [],
			missing: 0,
			heardAt: now,
			draft: null
		};
		this.#entries.set(packet.elementId, entry);
		return entry;
	}
}

function draftOf({ elementId, clientId, fields, points, missing }: Entry): RemoteDraft {
	const known = missing === 0 ? points : points.filter((value) => !Number.isNaN(value));
	return { elementId, clientId, fields, points: known.length > 0 ? known : null };
}
