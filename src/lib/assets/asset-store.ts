import type { InkmeshDatabase } from '../storage/database.ts';
import { hashOf, type AssetHash } from './asset-hash.ts';

/** What no board has named for so long is forgotten: until then somebody's undo may bring it back. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

export interface AssetStoreOptions {
	/** The board that this page shows. */
	readonly boardId: string;
	/** Gives null where the browser refuses storage. The store owns the connection and closes it. */
	readonly openDatabase: () => Promise<InkmeshDatabase | null>;
	readonly now?: () => number;
}

/**
 * The bytes of images on this device, each once under its hash, with the boards that name it. What the device does not
 * take is kept in memory while the page is open.
 */
export class AssetStore {
	readonly #options: Required<AssetStoreOptions>;
	readonly #memory = new Map<AssetHash, Uint8Array>();
	#database: Promise<InkmeshDatabase | null> | null = null;

	constructor(options: AssetStoreOptions) {
		this.#options = { now: Date.now, ...options };
	}

	/** The bytes, checked against their name; null when they are not here, or not what they were. */
	async get(hash: AssetHash): Promise<Uint8Array | null> {
		const kept = this.#memory.get(hash);
		if (kept) return kept;
		const row = await this.#use((database) => database.get('assets', hash));
		if (!row) return null;
		if (row.bytes instanceof Uint8Array && hashOf(row.bytes) === hash) return row.bytes;
		console.warn('A stored image is damaged; it is fetched anew.');
		await this.#use((database) => database.delete('assets', hash));
		return null;
	}

	/** The bytes of all images that the board of this page names, or named lately. */
	async all(): Promise<Uint8Array[]> {
		const stored = await this.#use(async (database) => {
			const { boardId } = this.#options;
			const transaction = database.transaction(['assets', 'assetUses']);
			const keys = await transaction.objectStore('assetUses').index('boardId').getAllKeys(boardId);
			const rows = await Promise.all(keys.map(([, hash]) => transaction.objectStore('assets').get(hash)));
			return rows.flatMap((row) => (row?.bytes instanceof Uint8Array ? [row.bytes] : []));
		});
		return [...(stored ?? []), ...this.#memory.values()];
	}

	/** Those of the images that are here. */
	async present(hashes: readonly AssetHash[]): Promise<Set<AssetHash>> {
		const found = await this.#use(async (database) => {
			const store = database.transaction('assets').store;
			const keys = await Promise.all(hashes.map((hash) => store.getKey(hash)));
			return hashes.filter((hash) => keys.includes(hash));
		});
		return new Set([...(found ?? []), ...hashes.filter((hash) => this.#memory.has(hash))]);
	}

	/**
	 * Keeps bytes whose name was made from them, for the board of this page. False when the device did not take them:
	 * they last as long as the page then.
	 */
	async put(hash: AssetHash, bytes: Uint8Array): Promise<boolean> {
		const isKept = await this.#use(async (database) => {
			const { boardId, now } = this.#options;
			const transaction = database.transaction(['assets', 'assetUses'], 'readwrite', {
				durability: 'strict'
			});
			void transaction.objectStore('assets').put({ hash, bytes });
			void transaction.objectStore('assetUses').put({ boardId, hash, usedAt: now() });
			await transaction.done;
			return true;
		});
		if (!isKept) this.#memory.set(hash, bytes);
		return isKept ?? false;
	}

	/** Notes that the board of this page names these images, so that they stay. */
	async keep(hashes: Iterable<AssetHash>): Promise<void> {
		await this.#use(async (database) => {
			const { boardId, now } = this.#options;
			const transaction = database.transaction(['assets', 'assetUses'], 'readwrite');
			for (const hash of hashes) {
				// What is not here is noted when it comes.
				if (!(await transaction.objectStore('assets').getKey(hash))) continue;
				void transaction.objectStore('assetUses').put({ boardId, hash, usedAt: now() });
			}
			await transaction.done;
		});
	}

	/**
	 * Lets go of what the board of this page has not named for a week, and of what belongs to no board any more. To be
	 * called when the board is loaded whole: what it names must be known. Gives back how many images went.
	 */
	async collect(named: ReadonlySet<AssetHash>): Promise<number> {
		const count = await this.#use(async (database) => {
			const { boardId, now } = this.#options;
			const transaction = database.transaction(['assets', 'assetUses'], 'readwrite');
			const [assets, uses] = [transaction.objectStore('assets'), transaction.objectStore('assetUses')];
			for (const { hash, usedAt } of await uses.index('boardId').getAll(boardId)) {
				const isOver = !named.has(hash as AssetHash) && now() - usedAt > KEPT_MS;
				if (isOver) void uses.delete([boardId, hash]);
			}
			const used = new Set((await uses.getAll()).map(({ hash }) => hash));
			const unused = (await assets.getAllKeys()).filter((hash) => !used.has(hash));
			for (const hash of unused) void assets.delete(hash);
			await transaction.done;
			return unused.length;
		});
		return count ?? 0;
	}

	destroy(): void {
		this.#memory.clear();
		void this.#database?.then((database) => database?.close());
		this.#database = Promise.resolve(null);
	}

	/** Undefined where there is no storage, or where it failed: images are then fetched anew, or kept in memory. */
	async #use<T>(work: (database: InkmeshDatabase) => Promise<T>): Promise<T | undefined> {
		const wasOpen = this.#database !== null;
		try {
			const database = await (this.#database ??= this.#options.openDatabase());
			return database ? await work(database) : undefined;
		} catch (error) {
			this.#database = null;
			// The browser may have closed the connection; another is worth a try.
			if (wasOpen) return this.#use(work);
			console.warn('The images on this device could not be used just now.', error);
			return undefined;
		}
	}
}
