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

	/** Applies an update, whose bytes may be anything. Never throws. */
	receive(update: Uint8Array): Reception {
		const reason = this.#whyNot(update);
		if (reason) return { status: 'refused', reason };
		let news: Uint8Array | null = null;
		const listen = (bytes: Uint8Array) => {
			news = bytes;
		};
		this.#doc.on('update', listen);
		try {
			Y.applyUpdate(this.#doc, update, this.#origin);
		} catch (error) {
			// Sound in its structure, senseless in what it says, such as an item below something that has no inside. What was
			// applied before stays; a writer could have written that too.
			this.#dropPending();
			return { status: 'refused', reason: `an update that can't be applied (${String(error)})` };
		} finally {
			this.#doc.off('update', listen);
		}
		return { status: 'taken', news };
	}

	#whyNot(update: Uint8Array): string | null {
		const own = this.#doc.clientID;
		try {
			for (const { id, length } of Y.decodeUpdate(update).structs) {
				// Nobody but us can have what we made and don't know: it is forged, and would split the documents for ever.
				if (id.client === own && id.clock + length > Y.getState(this.#doc.store, own)) {
					return 'an update that speaks for us';
				}
			}
			return null;
		} catch {
			return 'an update that is none';
		}
	}

	/** What waits would be tried again with every update to come, and fail again: let it go, and be asked for anew. */
	#dropPending(): void {
		this.#doc.store.pendingStructs = null;
		this.#doc.store.pendingDs = null;
	}
}
