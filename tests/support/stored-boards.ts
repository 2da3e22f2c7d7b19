// Boards on a database of the test's own, opened and closed as pages do.
import * as Y from 'yjs';
import { BoardStorage } from '../../src/lib/storage/board-storage.ts';
import type { InkmeshDatabase } from '../../src/lib/storage/database.ts';
import type { Random } from './random.ts';

/** One page's board: its document, and the storage that keeps it. */
export interface StoredDocument {
	readonly doc: Y.Doc;
	readonly storage: BoardStorage;
	readonly map: Y.Map<unknown>;
}

/** Opens a board as a page does, and loads it. */
export async function openStored(database: InkmeshDatabase, boardId = 'board'): Promise<StoredDocument> {
	const doc = new Y.Doc();
	const storage = new BoardStorage({
		openDatabase: () => Promise.resolve(database),
		boardId,
		doc,
		onStatus: () => undefined
	});
	await storage.load();
	return { doc, storage, map: doc.getMap('elements') };
}

/** Draws strokes of about the size they have, each saved on its own; gives back their keys. */
export async function drawStrokes(
	{ storage, map }: StoredDocument,
	random: Random,
	count: number
): Promise<string[]> {
	const keys = Array.from({ length: count }, () => random.text(16));
	for (const key of keys) {
		map.set(key, { type: 'stroke', points: random.bytes(240), index: random.text(6), by: 'alice' });
		await storage.whenSaved();
	}
	return keys;
}

/** Flips bits in the n-th row of the log, as a bad disk does. */
export async function damageRow(database: InkmeshDatabase, n: number): Promise<void> {
	const key = (await database.getAllKeys('log'))[n];
	const row = key === undefined ? undefined : await database.get('log', key);
	if (!row) throw new Error(`expected row ${n}, got none`);
	await database.put('log', { ...row, bytes: row.bytes.map((byte) => byte ^ 0x55) }, key);
}

/** What is stored of the board, log and snapshot, in bytes. */
export async function storedBytes(database: InkmeshDatabase, boardId = 'board'): Promise<number> {
	const rows = await database.getAllFromIndex('log', 'boardId', boardId);
	const snapshot = await database.get('snapshots', boardId);
	return rows.reduce((sum, { bytes }) => sum + bytes.length, snapshot?.bytes.length ?? 0);
}
