// How far a board's mailbox is known on this device; what the bytes mean stands in mailbox/mailbox-cursor.ts.
import { crc32 } from './checksum.ts';
import type { InkmeshDatabase } from './database.ts';

/** What was stored; null when there is nothing, or it is damaged. */
export async function readStoredMailbox(
	database: InkmeshDatabase,
	boardId: string
): Promise<Uint8Array | null> {
	const row = await database.get('mailboxes', boardId);
	const isWhole = row?.bytes instanceof Uint8Array && crc32(row.bytes) === row.checksum;
	return isWhole ? row.bytes : null;
}

export async function storeMailbox(
	database: InkmeshDatabase,
	boardId: string,
	bytes: Uint8Array
): Promise<void> {
	await database.put('mailboxes', { boardId, bytes, checksum: crc32(bytes) });
}
