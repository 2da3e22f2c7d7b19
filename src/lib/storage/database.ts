import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { StorageRefused, storageTroubleOf } from './storage-trouble.ts';

/** One update as it was appended, or the whole document at one moment. */
export interface StoredUpdate {
	readonly boardId: string;
	readonly bytes: Uint8Array;
	/** CRC-32 of the bytes. */
	readonly checksum: number;
}

/** Something of a board that could not be read, put aside as it was so that it is not stumbled over again. */
export interface QuarantinedRow {
	readonly boardId: string;
	readonly from: 'log' | 'snapshots';
	readonly reason: string;
	/** When it was found, ms since 1970. */
	readonly at: number;
	readonly row: unknown;
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

/** Where a board was looked at last on this device, and how that looked. */
export interface StoredView {
	readonly boardId: string;
	/** The page point in the middle of the view. */
	readonly x: number;
	readonly y: number;
	/** View px a page unit. */
	readonly zoom: number;
	readonly picture?: StoredPicture | undefined;
}

/** A part of the page as it was drawn. */
export interface StoredPicture {
	readonly image: Blob;
	/** Page units. */
	readonly box: {
		readonly minX: number;
		readonly minY: number;
		readonly maxX: number;
		readonly maxY: number;
	};
	readonly theme: string;
}

/** How far a board's mailbox is known here, and what of the document is in it; see mailbox/mailbox-cursor.ts. */
export interface StoredMailbox {
	readonly boardId: string;
	readonly bytes: Uint8Array;
	/** CRC-32 of the bytes. */
	readonly checksum: number;
}

/** The bytes of an image, once for all boards that show it. */
export interface StoredAsset {
	/** SHA-256 of the bytes, base64url. */
	readonly hash: string;
	readonly bytes: Uint8Array;
}

/** That a board on this device names an image; apart from the bytes, which are not to be written again and again. */
export interface StoredAssetUse {
	readonly boardId: string;
	readonly hash: string;
	/** When it was last known to, ms since 1970. */
	readonly usedAt: number;
}

interface InkmeshSchema extends DBSchema {
	boards: { key: string; value: StoredBoard };
	/** Append-only: updates in the order they were written (V1). */
	log: { key: number; value: StoredUpdate; indexes: { boardId: string } };
	/** One a board: what its log held when it was last compacted (V2). */
	snapshots: { key: string; value: StoredUpdate };
	quarantine: { key: number; value: QuarantinedRow; indexes: { boardId: string } };
	mailboxes: { key: string; value: StoredMailbox };
	views: { key: string; value: StoredView };
	assets: { key: string; value: StoredAsset };
	assetUses: { key: [string, string]; value: StoredAssetUse; indexes: { boardId: string; hash: string } };
}

export type InkmeshDatabase = IDBPDatabase<InkmeshSchema>;

/** Opens the one database of the app. @throws where the browser gives no storage; see `storageTroubleOf`. */
export async function openDatabase(name = 'inkmesh'): Promise<InkmeshDatabase> {
	try {
		return await openNamed(name);
	} catch (cause) {
		// Private windows and settings refuse in many words; what has a word of its own is something else.
		if (storageTroubleOf(cause) !== 'failing') throw cause;
		throw new StorageRefused('this browser gives no storage here', { cause });
	}
}

function openNamed(name: string): Promise<InkmeshDatabase> {
	return openDB<InkmeshSchema>(name, 3, {
		upgrade(database, from) {
			if (from < 1) {
				database.createObjectStore('boards', { keyPath: 'boardId' });
				database.createObjectStore('log', { autoIncrement: true }).createIndex('boardId', 'boardId');
				database.createObjectStore('snapshots', { keyPath: 'boardId' });
			}
			if (from < 2) {
				database.createObjectStore('quarantine', { autoIncrement: true }).createIndex('boardId', 'boardId');
				database.createObjectStore('mailboxes', { keyPath: 'boardId' });
				database.createObjectStore('assets', { keyPath: 'hash' });
				const uses = database.createObjectStore('assetUses', { keyPath: ['boardId', 'hash'] });
				uses.createIndex('boardId', 'boardId');
				uses.createIndex('hash', 'hash');
			}
			if (from < 3) database.createObjectStore('views', { keyPath: 'boardId' });
		},
		blocking(_current, _blocked, event) {
			// A newer version of the app waits in another tab; it must not wait for this one.
			(event.target as IDBDatabase).close();
		}
	});
}
