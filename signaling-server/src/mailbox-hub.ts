// Who listens to which mailbox, so that what one appends is pushed to the others.
import type { MailboxInfo, StoredEntry } from './mailbox-store.ts';

/** An entry that has just been stored, and the frame that tells of it. */
export interface Published {
	readonly stored: StoredEntry;
	readonly frame: Uint8Array;
}

export interface MailboxListener {
	/** Called in the order in which entries were stored, where one process stores them. */
	published(entry: Published, isOwn: boolean): void;
	/** Something changed beyond an entry: it was made, deleted, or written to by another process. */
	changed(): void;
	/** The mailbox as it is now: another process may have changed it. */
	check(info: MailboxInfo | null): void;
}

export class MailboxHub {
	readonly #listeners = new Map<string, Set<MailboxListener>>();

	/** Begins to listen; the function it gives back ends it. */
	join(mailbox: string, listener: MailboxListener): () => void {
		const listeners = this.#listeners.get(mailbox) ?? new Set();
		this.#listeners.set(mailbox, listeners.add(listener));
		return () => {
			listeners.delete(listener);
			if (listeners.size === 0 && this.#listeners.get(mailbox) === listeners) this.#listeners.delete(mailbox);
		};
	}

	publish(mailbox: string, entry: Published, by: MailboxListener): void {
		for (const listener of this.#listeners.get(mailbox) ?? []) listener.published(entry, listener === by);
	}

	changed(mailbox: string): void {
		for (const listener of this.#listeners.get(mailbox) ?? []) listener.changed();
	}

	check(mailbox: string, info: MailboxInfo | null): void {
		for (const listener of this.#listeners.get(mailbox) ?? []) listener.check(info);
	}

	/** Mailboxes that somebody listens to. */
	get mailboxes(): readonly string[] {
		return [...this.#listeners.keys()];
	}
}
