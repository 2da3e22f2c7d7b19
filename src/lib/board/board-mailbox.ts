// An open board's mailbox on the room server, from the server's address on; safe to use before there is one.
import type { BoardKeys } from '$lib/access/board-keys';
import type { Mailbox, MailboxState } from '$lib/mailbox/mailbox';
import type { MailboxBlobs } from '$lib/mailbox/mailbox-blobs';
import type { BoardStorage } from '$lib/storage/board-storage';
import { readStoredMailbox, storeMailbox } from '$lib/storage/stored-mailbox';
import type * as Y from 'yjs';
import { afterFrame, loadPart } from './load-part.ts';
import type { MailboxImages, MailboxImagesOptions } from './mailbox-images.ts';
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
	/** Resolves when no peer is about to bring the board. */
	readonly whenAnswered: () => Promise<void>;
	/** Whether somebody is here whom no connection reaches. */
	readonly isUrgent: () => boolean;
	readonly images: Pick<MailboxImagesOptions, 'named' | 'here' | 'read'> & {
		/** The mailbox may have images that were missing. */
		readonly onReachable: () => void;
	};
	readonly onChange: () => void;
}

export class BoardMailbox {
	readonly #options: BoardMailboxOptions;
	/** Loaded beside the board; null when it is gone before they come. */
	readonly #parts: Promise<MailboxParts | null>;
	#images: MailboxImages | null = null;
	#mailbox: Mailbox | null = null;
	#blobs: MailboxBlobs | null = null;
	#isReachable = false;
	#isDestroyed = false;

	constructor(options: BoardMailboxOptions) {
		this.#options = options;
		this.#parts = afterFrame().then(() => loadPart(loadParts, { isOver: () => this.#isDestroyed }));
	}

	/** Begins to read and write it; the document has to be loaded from this device by then. */
	async open(): Promise<void> {
		const { doc, keys, storage, roomServer, mayCompact, whenAnswered, isUrgent, onChange } = this.#options;
		const [{ mailbox: url }, parts] = await Promise.all([roomServer, this.#parts]);
		if (!parts || this.#isDestroyed) return;
		const { Mailbox, MailboxBlobs, MailboxImages } = parts;
		const images = (this.#images ??= new MailboxImages({
			...this.#options.images,
			blobs: () => this.#blobs,
			isWritable: () => this.#mailbox?.isWritable ?? false,
			onChange
		}));
		this.#mailbox = new Mailbox({
			doc,
			origin: FROM_MAILBOX,
			keys,
			url,
			device: {
				// A stored row that was lost may hold what the mailbox has brought: it is read from its beginning then.
				load: async () =>
					storage.database && storage.isLoaded && storage.skippedCount === 0
						? readStoredMailbox(storage.database, keys.boardId)
						: null,
				save: async (cursor) => {
					if (storage.database) await storeMailbox(storage.database, keys.boardId, cursor);
				},
				whenSaved: () => storage.whenSaved()
			},
			mayCompact,
			keptBlobs: () => images.wanted,
			whenAnswered,
			isUrgent,
			onReset: () => images.forget(),
			onCompacted: () => images.doubt(),
			onChange: () => {
				this.#followReach();
				images.lookSoon();
				onChange();
			},
			isVisible: () => !document.hidden
		});
		this.#blobs = new MailboxBlobs({ keys, socket: this.#mailbox });
		await this.#mailbox.open();
	}

	/** The board's images there; null before that part has come. */
	get images(): MailboxImages | null {
		return this.#images;
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
		this.#blobs = null;
		this.#images?.forget();
	}

	destroy(): void {
		this.#isDestroyed = true;
		this.#images?.destroy();
		this.leave();
	}

	#followReach(): void {
		const isReachable = this.#mailbox?.state.isCaughtUp ?? false;
		if (isReachable && !this.#isReachable) this.#options.images.onReachable();
		this.#isReachable = isReachable;
	}
}

type MailboxParts = Awaited<ReturnType<typeof loadParts>>;

async function loadParts() {
	const [{ Mailbox }, { MailboxBlobs }, { MailboxImages }] = await Promise.all([
		import('$lib/mailbox/mailbox'),
		import('$lib/mailbox/mailbox-blobs'),
		import('./mailbox-images.ts')
	]);
	return { Mailbox, MailboxBlobs, MailboxImages };
}
