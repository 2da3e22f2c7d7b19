import type { Packet } from './packets.ts';

/** Nobody has said anything about it for so long: its owner is gone, or put it down where it was. */
const TTL_MS = 1_500;
const MAX_IDS = 1_200;

/** What somebody else is moving, turning or scaling. */
export interface RemoteTransform {
	readonly clientId: number;
	/** Grows while more of them are named; another set then. */
	readonly ids: ReadonlySet<string>;
	/** a, b, c, d, e, f; page space. */
	readonly matrix: readonly [number, number, number, number, number, number];
}

interface Entry {
	readonly gesture: number;
	seq: number;
	transform: RemoteTransform;
	heardAt: number;
}

/** Keeps what others drag, from packets that come incomplete and in any order. */
export class RemoteTransforms {
	readonly #entries = new Map<number, Entry>();
	/** By client: gestures up to this one are over. */
	readonly #overUpTo = new Map<number, number>();

	receive(
		clientId: number,
		packet: Extract<Packet, { type: 'transform' | 'transform-end' }>,
		now: number
	): void {
		const { gesture, seq } = packet;
		const known = this.#entries.get(clientId);
		if (gesture <= (this.#overUpTo.get(clientId) ?? -1) || (known && known.gesture > gesture)) return;
		if (packet.type === 'transform-end') return this.#end(clientId, gesture);
		const entry = known?.gesture === gesture ? known : this.#begin(clientId, packet, now);
		entry.heardAt = now;
		const fresh = packet.ids.filter((id) => !entry.transform.ids.has(id));
		const ids =
			fresh.length > 0 && entry.transform.ids.size + fresh.length <= MAX_IDS
				? new Set([...entry.transform.ids, ...fresh])
				: entry.transform.ids;
		// An overtaken packet may still name elements, but where they are is old.
		const matrix = seq >= entry.seq ? packet.matrix : entry.transform.matrix;
		entry.seq = Math.max(seq, entry.seq);
		entry.transform = { clientId, ids, matrix };
	}

	all(now: number): RemoteTransform[] {
		const transforms: RemoteTransform[] = [];
		for (const [clientId, { heardAt, gesture, transform }] of this.#entries) {
			if (now - heardAt > TTL_MS) this.#end(clientId, gesture);
			else transforms.push(transform);
		}
		return transforms;
	}

	/** These elements are in the document as they are now: whoever dragged one of them has put it down. */
	forget(touched: Iterable<string>): void {
		if (this.#entries.size === 0) return;
		for (const id of touched) {
			for (const [clientId, { gesture, transform }] of this.#entries) {
				if (transform.ids.has(id)) this.#end(clientId, gesture);
			}
		}
	}

	forgetClient(clientId: number): void {
		this.#entries.delete(clientId);
		this.#overUpTo.delete(clientId);
	}

	#begin(clientId: number, packet: Extract<Packet, { type: 'transform' }>, now: number): Entry {
		const transform = { clientId, ids: new Set(packet.ids), matrix: packet.matrix };
		const entry = { gesture: packet.gesture, seq: packet.seq, transform, heardAt: now };
		this.#entries.set(clientId, entry);
		return entry;
	}

	#end(clientId: number, gesture: number): void {
		this.#entries.delete(clientId);
		this.#overUpTo.set(clientId, gesture);
	}
}
