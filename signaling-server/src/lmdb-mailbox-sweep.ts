// What goes in its own time, a batch a transaction, so that nobody waits long: mailboxes nobody used for the time to live,
// chunks no manifest names, entries a manifest replaced, and the rows of mailboxes that are gone.
import type { LmdbTable } from './lmdb-table.ts';
import * as rows from './mailbox-rows.ts';
import type { StoreLimits, SweepReport } from './mailbox-store.ts';

const BATCH = 200;

/** Removes a mailbox, within a transaction; its rows go with the next sweep. Gives back whether there was one. */
export function removeMailbox(table: LmdbTable, mailbox: string): boolean {
	const row = table.get(rows.mailboxKey(mailbox));
	if (!row) return false;
	const { id, entryBytes, chunkBytes, looseBytes, blobBytes } = rows.decodeRecord(row);
	changeCounters(table, -1, -(entryBytes + chunkBytes + looseBytes + blobBytes));
	table.remove(rows.mailboxKey(mailbox));
	table.remove(rows.clearKey(id));
	table.put(rows.goneKey(id), Buffer.of(1));
	return true;
}

export async function sweepMailboxes(
	table: LmdbTable,
	limits: StoreLimits,
	now: () => number
): Promise<SweepReport> {
	table.checkReaders();
	const expired = await removeExpired(table, now() - limits.ttlMs);
	const chunks = await removeLooseChunks(table, now() - limits.looseChunkMs);
	await clearReplaced(table, limits, now);
	await forgetGone(table);
	return { expired, chunks };
}

async function removeExpired(table: LmdbTable, usedBeforeMs: number): Promise<number> {
	let count = 0;
	for await (const batch of batchesOf(table, 'M')) {
		const names = batch
			.filter(({ value }) => rows.decodeRecord(value).usedAtMs < usedBeforeMs)
			.map(({ key }) => rows.nameOfKey(key));
		if (names.length === 0) continue;
		count += await table.write(() => {
			const expired = names.filter((name) => {
				// Somebody may have used it meanwhile.
				const row = table.get(rows.mailboxKey(name));
				return row && rows.decodeRecord(row).usedAtMs < usedBeforeMs;
			});
			for (const name of expired) removeMailbox(table, name);
			return expired.length;
		});
	}
	return count;
}

async function removeLooseChunks(table: LmdbTable, sinceBeforeMs: number): Promise<number> {
	const range = { start: Buffer.from('L'), end: rows.looseKey(Math.max(0, sinceBeforeMs), 0, Buffer.of()) };
	let count = 0;
	for (;;) {
		const removed = await table.write(() => {
			const batch = [...table.rows({ ...range, limit: BATCH })];
			for (const { key, value } of batch) removeLooseChunk(table, key, value.toString());
			return batch.length;
		});
		count += removed;
		if (removed < BATCH) return count;
	}
}

function removeLooseChunk(table: LmdbTable, key: Uint8Array, mailbox: string): void {
	table.remove(key);
	const row = table.get(rows.mailboxKey(mailbox));
	const record = row && rows.decodeRecord(row);
	const id = rows.idOfLooseKey(key);
	// Of a mailbox that is gone all rows go.
	if (record?.id !== id) return;
	const name = rows.lastNameOf(key);
	const chunkRow = table.get(rows.chunkKey(id, name));
	if (!chunkRow) return;
	const { cost } = rows.decodeChunk(chunkRow);
	table.remove(rows.chunkKey(id, name));
	table.remove(rows.chunkBytesKey(id, name));
	table.put(rows.mailboxKey(mailbox), rows.encodeRecord({ ...record, looseBytes: record.looseBytes - cost }));
	changeCounters(table, 0, -cost);
}

/** Removes entries that a manifest stands for, and keeps their hashes for a while. */
async function clearReplaced(table: LmdbTable, limits: StoreLimits, now: () => number): Promise<void> {
	for await (const batch of batchesOf(table, 'E')) {
		for (const { key, value } of batch) {
			const id = rows.lastNumberOf(key);
			const below = rows.decodeNumber(value);
			while (!(await table.write(() => clearSome(table, id, below, now())))) continue;
			await table.write(() => {
				forgetOldHashes(table, id, limits, now());
				// Another manifest may have come meanwhile.
				if (table.get(key)?.equals(value)) table.remove(key);
			});
		}
	}
}

/** Gives back whether it was the last of them. */
function clearSome(table: LmdbTable, id: number, below: number, nowMs: number): boolean {
	const range = { start: rows.entryKey(id, 0), end: rows.entryKey(id, below), limit: BATCH };
	const batch = [...table.rows(range)];
	for (const { key, value } of batch) {
		const position = rows.lastNumberOf(key);
		const hash = rows.entryHash(rows.decodeEntry(value).bytes);
		table.remove(key);
		table.put(rows.replacedKey(id, position), rows.encodeReplaced(hash, nowMs));
	}
	return batch.length < BATCH;
}

function forgetOldHashes(table: LmdbTable, id: number, limits: StoreLimits, nowMs: number): void {
	const range = { start: rows.replacedKey(id, 0), end: rows.replacedKey(id, Number.MAX_SAFE_INTEGER) };
	const [newestTooMany] = table.keys({ ...range, reverse: true, offset: limits.replacedHashes, limit: 1 });
	const lastTooMany = newestTooMany ? rows.lastNumberOf(newestTooMany) : 0;
	for (const { key, value } of [...table.rows({ ...range, limit: 10 * BATCH })]) {
		const { hash, atMs } = rows.decodeReplaced(value);
		if (rows.lastNumberOf(key) > lastTooMany && nowMs - atMs < limits.replacedHashMs) return;
		table.remove(key);
		table.remove(rows.hashKey(id, hash));
	}
}

async function forgetGone(table: LmdbTable): Promise<void> {
	for await (const batch of batchesOf(table, 'G')) {
		for (const { key } of batch) {
			const range = { ...rows.allRowsOf(rows.lastNumberOf(key)), limit: BATCH };
			const removeSome = () => {
				const keys = table.keys(range);
				for (const row of keys) table.remove(row);
				if (keys.length < BATCH) table.remove(key);
				return keys.length < BATCH;
			};
			while (!(await table.write(removeSome))) continue;
		}
	}
}

/** All rows whose keys begin with this letter, a batch at a time. */
async function* batchesOf(table: LmdbTable, letter: string) {
	const end = rows.endOf(Buffer.from(letter));
	let start = Buffer.from(letter);
	for (;;) {
		const batch = [...table.rows({ start, end, limit: BATCH })];
		const last = batch.at(-1);
		if (!last) return;
		yield batch;
		start = Buffer.concat([last.key, Buffer.of(0)]);
		await new Promise(setImmediate);
	}
}

function changeCounters(table: LmdbTable, mailboxes: number, bytes: number): void {
	const row = table.get(rows.COUNTERS_KEY);
	if (!row) throw new Error('expected the counters of the store, got none');
	const counters = rows.decodeCounters(row);
	table.put(
		rows.COUNTERS_KEY,
		rows.encodeCounters({
			...counters,
			mailboxes: counters.mailboxes + mailboxes,
			bytes: counters.bytes + bytes
		})
	);
}
