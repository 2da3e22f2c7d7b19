// Live updates reach those who are linked to their author. Whoever was not (a link that broke in the middle of a large
// change, an author who left, a pair that can't connect) is found out by comparing, from time to time, a digest of all
// that a document holds: its state vector and what is deleted in it; state vectors alone miss deletions. Drawing makes
// digests differ for a moment, so only a difference that outlives two rounds is mended, and each only once.
import { areEqualBytes } from '../access/equal-bytes.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** Between rounds, by chance, so that a room's rounds don't fall together. */
const MIN_ROUND_MS = 15_000;
const MAX_ROUND_MS = 20_000;
/** After something that may have torn a change in two, two rounds come soon. */
const SOON_MS = [1_500, 4_000];
const DIGEST_BYTES = 16;

/** The digest of a document, computed when it is asked for and changed since. */
export class DocumentDigest {
	readonly #doc: Y.Doc;
	#cached: Uint8Array | null = null;

	constructor(doc: Y.Doc) {
		this.#doc = doc;
		doc.on('update', this.#forget);
	}

	get current(): Uint8Array {
		return (this.#cached ??= digestOf(this.#doc));
	}

	destroy(): void {
		this.#doc.off('update', this.#forget);
	}

	readonly #forget = () => {
		this.#cached = null;
	};
}

export interface AntiEntropyOptions {
	readonly digest: () => Uint8Array;
	readonly send: (digest: Uint8Array) => void;
	/** Asks the peer for what is missing here. */
	readonly ask: () => void;
	readonly random?: () => number;
	/** Runs what costs time when nothing else wants it; at once unless given. */
	readonly whenIdle?: (run: () => void) => void;
}

/** Compares digests with one peer. */
export class AntiEntropy {
	readonly #options: Required<AntiEntropyOptions>;
	#round: ReturnType<typeof setTimeout> | undefined;
	#soon: ReturnType<typeof setTimeout>[] = [];
	#differences = 0;
	#mended = '';

	#isDestroyed = false;

	constructor({ random = Math.random, whenIdle = (run) => run(), ...options }: AntiEntropyOptions) {
		this.#options = { ...options, random, whenIdle };
		this.#nextRound();
	}

	/** Something happened that may have torn a change in two. */
	checkSoon(): void {
		this.#cancelSoon();
		this.#soon = SOON_MS.map((wait) => setTimeout(() => this.#tell(), wait));
	}

	/** The peer told its digest. */
	receive(theirs: Uint8Array): void {
		this.#options.whenIdle(() => this.#compare(theirs));
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#round);
		this.#cancelSoon();
	}

	#compare(theirs: Uint8Array): void {
		if (this.#isDestroyed) return;
		const ours = this.#options.digest();
		const pair = `${ours} ${theirs}`;
		if (areEqualBytes(ours, theirs)) this.#differences = 0;
		else if (++this.#differences >= 2 && pair !== this.#mended) {
			this.#mended = pair;
			this.#differences = 0;
			this.#options.ask();
		}
	}

	#nextRound(): void {
		const wait = MIN_ROUND_MS + this.#options.random() * (MAX_ROUND_MS - MIN_ROUND_MS);
		this.#round = setTimeout(() => {
			this.#tell();
			this.#nextRound();
		}, wait);
	}

	#tell(): void {
		this.#options.whenIdle(() => {
			if (!this.#isDestroyed) this.#options.send(this.#options.digest());
		});
	}

	#cancelSoon(): void {
		for (const timer of this.#soon) clearTimeout(timer);
	}
}

function digestOf(doc: Y.Doc): Uint8Array {
	const encoder = encoding.createEncoder();
	const numbers = (values: readonly number[]) =>
		values.forEach((value) => encoding.writeVarUint(encoder, value));
	const byClient = <T>(entries: Iterable<readonly [number, T]>) => [...entries].sort(([a], [b]) => a - b);
	for (const entry of byClient(Y.decodeStateVector(Y.encodeStateVector(doc)))) numbers(entry);
	for (const [client, ranges] of byClient(Y.createDeleteSetFromStructStore(doc.store).clients)) {
		numbers([client, ranges.length]);
		for (const { clock, len } of ranges) numbers([clock, len]);
	}
	return sha256(encoding.toUint8Array(encoder)).subarray(0, DIGEST_BYTES);
}
