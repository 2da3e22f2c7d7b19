import * as Y from 'yjs';
import { crc32 } from './checksum.ts';
import type { InkmeshDatabase, StoredUpdate } from './database.ts';

/** The origin of what storage brings into the document; it is not written back. */
export const FROM_STORAGE = Symbol('storage');

/** The log is compacted into a snapshot when it has so many rows. */
const COMPACT_ROWS = 400;
const RETRY_MS = 2_000;

/** `failed`: nothing is lost while the page stays open, but it is not on the device; tried again and again. */
export type StorageStatus =
	| { readonly status: 'loading' }
	| { readonly status: 'saved' }
	| { readonly status: 'saving' }
	| { readonly status: 'failed'; readonly error: unknown };

export interface BoardStorageOptions {
	/** Gives null where the browser refuses storage. */
	readonly openDatabase: () => Promise<InkmeshDatabase | null>;
	readonly boardId: string;
	readonly doc: Y.Doc;
	readonly onStatus: () => void;
}

/**
 * Keeps a document on this device: every update is appended to a log, whoever made it, and counts as saved when its
 * transaction has completed. Several tabs may append to one log; compaction never drops what this tab has not seen.
 */
export class BoardStorage {
	readonly #options: BoardStorageOptions;
	readonly #waiters: { readonly upTo: number; readonly resolve: () => void }[] = [];
	#database: InkmeshDatabase | null = null;
	#pending: Uint8Array[] = [];
	#state: StorageStatus = { status: 'loading' };
	#isWriting = false;
	#rows = 0;
	#appended = 0;
	#saved = 0;
	#skipped = 0;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#isDestroyed = false;

	constructor(options: BoardStorageOptions) {
		this.#options = options;
		options.doc.on('update', this.#append);
	}

	get state(): StorageStatus {
		return this.#state;
	}

	/** Rows that could not be read and were skipped: torn, or changed by something else. */
	get skippedCount(): number {
		return this.#skipped;
	}

	/** Brings what is stored into the document. Never throws: a failure is a state. */
	async load(): Promise<void> {
		const { openDatabase, boardId, doc } = this.#options;
		try {
			const database = await openDatabase();
			this.#database = database;
			if (!database) throw new Error('this browser gives no storage here');
			const transaction = database.transaction(['snapshots', 'log']);
			const [snapshot, rows] = await Promise.all([
				transaction.objectStore('snapshots').get(boardId),
				transaction.objectStore('log').index('boardId').getAll(boardId)
			]);
			this.#rows = rows.length;
			doc.transact(() => {
				if (snapshot) this.#apply(snapshot, Y.applyUpdateV2);
				for (const row of rows) this.#apply(row, Y.applyUpdate);
			}, FROM_STORAGE);
			this.#setState({ status: this.#pending.length > 0 ? 'saving' : 'saved' });
		} catch (error) {
			this.#setState({ status: 'failed', error });
		}
		void this.#write();
	}

	/** Resolves when everything written until now is on the device. Waits as long as that takes. */
	whenSaved(): Promise<void> {
		const upTo = this.#appended;
		if (this.#saved >= upTo) return Promise.resolve();
		return new Promise((resolve) => this.#waiters.push({ upTo, resolve }));
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#retry);
		this.#options.doc.off('update', this.#append);
		// What is pending was handed to the database already, or can't be.
		void this.#write();
	}

	readonly #append = (update: Uint8Array, origin: unknown) => {
		if (origin === FROM_STORAGE) return;
		this.#pending.push(update);
		this.#appended++;
		if (this.#state.status === 'saved') this.#setState({ status: 'saving' });
		void this.#write();
	};

	/** Writes what waits, one transaction at a time: while one is under way, the next collects. */
	async #write(): Promise<void> {
		const { boardId } = this.#options;
		const database = this.#database;
		if (this.#isWriting || this.#pending.length === 0 || !database || this.#state.status === 'loading')
			return;
		this.#isWriting = true;
		const batch = this.#pending;
		const upTo = this.#appended;
		this.#pending = [];
		try {
			const transaction = database.transaction('log', 'readwrite', { durability: 'strict' });
			const bytes = batch.length === 1 && batch[0] ? batch[0] : Y.mergeUpdates(batch);
			void transaction.store.add({ boardId, bytes, checksum: crc32(bytes) });
			await transaction.done;
			this.#rows++;
			this.#saved = upTo;
			this.#settle();
		} catch (error) {
			this.#pending = [...batch, ...this.#pending];
			this.#setState({ status: 'failed', error });
			if (!this.#isDestroyed) this.#retry = setTimeout(() => void this.#write(), RETRY_MS);
			this.#isWriting = false;
			return;
		}
		this.#isWriting = false;
		if (this.#pending.length > 0) return this.#write();
		if (this.#rows > COMPACT_ROWS && !this.#isDestroyed) await this.#compact(database);
	}

	/** Replaces the log by one snapshot. Rows of other tabs are read first, in the same transaction. */
	async #compact(database: InkmeshDatabase): Promise<void> {
		const { boardId, doc } = this.#options;
		this.#isWriting = true;
		try {
			const transaction = database.transaction(['snapshots', 'log'], 'readwrite', { durability: 'strict' });
			const log = transaction.objectStore('log');
			const index = log.index('boardId');
			const [keys, rows] = await Promise.all([index.getAllKeys(boardId), index.getAll(boardId)]);
			doc.transact(() => {
				for (const row of rows) this.#apply(row, Y.applyUpdate);
			}, FROM_STORAGE);
			const bytes = Y.encodeStateAsUpdateV2(doc);
			void transaction.objectStore('snapshots').put({ boardId, bytes, checksum: crc32(bytes) });
			for (const key of keys) void log.delete(key);
			await transaction.done;
			this.#rows = 0;
		} catch (error) {
			// The log still holds everything; it only stays long until the next try.
			console.warn('The board could not be compacted on this device.', error);
			this.#rows = COMPACT_ROWS / 2;
		}
		this.#isWriting = false;
		void this.#write();
	}

	#apply({ bytes, checksum }: StoredUpdate, apply: (doc: Y.Doc, update: Uint8Array) => void): void {
		try {
			if (!(bytes instanceof Uint8Array) || crc32(bytes) !== checksum) throw new Error('checksum differs');
			apply(this.#options.doc, bytes);
		} catch (error) {
			if (this.#skipped++ === 0)
				console.warn('A stored row of this board is damaged and was skipped.', error);
		}
	}

	#settle(): void {
		if (this.#pending.length === 0) this.#setState({ status: 'saved' });
		while (this.#waiters[0] && this.#waiters[0].upTo <= this.#saved) this.#waiters.shift()?.resolve();
	}

	#setState(state: StorageStatus): void {
		this.#state = state;
		this.#options.onStatus();
	}
}
