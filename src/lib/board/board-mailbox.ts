// An open board's mailbox on the room server, from the server's address on; safe to use before there is one.
import type { BoardKeys } from '$lib/access/board-keys';
import { Mailbox, type MailboxState } from '$lib/mailbox/mailbox';
import type { BoardStorage } from '$lib/storage/board-storage';
import { readStoredMailbox, storeMailbox } from '$lib/storage/stored-mailbox';
import type * as Y from 'yjs';
import type { RoomServerUrls } from './room-server-urls.ts';

/** The origin of transactions that bring what the mailbox holds. */
export const FROM_MAILBOX = Symbol('mailbox');

export interface BoardMailboxOptions {
	readonly doc: Y.Doc;
	readonly keys: BoardKeys;
	readonly storage: BoardStorage;
	readonly roomServer: Promise<RoomServerUrls>;
	/** Whether this app understands all of the board. */
	readonly mayCompact: () => boolean;
	/** Whether somebody is here whom no connection reaches. */
	readonly isUrgent: () => boolean;
	readonly onChange: () => void;
}

export class BoardMailbox {
	readonly #options: BoardMailboxOptions;
	#mailbox: Mailbox | null = null;
	#isDestroyed = false;

	constructor(options: BoardMailboxOptions) {
		this.#options = options;
	}

	/** Begins to read and write it; the document has to be loaded from this device by then. */
	async open(): Promise<void> {
		const { doc, keys, storage, roomServer, mayCompact, isUrgent, onChange } = this.#options;
		const { mailbox: url } = await roomServer;
		if (this.#isDestroyed) return;
		this.#mailbox = new Mailbox({
			doc,
			origin: FROM_MAILBOX,
			keys,
			url,
			device: {
				// A stored row that was lost may hold what the mailbox has brought: it is read from its beginning then.
				load: async () =>
					storage.database && storage.skippedCount === 0
						? readStoredMailbox(storage.database, keys.boardId)
						: null,
				save: async (cursor) => {
					if (storage.database) await storeMailbox(storage.database, keys.boardId, cursor);
				},
				whenSaved: () => storage.whenSaved()
			},
			mayCompact,
			keptBlobs: () => [],
			isUrgent,
			onChange,
			isVisible: () => !document.hidden
		});
		await this.#mailbox.open();
	}

	/** Null before there is one. */
	get state(): MailboxState | null {
		return this.#mailbox?.state ?? null;
	}

	/** The network or the page came back. */
	probe(): void {
		this.#mailbox?.probe();
	}

	/** Hangs up for now. */
	leave(): void {
		this.#mailbox?.destroy();
		this.#mailbox = null;
	}

	destroy(): void {
		this.#isDestroyed = true;
		this.leave();
	}
}
