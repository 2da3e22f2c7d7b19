import * as Y from 'yjs';
import { encodeUpdate } from './document-message.ts';
import type { FramedChannel } from './framed-channel.ts';
import { MissingUpdates, type StateVector } from './missing-updates.ts';

/** Small enough that a live change never waits long behind one on a slow path. */
const PART_BYTES = 128 * 1024;
/** A peer that asks more often waits: an answer may cost the whole board. */
const MIN_ANSWER_INTERVAL_MS = 2_000;

/** Where parts go: `sendBulk` pulls them one by one as the channel drains. */
export interface UpdateSink {
	send(update: Uint8Array): void;
	sendBulk(next: () => { readonly update: Uint8Array; readonly isLast: boolean } | null): void;
}

/** A channel as such a sink. */
export function updateSinkOf(channel: FramedChannel): UpdateSink {
	return {
		send: (update) => channel.send(encodeUpdate(update)),
		sendBulk: (next) =>
			channel.sendBulk(() => {
				const part = next();
				return part && encodeUpdate(part.update, { isLastOfSync: part.isLast });
			})
	};
}

/** Gives one peer what it lacks: at its request the difference, and live every change made here. */
export class SyncAnswers {
	readonly #doc: Y.Doc;
	readonly #sink: UpdateSink;
	#missing: MissingUpdates | null = null;
	#answeredAt = -Infinity;
	#waiting: ReturnType<typeof setTimeout> | undefined;

	constructor(doc: Y.Doc, sink: UpdateSink) {
		this.#doc = doc;
		this.#sink = sink;
	}

	/** Sends what is missing from `known`, in parts. A peer that asks again within 2 s gets its answer after them. */
	answer(known: StateVector): void {
		clearTimeout(this.#waiting);
		const waitMs = this.#answeredAt + MIN_ANSWER_INTERVAL_MS - performance.now();
		if (waitMs > 0) {
			this.#waiting = setTimeout(() => this.answer(known), waitMs);
			return;
		}
		this.#answeredAt = performance.now();
		this.#sendMissing(new MissingUpdates(this.#doc, known));
	}

	/** Sends a change made here: at once, or in parts where it is too large. */
	sendUpdate(update: Uint8Array, transaction: Y.Transaction): void {
		if (update.length <= PART_BYTES) return this.#sink.send(update);
		// Parts under way are read anew from the document and end with all deletions: they bring this too. Once the last
		// was read they don't, though it may wait in the channel for a long time yet.
		if (this.#missing?.isDone === false) return;
		const before = new Map(Y.decodeStateVector(Y.encodeStateVector(this.#doc)));
		before.set(this.#doc.clientID, transaction.beforeState.get(this.#doc.clientID) ?? 0);
		this.#sendMissing(new MissingUpdates(this.#doc, before));
	}

	destroy(): void {
		clearTimeout(this.#waiting);
	}

	#sendMissing(missing: MissingUpdates): void {
		this.#missing = missing;
		this.#sink.sendBulk(() => missing.next(PART_BYTES));
	}
}
