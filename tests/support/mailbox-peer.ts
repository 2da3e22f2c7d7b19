import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { BoardKeys } from '../../src/lib/access/board-keys.ts';
import { Mailbox, type MailboxOptions } from '../../src/lib/mailbox/mailbox.ts';

const FROM_MAILBOX = Symbol('mailbox');

/** One device with one board, that opens its mailbox now and then, as a page does; without a browser. */
export class MailboxPeer {
	readonly name: string;
	readonly #options: Pick<MailboxOptions, 'keys' | 'url'> & Partial<MailboxOptions>;
	/** What is on the device while the board is closed. */
	#stored = Y.encodeStateAsUpdate(new Y.Doc());
	#cursor: Uint8Array | null = null;
	#listeners = new Set<() => void>();
	/** From the mailbox, in all. */
	receivedBytes = 0;
	doc = new Y.Doc();
	mailbox: Mailbox | null = null;

	constructor(name: string, options: Pick<MailboxOptions, 'keys' | 'url'> & Partial<MailboxOptions>) {
		this.name = name;
		this.#options = options;
	}

	get keys(): BoardKeys {
		return this.#options.keys;
	}

	/** Opens the board; the document is another one, with the same content. */
	open(differing: Partial<MailboxOptions> = {}): Promise<void> {
		this.doc = new Y.Doc();
		Y.applyUpdate(this.doc, this.#stored);
		this.mailbox = new Mailbox({
			doc: this.doc,
			origin: FROM_MAILBOX,
			device: {
				load: () => Promise.resolve(this.#cursor),
				save: (cursor) => {
					this.#cursor = cursor;
					// What it says has to be true of what is stored.
					this.#stored = Y.encodeStateAsUpdate(this.doc);
					return Promise.resolve();
				},
				whenSaved: () => Promise.resolve()
			},
			mayCompact: () => true,
			keptBlobs: () => [],
			isUrgent: () => true,
			compactAfterMs: { min: 1, max: 30 },
			onChange: () => {
				for (const listener of this.#listeners) listener();
			},
			WebSocket: this.#countingSocket(),
			...this.#options,
			...differing
		});
		return this.mailbox.open();
	}

	/** Closes the board; what it had is on the device. */
	close(): void {
		this.mailbox?.destroy();
		this.mailbox = null;
		this.#stored = Y.encodeStateAsUpdate(this.doc);
	}

	/** A WebSocket that notes how much comes in. */
	#countingSocket(): typeof globalThis.WebSocket {
		const note = (bytes: number) => void (this.receivedBytes += bytes);
		return class extends WebSocket {
			constructor(url: string) {
				super(url);
				this.on('message', (data) => note((data as ArrayBuffer | Buffer).byteLength));
			}
		} as unknown as typeof globalThis.WebSocket;
	}

	/** Forgets all that is known of the mailbox, as another browser would. */
	forgetMailbox(): void {
		this.#cursor = null;
	}

	/** Resolves when everything here is in the mailbox, and everything there is here. */
	whenComplete(): Promise<void> {
		return this.until(() => this.mailbox?.state.isComplete ?? false);
	}

	/** Resolves when this is so, which is looked at whenever something changed. */
	until(isSo: () => boolean): Promise<void> {
		return new Promise((resolve) => {
			const look = () => {
				if (!isSo()) return;
				this.#listeners.delete(look);
				resolve();
			};
			this.#listeners.add(look);
			look();
		});
	}
}
