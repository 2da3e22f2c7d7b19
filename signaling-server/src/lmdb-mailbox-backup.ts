// Mailboxes out of LMDB and into it: a copy of all of them while the server runs, a copy brought back, one as requests.
import { randomBytes } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	openSync,
	fsyncSync,
	closeSync,
	copyFileSync,
	renameSync,
	rmSync
} from 'node:fs';
import { join } from 'node:path';
import { encodeRequest, EPOCH_BYTES, MAX_BLOB_PARTS, NO_EPOCH } from '../../src/lib/mailbox/messages.ts';
import { DATA_FILE, LmdbTable } from './lmdb-table.ts';
import * as rows from './mailbox-rows.ts';

/** Where a backup is made ready before it takes its place. */
const RESTORING = 'restoring';
const BATCH = 200;

/** Copies the table as of this moment into a folder that has none yet. */
export async function backUpTable(table: LmdbTable, folder: string): Promise<void> {
	const file = join(folder, DATA_FILE);
	if (existsSync(file)) throw new Error(`expected a folder without a backup, got ${folder}`);
	mkdirSync(folder, { recursive: true });
	// Only a whole one has the name of one; what an interrupted one left is in the way.
	const part = `${file}.part`;
	rmSync(part, { force: true });
	try {
		await table.copyTo(part);
		sync(part);
	} catch (error) {
		rmSync(part, { force: true });
		throw error;
	}
	renameSync(part, file);
	sync(folder);
}

/**
 * Brings a backup back into a folder that has no mailboxes. Every mailbox gets a new epoch: what browsers know of the
 * former one, entries acknowledged after the backup among it, says nothing about this. Gives back how many there are.
 */
export async function restoreBackup(backup: string, folder: string): Promise<number> {
	if (existsSync(join(folder, DATA_FILE)))
		throw new Error(`expected a folder without mailboxes, got ${folder}`);
	const source = join(backup, DATA_FILE);
	if (!existsSync(source)) throw new Error(`expected a backup with ${DATA_FILE}, got ${backup}`);
	const place = join(folder, RESTORING);
	// One that was interrupted has left it.
	rmSync(place, { recursive: true, force: true });
	mkdirSync(place, { recursive: true });
	copyFileSync(source, join(place, DATA_FILE));
	const table = new LmdbTable(place);
	const count = await renewEpochs(table).finally(() => table.close());
	sync(join(place, DATA_FILE));
	renameSync(join(place, DATA_FILE), join(folder, DATA_FILE));
	sync(folder);
	rmSync(place, { recursive: true });
	return count;
}

/** One mailbox as frames of the protocol, in the order in which they make it again. */
export async function* exportRequestsOf(table: LmdbTable, mailbox: string): AsyncIterable<Uint8Array> {
	const row = table.get(rows.mailboxKey(mailbox));
	if (!row) return;
	const { id, base, position } = rows.decodeRecord(row);
	let request = 1;
	const blobKeys = table.keys(within(rows.rowKey(id, 'b')));
	const blobs = blobKeys.map(rows.lastNameOf);
	for (const name of blobs) {
		for (let part = 0; part < MAX_BLOB_PARTS; part++) {
			const bytes = table.get(rows.blobPartKey(id, name, part));
			if (bytes) yield encodeRequest({ type: 'putBlob', request: request++, name, part, bytes });
		}
	}
	const manifest = base > 0 ? table.get(rows.entryKey(id, base)) : undefined;
	if (manifest) {
		const { chunks, bytes } = rows.decodeEntry(manifest);
		for (const name of chunks ?? []) {
			const chunk = table.get(rows.chunkBytesKey(id, name));
			if (chunk) yield encodeRequest({ type: 'putChunk', request: request++, bytes: chunk });
		}
		const replacement = { last: 0, epoch: NO_EPOCH, chunks: chunks ?? [], blobs, manifest: bytes };
		yield encodeRequest({ type: 'replace', request: request++, ...replacement });
	}
	for (let at = base + 1; at <= position; at++) {
		const entry = table.get(rows.entryKey(id, at));
		if (!entry) continue;
		const { bytes } = rows.decodeEntry(entry);
		yield encodeRequest({ type: 'append', request: request++, epoch: NO_EPOCH, entry: bytes });
	}
}

async function renewEpochs(table: LmdbTable): Promise<number> {
	const end = rows.endOf(Buffer.from('M'));
	let start = Buffer.from('M');
	let count = 0;
	for (;;) {
		const batch = [...table.rows({ start, end, limit: BATCH })];
		const last = batch.at(-1);
		if (!last) return count;
		await table.write(() => {
			for (const { key, value } of batch) {
				const epoch = Uint8Array.from(randomBytes(EPOCH_BYTES));
				table.put(key, rows.encodeRecord({ ...rows.decodeRecord(value), epoch }));
			}
		});
		count += batch.length;
		start = Buffer.concat([last.key, Buffer.of(0)]);
	}
}

const within = (prefix: Buffer) => ({ start: prefix, end: rows.endOf(prefix) });

/** A file, or the names in a folder, on the disk. */
function sync(path: string): void {
	const file = openSync(path, 'r');
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}
