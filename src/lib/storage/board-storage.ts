import * as Y from 'yjs';
import type { InkmeshDatabase } from './database.ts';
import { mergeUpdates } from './merge-updates.ts';
import { storageTroubleOf, type StorageTrouble } from './storage-trouble.ts';
import {
	appendUpdate,
	applyStored,
	quarantine,
	readStored,
	sizeOf,
	type Damage,
	type StoredBoardContent,
	type StoredSize
} from './stored-board.ts';
import { isWorthCompacting } from './worth-compacting.ts';

const LARGE_BYTES = 256 * 1024;
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;
/** Browsers have been seen to answer never; the board goes on without what is stored until they do. */
const OPENING_PATIENCE_MS = 10_000;
/** After a compaction that failed, so that not every stroke tries it again. */
const COMPACT_AGAIN_MS = 60_000;

/** `failed`: nothing is lost while the page stays open, but it is not on the device; tried again and again. */
export type StorageStatus =
	| { readonly status: 'loading' }
	| { readonly status: 'saved' }
	| { readonly status: 'saving' }
	| { readonly status: 'failed'; readonly trouble: StorageTrouble; readonly error: unknown };

export interface BoardStorageOptions {
	/** Throws where the browser refuses storage. */
	readonly openDatabase: () => Promise<InkmeshDatabase>;
	readonly boardId: string;
	readonly doc: Y.Doc;
	/** Waited for between reading what is stored and taking it in, which holds up the page. */
	readonly beforeTakingIn?: () => Promise<void>;
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
	#size: StoredSize = { rows: 0, logBytes: 0, snapshotBytes: 0 };
	#isCompacting = false;
	#compactAgainAt = 0;
	#appended = 0;
	#appendedHere = 0;
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

	/** Whether what is stored was read into the document. */
	get isLoaded(): boolean {
		return this.#isLoaded;
	}

	/** The open connection; null while there is none. */
	get database(): InkmeshDatabase | null {
		return this.#database;
	}

	/** Whether something that was done here is not on the device yet. */
	get hasUnsavedWork(): boolean {
		return this.#appendedHere > this.#saved;
	}

	/** Rows that could not be read, now or earlier, and were put aside: torn, or changed by something else. */
	get skippedCount(): number {
		return this.#skipped;
	}

	/** Brings what is stored into the document. Never throws: a failure is a state, and is tried again. */
	async load(): Promise<void> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const patience = new Promise<void>((resolve) => {
			timer = setTimeout(() => {
				if (this.#state.status === 'loading') this.#fail(new Error('this browser does not answer'));
				resolve();
			}, OPENING_PATIENCE_MS);
		});
		await Promise.race([this.#work(), patience]);
		clearTimeout(timer);
	}

	/** Resolves when everything written until now is on the device. Waits as long as that takes. */
	async whenSaved(): Promise<void> {
		// Who asks out of a listener of the document is called before Yjs has told us of that very change.
		await Promise.resolve();
		const upTo = this.#appended;
		if (this.#saved >= upTo) return;
		return new Promise((resolve) => this.#waiters.push({ upTo, resolve }));
	}

	/** Somebody took the board off this device while it is open here: what is open is stored anew, and whole. */
	storeAnew(): void {
		this.#size = { rows: 0, logBytes: 0, snapshotBytes: 0 };
		this.#append(Y.encodeStateAsUpdate(this.#options.doc), null);
	}

	/** Stops listening; what was changed until now is still written. */
	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#retry);
		this.#options.doc.off('update', this.#append);
		void this.#work();
	}

	readonly #append = (
		update: Uint8Array,
		_origin: unknown,
		_doc?: Y.Doc,
		transaction?: { readonly local: boolean }
	) => {
		this.#pending.push(update);
		this.#appended++;
		const hadUnsaved = this.hasUnsavedWork;
		if (transaction?.local) this.#appendedHere = this.#appended;
		if (this.#state.status === 'saved') this.#setState({ status: 'saving' });
		else if (this.hasUnsavedWork !== hadUnsaved) this.#options.onStatus();
		// While a failure lasts, its timer tries again; every change on top would only make it worse.
		if (this.#state.status === 'failed') return;
		// Handing over megabytes takes as long as drawing them: in a task of its own.
		if (transaction?.local && update.length > LARGE_BYTES)
			setTimeout(() => this.#pending.length > 0 && void this.#work());
		else void this.#work();
	};

	/** Does what there is to do, one transaction at a time; what comes meanwhile is collected for the next. */
	async #work(): Promise<void> {
		if (this.#isWorking) return;
		this.#isWorking = true;
		clearTimeout(this.#retry);
		try {
			const database = (this.#database ??= await this.#options.openDatabase());
			if (!this.#isLoaded) await this.#read(database);
			while (this.#pending.length > 0) await this.#write(database);
			this.#retryMs = FIRST_RETRY_MS;
			this.#setState({ status: this.#pending.length > 0 ? 'saving' : 'saved' });
			void this.#compact(database);
		} catch (error) {
			// The browser may have closed the connection, so the next try opens another.
			this.#database = null;
			this.#fail(error);
			if (!this.#isDestroyed) this.#retry = setTimeout(() => void this.#work(), this.#retryMs);
			this.#retryMs = Math.min(MAX_RETRY_MS, 2 * this.#retryMs);
		}
		this.#isWorking = false;
		// A change that came while the state was being told.
		if (this.#pending.length > 0 && this.#state.status === 'saving') void this.#work();
	}

	async #read(database: InkmeshDatabase): Promise<void> {
		const { boardId, doc, beforeTakingIn } = this.#options;
		const content = await readStored(database, boardId);
		await beforeTakingIn?.();
		const { pendingStructs, pendingDs } = doc.store;
		const damages = this.#applyUnheard(content);
		this.#size = sizeOf(content);
		this.#skipped = content.quarantinedCount + damages.length;
		this.#isLoaded = true;
		// Peers came first, with something that waited for what was stored. It is in the document since that was read, and
		// nowhere on the device.
		if (pendingStructs || pendingDs) this.#append(Y.encodeStateAsUpdate(doc), null);
		if (damages.length > 0) await this.#putAside(database, damages);
	}

	/** Whoever hears of updates has Yjs encode what was read just now, which takes as long as reading it. */
	#applyUnheard(content: StoredBoardContent): Damage[] {
		const { doc } = this.#options;
		doc.off('update', this.#append);
		try {
			return applyStored(doc, content);
		} finally {
			if (!this.#isDestroyed) doc.on('update', this.#append);
		}
	}

	async #putAside(database: InkmeshDatabase, damages: readonly Damage[]): Promise<void> {
		console.warn(
			`${damages.length} stored rows of this board are damaged and were put aside.`,
			damages[0]?.reason
		);
		try {
			await quarantine(database, this.#options.boardId, damages);
		} catch (error) {
			// They stay where they are, and are skipped again the next time.
			console.warn('Damaged rows could not be put aside.', error);
		}
	}

	async #write(database: InkmeshDatabase): Promise<void> {
		const batch = this.#pending;
		const upTo = this.#appended;
		this.#pending = [];
		const bytes = mergeUpdates(batch);
		try {
			await appendUpdate(database, this.#options.boardId, bytes);
		} catch (error) {
			this.#pending = [bytes, ...this.#pending];
			throw error;
		}
		const { rows, logBytes } = this.#size;
		this.#size = { ...this.#size, rows: rows + 1, logBytes: logBytes + bytes.length };
		this.#saved = upTo;
		if (this.#pending.length === 0) this.#setState({ status: 'saved' });
		while (this.#waiters[0] && this.#waiters[0].upTo <= this.#saved) this.#waiters.shift()?.resolve();
	}

	/** Compacts where that pays. A failure costs room and nothing else. */
	async #compact(database: InkmeshDatabase): Promise<void> {
		if (this.#isCompacting || this.#isDestroyed || !isWorthCompacting(this.#size)) return;
		if (Date.now() < this.#compactAgainAt) return;
		this.#isCompacting = true;
		try {
			// Comes when it is needed, which few boards ever do.
			const { compactWhenIdle } = await import('./compactor.ts');
			const size = await compactWhenIdle(database, this.#options.boardId);
			// Another tab is at it, and takes our rows in.
			this.#size = size ?? { ...this.#size, rows: 0, logBytes: 0 };
		} catch (error) {
			this.#compactAgainAt = Date.now() + COMPACT_AGAIN_MS;
			console.warn('The stored board was not compacted; it takes more room than it has to.', error);
		}
		this.#isCompacting = false;
	}

	#fail(error: unknown): void {
		this.#setState({ status: 'failed', trouble: storageTroubleOf(error), error });
	}

	#setState(state: StorageStatus): void {
		const isSame =
			state.status === this.#state.status &&
			(state.status !== 'failed' ||
				(this.#state.status === 'failed' && state.trouble === this.#state.trouble));
		if (isSame) return;
		this.#state = state;
		this.#options.onStatus();
	}
}
