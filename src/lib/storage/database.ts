import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** One update as it was appended, or the whole document at one moment. */
export interface StoredUpdate {
	readonly boardId: string;
	readonly bytes: Uint8Array;
	/** CRC-32 of the bytes. */
	readonly checksum: number;
}

/** A board on this device, as the home page lists it. */
export interface StoredBoard {
	readonly boardId: string;
	/** The fragment that opens it. A secret: it stays on this device. */
	readonly link: string;
	readonly role: 'editor' | 'viewer';
	readonly title: string;
	/** When it was last opened or changed here, ms since 1970. */
	readonly usedAt: number;
	/** Names of the people it was last open with. */
	readonly people: readonly string[];
	/** Small pictures of it, PNG, one a theme. */
	readonly thumbnails?: { readonly light: Blob; readonly dark: Blob } | undefined;
}

interface InkmeshSchema extends DBSchema {
	boards: { key: string; value: StoredBoard };
	/** Append-only: updates in the order they were written (V1). */
	log: { key: number; value: StoredUpdate; indexes: { boardId: string } };
	/** One a board: what its log held when it was last compacted (V2). */
	snapshots: { key: string; value: StoredUpdate };
}

export type InkmeshDatabase = IDBPDatabase<InkmeshSchema>;

/** Opens the one database of the app. @throws where the browser refuses storage (some private windows). */
export function openDatabase(name = 'inkmesh'): Promise<InkmeshDatabase> {
	return openDB<InkmeshSchema>(name, 1, {
		upgrade(database) {
			database.createObjectStore('boards', { keyPath: 'boardId' });
			database.createObjectStore('log', { autoIncrement: true }).createIndex('boardId', 'boardId');
			database.createObjectStore('snapshots', { keyPath: 'boardId' });
		},
		blocking(_current, _blocked, event) {
			// A newer version of the app waits in another tab; it must not wait for this one.
			(event.target as IDBDatabase).close();
		}
	});
}
