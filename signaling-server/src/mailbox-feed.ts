// What one socket hears of a mailbox: all entries after a position, then whatever comes. There is one cursor for both, and
// what it stands at was sent; so nothing is lost or overtaken between the two. An entry that has just been stored is passed
// on as it is when it follows on the cursor and nothing waits, else it is read from the store in its turn.
import { encodeMessage, NO_EPOCH, type MailboxMessage } from '../../src/lib/mailbox/messages.ts';
import type { MailboxListener, Published } from './mailbox-hub.ts';
import type { MailboxInfo, MailboxStore, StoredEntry } from './mailbox-store.ts';

/** What is read at once from the store. */
const PAGE_BYTES = 128 * 1024;

/** Of an entry, in one mailbox of that name. */
export type Place = Pick<StoredEntry, 'epoch' | 'position'>;

export interface FeedOptions {
	readonly store: Pick<MailboxStore, 'info' | 'since'>;
	readonly mailbox: string;
	readonly ttlS: number;
	readonly maxBytes: number;
	readonly send: (frame: Uint8Array) => void;
	/** Whether more may be sent now. */
	readonly hasRoom: () => boolean;
	/** Resolves when more may be sent; false when the socket is gone. */
	readonly roomAgain: () => Promise<boolean>;
	readonly onFailure: (error: unknown) => void;
}

export class MailboxFeed implements MailboxListener {
	readonly #options: FeedOptions;
	/** Of the mailbox as it was told; all zero while there is none. */
	#epoch = NO_EPOCH;
	/** The last entry that was sent, or that the client had. */
	#sent = 0;
	#isCaughtUp = false;
	#isReading = false;
	/** Something came while it was reading. */
	#hasMore = false;
	/** The socket is gone: nothing is waited for any more. */
	#isOver = false;
	/** Who waits until all up to a place was sent. */
	#waiting: { readonly place: Place; readonly resolve: () => void }[] = [];

	constructor(options: FeedOptions) {
		this.#options = options;
	}

	get epoch(): Uint8Array {
		return this.#epoch;
	}

	/** Tells how the mailbox stands, and all after what the client knows of it; once, before anything else. */
	open(position: number, epoch: Uint8Array): void {
		void this.#read({ position, epoch });
	}

	/**
	 * Resolves when all up to this place was sent, so that whoever is told of it has everything before it, and knows of the
	 * mailbox it is in when that was made anew; or when it is another mailbox once more by then, or the socket is gone.
	 */
	whenSent(place: Place): Promise<void> {
		if (this.#isOver || this.#hasSent(place)) return Promise.resolve();
		const sent = new Promise<void>((resolve) => this.#waiting.push({ place, resolve }));
		// Nobody tells us of an entry that was known before, perhaps to another process alone; and reading begins once more,
		// so that its end means that all was read.
		this.changed();
		return sent;
	}

	/** The socket is gone: whoever waits is let go, and gives back what it holds. */
	destroy(): void {
		this.#isOver = true;
		this.#release(() => true);
	}

	published({ stored, frame }: Published, isOwn: boolean): void {
		const { epoch, position, previous } = stored;
		const follows =
			this.#isCaughtUp && !this.#isReading && previous === this.#sent && isEqual(epoch, this.#epoch);
		if (!follows || (!isOwn && !this.#options.hasRoom())) return this.changed();
		this.#sent = position;
		if (!isOwn) this.#options.send(frame);
	}

	changed(): void {
		void this.#read(null);
	}

	check(info: MailboxInfo | null): void {
		if (!isEqual(info?.epoch ?? NO_EPOCH, this.#epoch) || (info?.position ?? 0) > this.#sent) this.changed();
	}

	async #read(known: { position: number; epoch: Uint8Array } | null): Promise<void> {
		this.#hasMore = true;
		if (this.#isReading) return;
		this.#isReading = true;
		try {
			if (known) await this.#tellOpened(known);
			while (this.#hasMore) {
				this.#hasMore = false;
				if (!(await this.#sendPages())) return;
				// While others go on writing it may not come to an end for long.
				this.#release((place) => this.#hasSent(place));
			}
		} catch (error) {
			this.#options.onFailure(error);
		} finally {
			this.#isReading = false;
			// It was read after they began to wait: what was not sent is in a mailbox that is no more.
			this.#release(() => true);
		}
	}

	#hasSent({ epoch, position }: Place): boolean {
		return isEqual(epoch, this.#epoch) && position <= this.#sent;
	}

	#release(isDue: (place: Place) => boolean): void {
		const due = this.#waiting.filter(({ place }) => isDue(place));
		this.#waiting = this.#waiting.filter((waiter) => !due.includes(waiter));
		for (const { resolve } of due) resolve();
	}

	async #tellOpened(known: { position: number; epoch: Uint8Array }): Promise<void> {
		const { store, mailbox, ttlS, maxBytes } = this.#options;
		const info = await store.info(mailbox);
		this.#epoch = info?.epoch ?? NO_EPOCH;
		const position = info?.position ?? 0;
		const isContinued = info !== null && isEqual(known.epoch, this.#epoch) && known.position <= position;
		this.#sent = isContinued ? known.position : 0;
		this.#isCaughtUp = false;
		const usedBytes = info?.usedBytes ?? 0;
		this.#say({ type: 'opened', epoch: this.#epoch, position, isContinued, ttlS, usedBytes, maxBytes });
	}

	/** Sends what there is; false when the socket is gone. */
	async #sendPages(): Promise<boolean> {
		for (;;) {
			if (!(await this.#options.roomAgain())) return false;
			const page = await this.#options.store.since(this.#options.mailbox, this.#sent, PAGE_BYTES);
			if (!isEqual(page?.epoch ?? NO_EPOCH, this.#epoch)) {
				await this.#tellOpened({ position: 0, epoch: NO_EPOCH });
				continue;
			}
			for (const { position, chunks, bytes } of page?.entries ?? []) {
				this.#say({ type: 'entry', position, chunks, entry: bytes });
				this.#sent = position;
			}
			if (page && !page.isEnd) continue;
			// From here on to the end of reading nothing else can run, so no entry can come between.
			if (!this.#hasMore && !this.#isCaughtUp) {
				this.#isCaughtUp = true;
				this.#say({ type: 'caughtUp', position: this.#sent });
			}
			return true;
		}
	}

	#say(message: MailboxMessage): void {
		this.#options.send(encodeMessage(message));
	}
}

const isEqual = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
