// Which entries of each session have come, told by their chains: a counter that is skipped, or a predecessor that is
// not the one we have, means that the mailbox holds back an entry, or lost it.
import { encodeBase64Url } from '../access/base64-url.ts';
import { areEqualBytes } from '../access/equal-bytes.ts';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { HASH_BYTES, SESSION_BYTES, type ChainPlace } from './sealed-entry.ts';

/**
 * Sessions remembered, the last active ones. One that is forgotten and yet goes on looks like a gap; it would have to be
 * open while two thousand others came and went.
 */
const MAX_SESSIONS = 2_000;

interface Head {
	readonly session: Uint8Array;
	/** Of the last entry, and its hash. */
	readonly counter: number;
	readonly hash: Uint8Array;
	/** Counters that were skipped and have not come. */
	readonly missing: ReadonlySet<number>;
}

/** `repeated`: it was there before. `gap`: others of its session are missing. */
export type ChainStep = 'next' | 'repeated' | 'gap';

export class Chains {
	readonly #heads = new Map<string, Head>();

	/** Whether any entry is known to be missing. */
	get hasGap(): boolean {
		for (const { missing } of this.#heads.values()) if (missing.size > 0) return true;
		return false;
	}

	/** Notes that this entry came; `hash` is its own. */
	take({ session, counter, previous }: ChainPlace, hash: Uint8Array): ChainStep {
		const key = encodeBase64Url(session);
		const head = this.#heads.get(key);
		const expected = head ? head.counter + 1 : 0;
		if (head && counter < expected) {
			if (!head.missing.has(counter)) return 'repeated';
			this.#set(key, { ...head, missing: new Set([...head.missing].filter((other) => other !== counter)) });
			return 'next';
		}
		const missing = new Set(head?.missing);
		// A session that skips millions is making it up; what it skipped is missing all the same.
		for (let skipped = Math.max(expected, counter - 1_000); skipped < counter; skipped++)
			missing.add(skipped);
		const isFork = counter === expected && !areEqualBytes(previous, head?.hash ?? new Uint8Array(HASH_BYTES));
		// Two entries claim one place: the one that this one stands on never came.
		if (isFork && expected > 0) missing.add(expected - 1);
		this.#set(key, { session, counter, hash, missing });
		return missing.size > (head?.missing.size ?? 0) ? 'gap' : 'next';
	}

	/** What a manifest says has been taken into it: nothing of it is missing any more. */
	takeHeads(heads: Chains): void {
		for (const [key, head] of heads.#heads) {
			const ours = this.#heads.get(key);
			if (!ours || ours.counter <= head.counter) this.#set(key, { ...head, missing: new Set() });
			else {
				const missing = new Set([...ours.missing].filter((counter) => counter > head.counter));
				this.#set(key, { ...ours, missing });
			}
		}
	}

	copy(): Chains {
		const copy = new Chains();
		// Heads are never changed, only replaced.
		for (const [key, head] of this.#heads) copy.#heads.set(key, head);
		return copy;
	}

	write(encoder: encoding.Encoder): void {
		encoding.writeVarUint(encoder, this.#heads.size);
		for (const { session, counter, hash, missing } of this.#heads.values()) {
			encoding.writeUint8Array(encoder, session);
			encoding.writeVarUint(encoder, counter);
			encoding.writeUint8Array(encoder, hash);
			encoding.writeVarUint(encoder, missing.size);
			for (const skipped of missing) encoding.writeVarUint(encoder, skipped);
		}
	}

	/** @throws when the bytes are truncated, or hold more than there can be. */
	static read(decoder: decoding.Decoder): Chains {
		const chains = new Chains();
		const count = decoding.readVarUint(decoder);
		if (count > MAX_SESSIONS) throw new Error(`expected at most ${MAX_SESSIONS} sessions, got ${count}`);
		for (let i = 0; i < count; i++) {
			const session = decoding.readUint8Array(decoder, SESSION_BYTES).slice();
			const counter = decoding.readVarUint(decoder);
			const hash = decoding.readUint8Array(decoder, HASH_BYTES).slice();
			const missing = new Set<number>();
			for (let left = decoding.readVarUint(decoder); left > 0; left--)
				missing.add(decoding.readVarUint(decoder));
			chains.#set(encodeBase64Url(session), { session, counter, hash, missing });
		}
		return chains;
	}

	/** The last active ones stand at the end of the map. */
	#set(key: string, head: Head): void {
		this.#heads.delete(key);
		this.#heads.set(key, head);
		const [oldest] = this.#heads.keys();
		if (this.#heads.size > MAX_SESSIONS && oldest !== undefined) this.#heads.delete(oldest);
	}
}
