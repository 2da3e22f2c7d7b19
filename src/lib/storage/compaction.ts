// Compaction makes one snapshot of what is stored of a board: the old snapshot and the log, read into a document of its
// own. So it needs no open board, can run in a worker, and drops what is deleted even while an open page still holds it
// for undo. Nothing is locked while it computes. It writes only if what it has read is still what is stored: of two at
// once the later gives up. Rows that were appended meanwhile stay in the log.
//
// What waits for a part that is missing (a row was lost, a peer will bring it) is in the snapshot too, still waiting:
// Yjs encodes pending structs and deletions with the rest.
import * as Y from 'yjs';
import { crc32 } from './checksum.ts';
import type { InkmeshDatabase } from './database.ts';
import { applyStored, quarantine, readStored, sizeOf, type StoredSize } from './stored-board.ts';
import { isWorthCompacting } from './worth-compacting.ts';

/** Replaces snapshot and log by one snapshot where that pays. Gives back what is stored then. */
export async function compactBoard(database: InkmeshDatabase, boardId: string): Promise<StoredSize> {
	const content = await readStored(database, boardId);
	const size = sizeOf(content);
	if (!isWorthCompacting(size)) return size;
	const doc = new Y.Doc();
	const damages = applyStored(doc, content);
	if (damages.length > 0) {
		await quarantine(database, boardId, damages);
		return sizeOf(await readStored(database, boardId));
	}
	const bytes = Y.encodeStateAsUpdateV2(doc);
	doc.destroy();

	const transaction = database.transaction(['snapshots', 'log'], 'readwrite', { durability: 'strict' });
	const snapshots = transaction.objectStore('snapshots');
	const log = transaction.objectStore('log');
	const [snapshot, keys] = await Promise.all([
		snapshots.get(boardId),
		log.index('boardId').getAllKeys(boardId)
	]);
	const present = new Set(keys);
	const isUnchanged =
		snapshot?.checksum === content.snapshot?.checksum &&
		[...content.rows.keys()].every((key) => present.has(key));
	if (!isUnchanged) {
		await transaction.done;
		return sizeOf(await readStored(database, boardId));
	}
	await Promise.all([
		snapshots.put({ boardId, bytes, checksum: crc32(bytes) }),
		...[...content.rows.keys()].map((key) => log.delete(key)),
		transaction.done
	]);
	return { rows: keys.length - content.rows.size, logBytes: 0, snapshotBytes: bytes.length };
}
