import * as Y from 'yjs';

/** What became of a peer's update. */
export type Reception =
	/** `news` is what was not known here, and is now in the document. */
	| { readonly status: 'taken'; readonly news: Uint8Array | null }
	| { readonly status: 'refused'; readonly reason: string };

/**
 * Lets peers' updates into a document. They are applied here and not by y-protocols, which swallows what goes wrong.
 * Only version 1 of the encoding is ever read: a known update makes the decoder of version 2 run for ever.
 */
export class RemoteUpdates {
	readonly #doc: Y.Doc;
	readonly #origin: unknown;

	/** Their transactions will have `origin`. */
	constructor(doc: Y.Doc, origin: unknown) {
		this.#doc = doc;
		this.#origin = origin;
	}

	/** Bytes that wait for something they refer to. */
	get pendingBytes(): number {
		const { pendingStructs, pendingDs } = this.#doc.store;
		return (pendingStructs?.update.length ?? 0) + (pendingDs?.length ?? 0);
	}

	/** Lets go of what waits; it will be asked for anew. */
	dropPending(): void {
		this.#doc.store.pendingStructs = null;
		this.#doc.store.pendingDs = null;
	}

	/** Applies an update, whose bytes may be anything. Never throws. */
	receive(update: Uint8Array): Reception {
		const reason = this.#whyNot(update);
		if (reason) return { status: 'refused', reason };
		const news: Uint8Array[] = [];
		const listen = (bytes: Uint8Array) => void news.push(bytes);
		this.#doc.on('update', listen);
		try {
			const hadPending = this.pendingBytes > 0;
			let error = this.#apply(update);
			// What waited is tried with every update that comes, and may be at fault. It is gone now.
			if (error && hadPending) error = this.#apply(update);
			// What was applied before stays; a writer could have written that too.
			if (error) return { status: 'refused', reason: `an update that can't be applied (${error})` };
		} finally {
			this.#doc.off('update', listen);
		}
		const [first = null] = news;
		return { status: 'taken', news: news.length > 1 ? Y.mergeUpdates(news) : first };
	}

	/** What went wrong; null when nothing did. */
	#apply(update: Uint8Array): string | null {
		try {
			Y.applyUpdate(this.#doc, update, this.#origin);
			return null;
		} catch (error) {
			// What waits would be tried again with every update to come, and fail again.
			this.dropPending();
			return String(error);
		}
	}

	#whyNot(update: Uint8Array): string | null {
		const own = this.#doc.clientID;
		try {
			const { structs, ds } = Y.decodeUpdate(update);
			for (const struct of structs) {
				const { id, length } = struct;
				if (!isRange(id.client, id.clock, length))
					return 'an update of things without length, or without end';
				if (struct instanceof Y.Item && standsOnLater(struct))
					return 'an update of things that stand on later ones';
				// Nobody but us can have what we made and don't know: it is forged, and would split the documents for ever.
				if (id.client === own && id.clock + length > Y.getState(this.#doc.store, own)) {
					return 'an update that speaks for us';
				}
			}
			for (const [client, ranges] of ds.clients) {
				if (!ranges.every(({ clock, len }) => isRange(client, clock, len))) {
					return 'an update that deletes nothing, or without end';
				}
			}
			return null;
		} catch {
			return 'an update that is none';
		}
	}
}

/**
 * Whether these are numbers that Yjs itself would give. It takes in a struct without length, tells it on as a deletion
 * without length, and throws where it reads one: whoever had it could bring nobody up to date again. Past the safe
 * integers clocks stop counting.
 */
function isRange(client: number, clock: number, length: number): boolean {
	return client < 2 ** 32 && length > 0 && Number.isSafeInteger(clock + length);
}

/** Whether it refers to what its own client made later, which nobody can; Yjs looks for it without asking, and throws. */
function standsOnLater({ id, origin, rightOrigin, parent }: Y.Item): boolean {
	return [origin, rightOrigin, parent].some(
		(other) => other instanceof Y.ID && other.client === id.client && other.clock >= id.clock
	);
}
