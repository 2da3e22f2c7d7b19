import type { InkmeshDatabase, StoredBoard } from './database.ts';

const CHANNEL = 'inkmesh boards';
/** Until then another tab that shows a removed board has said that it still names its images. */
const ASSETS_AFTER_MS = 2_000;

/** The boards on this device. Works without storage, and then lists none. */
export class BoardList {
	readonly #database: InkmeshDatabase | null;

	constructor(database: InkmeshDatabase | null) {
		this.#database = database;
	}

	/** Calls back when the list changed, in this page or another tab, with a board that was removed. Gives back its off. */
	static onChange(listener: (removed: string | null) => void): () => void {
		if (typeof BroadcastChannel === 'undefined') return () => undefined;
		const channel = new BroadcastChannel(CHANNEL);
		channel.onmessage = ({ data }: MessageEvent<unknown>) => listener(typeof data === 'string' ? data : null);
		return () => channel.close();
	}

	/** All boards, the last used first. */
	async all(): Promise<StoredBoard[]> {
		const boards = (await this.#database?.getAll('boards')) ?? [];
		return boards.filter(isStoredBoard).sort((a, b) => b.usedAt - a.usedAt);
	}

	/** Notes what is known about a board; what is left out stays as it was. */
	async note(board: Pick<StoredBoard, 'boardId' | 'link' | 'role'> & Partial<StoredBoard>): Promise<void> {
		if (!this.#database) return;
		const transaction = this.#database.transaction('boards', 'readwrite');
		const known = await transaction.store.get(board.boardId);
		const blank = { title: '', usedAt: Date.now(), people: [] };
		const next = { ...blank, ...known, ...board };
		// Somebody who may draw does not lose that by opening the view link too.
		const keepsLink = known?.role === 'editor' && board.role === 'viewer';
		void transaction.store.put(keepsLink ? { ...next, link: known.link, role: known.role } : next);
		await transaction.done;
		announceChange(null);
	}

	/** Takes a board off this device, with all that is stored of it. */
	async remove(boardId: string): Promise<void> {
		if (!this.#database) return;
		const stores = ['boards', 'log', 'snapshots', 'quarantine', 'mailboxes', 'views', 'assetUses'] as const;
		const transaction = this.#database.transaction(stores, 'readwrite');
		for (const name of ['boards', 'snapshots', 'mailboxes', 'views'] as const) {
			void transaction.objectStore(name).delete(boardId);
		}
		for (const name of ['log', 'quarantine'] as const) {
			const store = transaction.objectStore(name);
			for (const key of await store.index('boardId').getAllKeys(boardId)) void store.delete(key);
		}
		const uses = transaction.objectStore('assetUses');
		const keys = await uses.index('boardId').getAllKeys(boardId);
		for (const key of keys) void uses.delete(key);
		await transaction.done;
		announceChange(boardId);
		if (keys.length > 0) setTimeout(() => void this.#forgetAssets(keys), ASSETS_AFTER_MS);
	}

	async #forgetAssets(keys: readonly (readonly [boardId: string, hash: string])[]): Promise<void> {
		try {
			const transaction = this.#database?.transaction(['assets', 'assetUses'], 'readwrite');
			const uses = transaction?.objectStore('assetUses').index('hash');
			for (const [, hash] of keys) {
				if (!(await uses?.getKey(hash))) void transaction?.objectStore('assets').delete(hash);
			}
			await transaction?.done;
		} catch (error) {
			console.warn('The images of a removed board go when a board is opened next.', error);
		}
	}
}

function announceChange(removed: string | null): void {
	if (typeof BroadcastChannel === 'undefined') return;
	const channel = new BroadcastChannel(CHANNEL);
	channel.postMessage(removed);
	channel.close();
}

function isStoredBoard(value: StoredBoard): boolean {
	return typeof value.boardId === 'string' && typeof value.link === 'string';
}
