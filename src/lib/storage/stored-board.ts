// What is stored of one board: a snapshot, the log of what came after it, and what was put aside as unreadable.
import * as Y from 'yjs';
import { crc32 } from './checksum.ts';
import type { InkmeshDatabase, StoredUpdate } from './database.ts';
import { mergeUpdates } from './merge-updates.ts';

/** The origin of what storage brings into the document. */
const FROM_STORAGE = Symbol('storage');

/** So many of a board are kept aside, the newest. */
const MAX_QUARANTINED = 64;

/** All that was stored of a board at one moment. */
export interface StoredBoardContent {
	readonly snapshot: StoredUpdate | undefined;
	/** By key, in the order they were written. */
	readonly rows: ReadonlyMap<number, StoredUpdate>;
	readonly quarantinedCount: number;
}

/** How much is stored, as far as it is known here. */
export interface StoredSize {
	readonly rows: number;
	readonly logBytes: number;
	readonly snapshotBytes: number;
}

/** Something that could not be read. `key` is the log's; null for the snapshot. */
export interface Damage {
	readonly key: number | null;
	readonly reason: string;
	readonly row: StoredUpdate;
}

/** Reads all that is stored of a board, in one transaction. */
export async function readStored(database: InkmeshDatabase, boardId: string): Promise<StoredBoardContent> {
	const transaction = database.transaction(['snapshots', 'log', 'quarantine']);
	const log = transaction.objectStore('log').index('boardId');
	const [snapshot, keys, rows, quarantinedCount] = await Promise.all([
		transaction.objectStore('snapshots').get(boardId),
		log.getAllKeys(boardId),
		log.getAll(boardId),
		transaction.objectStore('quarantine').index('boardId').count(boardId)
	]);
	const byKey = new Map<number, StoredUpdate>();
	for (const [i, row] of rows.entries()) byKey.set(keys[i] ?? 0, row);
	return { snapshot, rows: byKey, quarantinedCount };
}

export function sizeOf({ snapshot, rows }: StoredBoardContent): StoredSize {
	let logBytes = 0;
	for (const { bytes } of rows.values()) logBytes += sizeOfBytes(bytes);
	return { rows: rows.size, logBytes, snapshotBytes: sizeOfBytes(snapshot?.bytes) };
}

/** Appends an update (V1) to the log. Resolves when it is on the device. @throws when it could not be stored. */
export async function appendUpdate(
	database: InkmeshDatabase,
	boardId: string,
	bytes: Uint8Array
): Promise<void> {
	const transaction = database.transaction('log', 'readwrite', { durability: 'strict' });
	const row = { boardId, bytes, checksum: crc32(bytes) };
	// The request's own success says little: only a transaction that has completed is on the device.
	await Promise.all([transaction.store.add(row), transaction.done]);
}

/** Takes what is stored into the document, and gives back what could not be read of it. */
export function applyStored(doc: Y.Doc, { snapshot, rows }: StoredBoardContent): Damage[] {
	const damages: Damage[] = [];
	const isSound = (key: number | null, row: StoredUpdate) => {
		const isWhole = row.bytes instanceof Uint8Array && crc32(row.bytes) === row.checksum;
		if (!isWhole) damages.push({ key, row, reason: 'the checksum differs' });
		return isWhole;
	};
	const takeIn = (key: number | null, row: StoredUpdate, apply: typeof Y.applyUpdate) => {
		try {
			apply(doc, row.bytes);
		} catch (error) {
			damages.push({ key, row, reason: String(error) });
		}
	};
	doc.transact(() => {
		if (snapshot && isSound(null, snapshot)) takeIn(null, snapshot, Y.applyUpdateV2);
		const sound = [...rows].filter(([key, row]) => isSound(key, row));
		for (const [i, [key, row]] of sound.entries()) {
			takeIn(key, row, Y.applyUpdate);
			const isWaiting = doc.store.pendingStructs !== null;
			if (
				isWaiting &&
				applyAtOnce(
					doc,
					sound.slice(i + 1).map(([, { bytes }]) => bytes)
				)
			)
				break;
		}
	}, FROM_STORAGE);
	return damages;
}

/** Moves what could not be read out of the way. What has changed meanwhile is left alone. */
export async function quarantine(
	database: InkmeshDatabase,
	boardId: string,
	damages: readonly Damage[]
): Promise<void> {
	const stores = ['snapshots', 'log', 'quarantine'] as const;
	const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
	const snapshots = transaction.objectStore('snapshots');
	const log = transaction.objectStore('log');
	const aside = transaction.objectStore('quarantine');
	for (const { key, reason, row } of damages) {
		const now = key === null ? await snapshots.get(boardId) : await log.get(key);
		// Another tab may have put it aside already, or stored a new snapshot.
		if (now?.checksum !== row.checksum || sizeOfBytes(now.bytes) !== sizeOfBytes(row.bytes)) continue;
		void aside.add({ boardId, from: key === null ? 'snapshots' : 'log', reason, at: Date.now(), row: now });
		void (key === null ? snapshots.delete(boardId) : log.delete(key));
	}
	const kept = await aside.index('boardId').getAllKeys(boardId);
	for (const key of kept.slice(0, -MAX_QUARANTINED)) void aside.delete(key);
	await transaction.done;
}

/** Applies the updates as one; false when one of them makes that impossible. */
function applyAtOnce(doc: Y.Doc, updates: readonly Uint8Array[]): boolean {
	// What an update before them is missing keeps all that is built on it waiting, and Yjs merges all that waits anew
	// with every update: 3,000 rows after a lost one took eight seconds.
	try {
		Y.applyUpdate(doc, mergeUpdates(updates));
		return true;
	} catch {
		return false; // one by one then, so that it is known which
	}
}

function sizeOfBytes(bytes: unknown): number {
	return bytes instanceof Uint8Array ? bytes.length : 0;
}
