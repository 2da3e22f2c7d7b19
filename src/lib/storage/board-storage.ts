import * as Y from 'yjs';
import { crc32 } from './checksum.ts';
import type { InkmeshDatabase, StoredUpdate } from './database.ts';

/** The origin of what storage brings into the document; it is not written back. */
export const FROM_STORAGE = Symbol('storage');

/** The log is compacted into a snapshot when it has so many rows. */
const COMPACT_ROWS = 400;
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;

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
 * transaction has completed. Several tabs may append to one log: whoever compacts it takes in first what the others
 * stored. Nothing is written before what is stored was read, so that a failed reading never ends in a lost board.
 */
export class BoardStorage {
	readonly #options: BoardStorageOptions;
	readonly #waiters: { readonly upTo: number; readonly resolve: () => void }[] = [];
	#database: InkmeshDatabase | null = null;
	#pending: Uint8Array[] = [];
	#state: StorageStatus = { status: 'loading' };
	#isLoaded = false;
	#isWorking = false;
	#rows = 0;
	#appended = 0;
	#saved = 0;
	#skipped = 0;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#retryMs = FIRST_RETRY_MS;
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

	/** Brings what is stored into the document. Never throws: a failure is a state, and is tried again. */
	async load(): Promise<void> {
		await this.#work();
	}

	/** Resolves when everything written until now is on the device. Waits as long as that takes. */
	whenSaved(): Promise<void> {
		const upTo = this.#appended;
		if (this.#saved >= upTo) return Promise.resolve();
		return new Promise((resolve) => this.#waiters.push({ upTo, resolve }));
	}

	/** Somebody took the board off this device while it is open here: what is open is stored anew, and whole. */
	storeAnew(): void {
		this.#rows = Infinity;
		void this.#work();
	}

	/** Stops listening; what was changed until now is still written. */
	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#retry);
		this.#options.doc.off('update', this.#append);
		void this.#work();
	}

	readonly #append = (update: Uint8Array, origin: unknown) => {
		if (origin === FROM_STORAGE) return;
		this.#pending.push(update);
		this.#appended++;
		if (this.#state.status === 'saved') this.#setState({ status: 'saving' });
		// While a failure lasts, its timer tries again; every change on top would only make it worse.
		if (this.#state.status !== 'failed') void this.#work();
	};

	/** Does what there is to do, one transaction at a time; what comes meanwhile is collected for the next. */
	async #work(): Promise<void> {
		if (this.#isWorking) return;
		this.#isWorking = true;
		clearTimeout(this.#retry);
		try {
			const database = (this.#database ??= await this.#options.openDatabase());
			if (!database) throw new Error('this browser gives no storage here');
			if (!this.#isLoaded) await this.#read(database);
			while (this.#pending.length > 0) await this.#write(database);
			if (this.#rows > COMPACT_ROWS && !this.#isDestroyed) await this.#compact(database);
			this.#retryMs = FIRST_RETRY_MS;
			this.#setState({ status: this.#pending.length > 0 ? 'saving' : 'saved' });
		} catch (error) {
			// The browser may have closed the connection, so the next try opens another.
			this.#database = null;
			this.#setState({ status: 'failed', error });
			if (!this.#isDestroyed) this.#retry = setTimeout(() => void this.#work(), this.#retryMs);
			this.#retryMs = Math.min(MAX_RETRY_MS, 2 * this.#retryMs);
		}
		this.#isWorking = false;
		// A change that came while the state was being told.
		if (this.#pending.length > 0 && this.#state.status === 'saving') void this.#work();
	}

	async #read(database: InkmeshDatabase): Promise<void> {
		const { boardId } = this.#options;
		const transaction = database.transaction(['snapshots', 'log']);
		const [snapshot, rows] = await Promise.all([
			transaction.objectStore('snapshots').get(boardId),
			transaction.objectStore('log').index('boardId').getAll(boardId)
		]);
		this.#rows = rows.length;
		this.#apply(snapshot, rows, { counts: true });
		this.#isLoaded = true;
	}

	async #write(database: InkmeshDatabase): Promise<void> {
		const batch = this.#pending;
		const upTo = this.#appended;
		this.#pending = [];
		try {
			const transaction = database.transaction('log', 'readwrite', { durability: 'strict' });
			const bytes = batch.length === 1 && batch[0] ? batch[0] : Y.mergeUpdates(batch);
			const row = { boardId: this.#options.boardId, bytes, checksum: crc32(bytes) };
			await Promise.all([transaction.store.add(row), transaction.done]);
		} catch (error) {
			this.#pending = [...batch, ...this.#pending];
			throw error;
		}
		this.#rows++;
		this.#saved = upTo;
		if (this.#pending.length === 0) this.#setState({ status: 'saved' });
		while (this.#waiters[0] && this.#waiters[0].upTo <= this.#saved) this.#waiters.shift()?.resolve();
	}

	/** Replaces snapshot and log by one snapshot. What other tabs stored is taken in first, in the same transaction. */
	async #compact(database: InkmeshDatabase): Promise<void> {
		const { boardId, doc } = this.#options;
		const transaction = database.transaction(['snapshots', 'log'], 'readwrite', { durability: 'strict' });
		const log = transaction.objectStore('log');
		const index = log.index('boardId');
		const [snapshot, keys, rows] = await Promise.all([
			transaction.objectStore('snapshots').get(boardId),
			index.getAllKeys(boardId),
			index.getAll(boardId)
		]);
		this.#apply(snapshot, rows, { counts: false });
		const bytes = Y.encodeStateAsUpdateV2(doc);
		await Promise.all([
			transaction.objectStore('snapshots').put({ boardId, bytes, checksum: crc32(bytes) }),
			...keys.map((key) => log.delete(key)),
			transaction.done
		]);
		this.#rows = 0;
	}

	/** Takes rows into the document; `counts` says whether damaged ones are news. */
	#apply(
		snapshot: StoredUpdate | undefined,
		rows: readonly StoredUpdate[],
		{ counts }: { readonly counts: boolean }
	): void {
		const { doc } = this.#options;
		const takeIn = ({ bytes, checksum }: StoredUpdate, apply: typeof Y.applyUpdate) => {
			try {
				if (!(bytes instanceof Uint8Array) || crc32(bytes) !== checksum) throw new Error('checksum differs');
				apply(doc, bytes);
			} catch (error) {
				if (counts && this.#skipped++ === 0) {
					console.warn('A stored row of this board is damaged and was skipped.', error);
				}
			}
		};
		doc.transact(() => {
			if (snapshot) takeIn(snapshot, Y.applyUpdateV2);
			for (const row of rows) takeIn(row, Y.applyUpdate);
		}, FROM_STORAGE);
	}

	#setState(state: StorageStatus): void {
		if (state.status === this.#state.status) return;
		this.#state = state;
		this.#options.onStatus();
	}
}
