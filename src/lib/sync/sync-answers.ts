import * as Y from 'yjs';
import { encodeSynced, encodeUpdate } from './document-message.ts';
import type { Link } from './link.ts';
import { MissingUpdates, type StateVector } from './missing-updates.ts';

/** What a part of an answer costs its receiver at a time stays below a frame or two. */
const PART_BYTES = 128 * 1024;
/** A peer that asks more often waits: an answer may cost the whole board. */
const MIN_ANSWER_INTERVAL_MS = 2_000;

export interface SyncAnswersOptions {
	readonly doc: Y.Doc;
	readonly link: Pick<Link, 'send' | 'sendBulk'>;
	/** Clients whose people are here now: what they made goes first, since what they make next builds on it. */
	readonly liveClients: () => Iterable<number>;
}

/** Gives one peer what it lacks: at its request the difference, and live every change made here. */
export class SyncAnswers {
	readonly #options: SyncAnswersOptions;
	#missing: MissingUpdates | null = null;
	/** Whether the parts under way are to end with a word that the answer is complete. */
	#isAnswer = false;
	/** Said when the parts under way are. */
	#last: Uint8Array | null = null;
	/** What the peer knew when it asked again while parts were under way. */
	#next: StateVector | null = null;
	#answeredAt = -Infinity;
	#waiting: ReturnType<typeof setTimeout> | undefined;

	constructor(options: SyncAnswersOptions) {
		this.#options = options;
	}

	/** Sends what is missing from `known`, in parts. A peer that asks again gets its answer after them, not instead. */
	answer(known: StateVector): void {
		clearTimeout(this.#waiting);
		if (this.#missing) {
			this.#next = known;
			return;
		}
		const waitMs = this.#answeredAt + MIN_ANSWER_INTERVAL_MS - performance.now();
		if (waitMs > 0) {
			this.#waiting = setTimeout(() => this.answer(known), waitMs);
			return;
		}
		this.#answeredAt = performance.now();
		this.#isAnswer = true;
		this.#sendMissing(known);
	}

	/** Sends changes made here: at once, or in parts where they are too large. `clock` is ours before them. */
	sendLocal(updates: readonly Uint8Array[], clock: number): void {
		const { doc, link } = this.#options;
		const size = updates.reduce((sum, { length }) => sum + length, 0);
		const [only] = updates;
		if (size <= PART_BYTES && only) {
			return link.send(encodeUpdate(updates.length === 1 ? only : Y.mergeUpdates([...updates])));
		}
		// Parts under way are read anew from the document and end with all deletions: they bring this too. Once the last
		// was read they don't, though it may wait in the channel for a long time yet.
		if (this.#missing?.isDone === false) return;
		const known = new Map(Y.decodeStateVector(Y.encodeStateVector(doc)));
		known.set(doc.clientID, clock);
		this.#sendMissing(known);
	}

	/**
	 * Sends a message that arrives after all changes that were sent before. It goes the way of the parts, since nothing else
	 * keeps it from overtaking them; a later one takes the place of one that still waits.
	 */
	sendAfterChanges(message: Uint8Array): void {
		this.#last = message;
		if (!this.#missing) this.#options.link.sendBulk(() => this.#takeLast());
	}

	destroy(): void {
		clearTimeout(this.#waiting);
		this.#missing = null;
		this.#next = null;
	}

	#sendMissing(known: StateVector): void {
		const { doc, link, liveClients } = this.#options;
		const missing = new MissingUpdates(doc, known, { first: liveClients() });
		this.#missing = missing;
		link.sendBulk(() => {
			const part = missing.next(PART_BYTES);
			return part ? encodeUpdate(part, { isAnswer: true }) : (this.#finish() ?? this.#takeLast());
		});
	}

	#takeLast(): Uint8Array | null {
		const last = this.#last;
		this.#last = null;
		return last;
	}

	/** The word that the answer is complete, if it is owed. */
	#finish(): Uint8Array | null {
		this.#missing = null;
		const wasAnswer = this.#isAnswer;
		this.#isAnswer = false;
		if (this.#next) {
			const known = this.#next;
			this.#next = null;
			this.#waiting = setTimeout(() => this.answer(known), 0);
		}
		return wasAnswer ? encodeSynced() : null;
	}
}
