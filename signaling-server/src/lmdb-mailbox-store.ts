// Mailboxes in LMDB, embedded in this process. How the rows lie stands in `mailbox-rows.ts`, what goes in its own time is
// removed in `lmdb-mailbox-sweep.ts`. Every change reads and decides first, then writes, all in one transaction.
import { createHash, randomBytes } from 'node:crypto';
import { EPOCH_BYTES, MAX_BLOB_PARTS, NO_EPOCH } from '../../src/lib/mailbox/messages.ts';
import { LmdbTable } from './lmdb-table.ts';
import { backUpTable, exportRequestsOf } from './lmdb-mailbox-backup.ts';
import { removeMailbox, sweepMailboxes } from './lmdb-mailbox-sweep.ts';
import * as rows from './mailbox-rows.ts';
import {
	DEFAULT_STORE_LIMITS,
	type Appended,
	type EntryPage,
	type Kept,
	type MailboxInfo,
	type MailboxStore,
	type Replaced,
	type Replacement,
	type StoreLimits,
	type StoreTotals,
	type SweepReport,
	type AppendOptions,
	type WriteOptions
} from './mailbox-store.ts';

/** Uses within this time of the last one that was noted are not noted again. */
const TOUCH_MS = 3_600_000;
/** Rows that are looked at before others have their turn. */
const BATCH = 200;
/** Parts of unwanted blobs that one manifest removes; the next removes more. */
const PARTS_AT_ONCE = 1_000;

export interface LmdbMailboxStoreOptions {
	readonly folder: string;
	readonly limits?: Partial<StoreLimits>;
	readonly now?: () => number;
}

export class LmdbMailboxStore implements MailboxStore {
	readonly #table: LmdbTable;
	readonly #limits: StoreLimits;
	readonly #now: () => number;

	private constructor(table: LmdbTable, limits: StoreLimits, now: () => number) {
		this.#table = table;
		this.#limits = limits;
		this.#now = now;
	}

	/** Opens the store in a folder, which is made when there is none. Rejects when it can't be had or written. */
	static async open({
		folder,
		limits = {},
		now = Date.now
	}: LmdbMailboxStoreOptions): Promise<LmdbMailboxStore> {
		const table = new LmdbTable(folder);
		await table.write(() => {
			const row = table.get(rows.COUNTERS_KEY);
			const counters = row
				? rows.decodeCounters(row)
				: { format: rows.FORMAT, nextId: 1, mailboxes: 0, bytes: 0 };
			if (counters.format !== rows.FORMAT)
				throw new Error(`expected mailboxes of format ${rows.FORMAT}, got ${counters.format}`);
			table.put(rows.COUNTERS_KEY, rows.encodeCounters(counters));
		});
		return new LmdbMailboxStore(table, { ...DEFAULT_STORE_LIMITS, ...limits }, now);
	}

	get canWrite(): boolean {
		return this.#table.canWrite;
	}

	async totals(): Promise<StoreTotals> {
		const { mailboxes, bytes } = this.#counters();
		return { mailboxes, bytes };
	}

	async info(mailbox: string): Promise<MailboxInfo | null> {
		this.#table.refresh();
		const record = this.#record(mailbox);
		return record && infoOf(record);
	}

	async *list(): AsyncIterable<readonly [string, MailboxInfo]> {
		const end = rows.endOf(Buffer.from('M'));
		let start: Uint8Array = Buffer.from('M');
		for (;;) {
			const batch = [...this.#table.rows({ start, end, limit: BATCH })];
			for (const { key, value } of batch)
				yield [rows.nameOfKey(key), infoOf(rows.decodeRecord(value))] as const;
			const last = batch.at(-1);
			if (!last) return;
			start = Buffer.concat([last.key, Buffer.of(0)]);
		}
	}

	append(mailbox: string, entry: Uint8Array, { mayCreate, epoch: wanted }: AppendOptions): Promise<Appended> {
		const hash = rows.entryHash(entry);
		return this.#table.write((): Appended => {
			const found = this.#record(mailbox);
			if (wanted && !isEqual(wanted, found?.epoch ?? NO_EPOCH)) return { status: 'conflict' };
			if (!found && !mayCreate) return { status: 'missing' };
			const known = found && this.#positionOf(found.id, hash);
			if (known) return { status: 'known', epoch: found.epoch, position: known };
			const cost = rows.costOf(entry.length);
			if (!this.#hasRoom(found, cost)) return { status: 'full' };
			const record = found ?? this.#create();
			const position = record.position + 1;
			this.#table.put(rows.entryKey(record.id, position), rows.encodeEntry({ chunks: null, bytes: entry }));
			this.#table.put(rows.hashKey(record.id, hash), rows.encodeNumber(position));
			this.#save(mailbox, record, {
				...record,
				position,
				entries: record.entries + 1,
				entryBytes: record.entryBytes + cost,
				usedAtMs: this.#now()
			});
			const { epoch, position: previous } = record;
			return { status: 'stored', epoch, position, previous, isNew: !found };
		});
	}

	async since(mailbox: string, position: number, maxBytes: number): Promise<EntryPage | null> {
		const record = this.#record(mailbox);
		if (!record) return null;
		const entries = [];
		let bytes = 0;
		const first = Math.max(position + 1, record.base);
		const range = {
			start: rows.entryKey(record.id, first),
			end: rows.entryKey(record.id, record.position + 1)
		};
		for (const { key, value } of this.#table.rows(range)) {
			bytes += value.length;
			if (bytes > maxBytes && entries.length > 0) break;
			entries.push({ position: rows.lastNumberOf(key), ...rows.decodeEntry(value) });
		}
		const isEnd = (entries.at(-1)?.position ?? record.position) >= record.position;
		return { epoch: record.epoch, entries, isEnd };
	}

	replace(mailbox: string, replacement: Replacement, { mayCreate }: WriteOptions): Promise<Replaced> {
		const { manifest } = replacement;
		const hash = rows.entryHash(manifest);
		return this.#table.write((): Replaced => {
			const found = this.#record(mailbox);
			const known = found && this.#positionOf(found.id, hash);
			if (known) return { status: 'known', epoch: found.epoch, position: known };
			if (!isUpToDate(replacement, found)) return { status: 'conflict' };
			if (!found && !mayCreate) return { status: 'missing' };
			const named = new Map(
				replacement.chunks.map((name) => [
					hex(name),
					{ name, row: found && this.#table.get(rows.chunkKey(found.id, name)) }
				])
			);
			const chunks = [...named.values()].flatMap(({ name, row }) =>
				row ? [{ name, ...rows.decodeChunk(row) }] : []
			);
			if (chunks.length < named.size) return { status: 'no such chunk' };
			const cost = rows.costOf(manifest.length + 32 * replacement.chunks.length);
			const chunkBytes = chunks.reduce((sum, chunk) => sum + chunk.cost, 0);
			if (cost + chunkBytes + (found?.blobBytes ?? 0) > this.#limits.maxBytes) return { status: 'full' };
			const record = found ?? this.#create();
			const position = record.position + 1;
			const freed = this.#nameChunks(mailbox, record, chunks);
			const { blobs, blobBytes } = this.#keepBlobs(record, replacement.blobs);
			this.#table.put(
				rows.entryKey(record.id, position),
				rows.encodeEntry({ chunks: replacement.chunks, bytes: manifest })
			);
			this.#table.put(rows.hashKey(record.id, hash), rows.encodeNumber(position));
			this.#table.put(rows.clearKey(record.id), rows.encodeNumber(position));
			this.#save(mailbox, record, {
				...record,
				position,
				base: position,
				entries: 1,
				entryBytes: cost,
				chunkBytes,
				looseBytes: record.looseBytes + freed,
				blobs,
				blobBytes,
				usedAtMs: this.#now()
			});
			const { epoch, position: previous } = record;
			return { status: 'stored', epoch, position, previous, isNew: !found };
		});
	}

	putChunk(mailbox: string, bytes: Uint8Array, { mayCreate }: WriteOptions): Promise<Kept> {
		const name = createHash('sha256').update(bytes).digest();
		return this.#table.write((): Kept => {
			const found = this.#record(mailbox);
			if (!found && !mayCreate) return { status: 'missing' };
			const row = found && this.#table.get(rows.chunkKey(found.id, name));
			const chunk = row && rows.decodeChunk(row);
			const cost = rows.costOf(bytes.length);
			if (!chunk && !this.#hasRoomForChunk(found, cost)) return { status: 'full' };
			const record = found ?? this.#create();
			const kept: Kept = { status: 'stored', epoch: record.epoch, isNew: !found };
			if (chunk?.isNamed) return kept;
			if (chunk) this.#table.remove(rows.looseKey(chunk.looseSinceMs, record.id, name));
			else this.#table.put(rows.chunkBytesKey(record.id, name), bytes);
			this.#putLoose(mailbox, record.id, name, cost);
			const looseBytes = record.looseBytes + (chunk ? 0 : cost);
			this.#save(mailbox, record, { ...record, looseBytes, usedAtMs: this.#now() });
			return kept;
		});
	}

	async getChunk(mailbox: string, name: Uint8Array): Promise<Uint8Array | null> {
		const record = this.#record(mailbox);
		return (record && this.#table.get(rows.chunkBytesKey(record.id, name))) ?? null;
	}

	putBlob(
		mailbox: string,
		name: Uint8Array,
		part: number,
		bytes: Uint8Array,
		{ mayCreate }: WriteOptions
	): Promise<Kept> {
		return this.#table.write((): Kept => {
			const found = this.#record(mailbox);
			if (!found && !mayCreate) return { status: 'missing' };
			const row = found && this.#table.get(rows.blobKey(found.id, name));
			const former = found && this.#table.get(rows.blobPartKey(found.id, name, part));
			const more = rows.costOf(bytes.length) - (former ? rows.costOf(former.length) : 0);
			const isOneMore = !row && (found?.blobs ?? 0) >= this.#limits.blobs;
			if (isOneMore || !this.#hasRoom(found, more)) return { status: 'full' };
			const record = found ?? this.#create();
			const blob = row && rows.decodeBlob(row);
			const isNamed = blob?.isNamed ?? false;
			const unnamedSinceMs = isNamed ? 0 : this.#now();
			const cost = (blob?.cost ?? 0) + more;
			this.#table.put(rows.blobKey(record.id, name), rows.encodeBlob({ cost, isNamed, unnamedSinceMs }));
			// What came again is written again: a part that somebody spoilt can be healed.
			if (!former?.equals(bytes)) this.#table.put(rows.blobPartKey(record.id, name, part), bytes);
			this.#save(mailbox, record, {
				...record,
				blobs: record.blobs + (row ? 0 : 1),
				blobBytes: record.blobBytes + more,
				usedAtMs: this.#now()
			});
			return { status: 'stored', epoch: record.epoch, isNew: !found };
		});
	}

	async getBlob(mailbox: string, name: Uint8Array, part: number): Promise<Uint8Array | null> {
		const record = part < MAX_BLOB_PARTS ? this.#record(mailbox) : null;
		return (record && this.#table.get(rows.blobPartKey(record.id, name, part))) ?? null;
	}

	async countBlobParts(mailbox: string, name: Uint8Array): Promise<number> {
		const record = this.#record(mailbox);
		let count = 0;
		while (record && count < MAX_BLOB_PARTS && this.#table.has(rows.blobPartKey(record.id, name, count)))
			count++;
		return count;
	}

	async touch(mailbox: string): Promise<void> {
		const isNoted = (usedAtMs: number) => this.#now() - usedAtMs < TOUCH_MS;
		if (isNoted(this.#record(mailbox)?.usedAtMs ?? Infinity)) return;
		await this.#table.write(() => {
			const record = this.#record(mailbox);
			if (record) this.#save(mailbox, record, { ...record, usedAtMs: this.#now() });
		});
	}

	delete(mailbox: string): Promise<boolean> {
		return this.#table.write(() => removeMailbox(this.#table, mailbox));
	}

	sweep(): Promise<SweepReport> {
		return sweepMailboxes(this.#table, this.#limits, this.#now);
	}

	exportRequests(mailbox: string): AsyncIterable<Uint8Array> {
		return exportRequestsOf(this.#table, mailbox);
	}

	backup(folder: string): Promise<void> {
		return backUpTable(this.#table, folder);
	}

	async probe(): Promise<void> {
		await this.#table
			.write(() => this.#table.put(rows.COUNTERS_KEY, rows.encodeCounters(this.#counters())))
			.catch(() => undefined); // that is what `canWrite` tells
	}

	close(): Promise<void> {
		return this.#table.close();
	}

	#record(mailbox: string): rows.MailboxRecord | null {
		const row = this.#table.get(rows.mailboxKey(mailbox));
		return row ? rows.decodeRecord(row) : null;
	}

	#counters(): rows.Counters {
		const row = this.#table.get(rows.COUNTERS_KEY);
		if (!row) throw new Error('expected the counters of the store, got none');
		return rows.decodeCounters(row);
	}

	/** A mailbox that is not stored yet. */
	#create(): rows.MailboxRecord {
		const counters = this.#counters();
		this.#table.put(
			rows.COUNTERS_KEY,
			rows.encodeCounters({
				...counters,
				nextId: counters.nextId + 1,
				mailboxes: counters.mailboxes + 1
			})
		);
		return {
			id: counters.nextId,
			epoch: Uint8Array.from(randomBytes(EPOCH_BYTES)),
			position: 0,
			base: 0,
			entries: 0,
			entryBytes: 0,
			chunkBytes: 0,
			looseBytes: 0,
			blobs: 0,
			blobBytes: 0,
			createdAtMs: this.#now(),
			usedAtMs: this.#now()
		};
	}

	#save(mailbox: string, before: rows.MailboxRecord, after: rows.MailboxRecord): void {
		this.#table.put(rows.mailboxKey(mailbox), rows.encodeRecord(after));
		const more = bytesOf(after) - bytesOf(before);
		if (more === 0) return;
		const counters = this.#counters();
		this.#table.put(rows.COUNTERS_KEY, rows.encodeCounters({ ...counters, bytes: counters.bytes + more }));
	}

	#positionOf(id: number, hash: Uint8Array): number | null {
		const row = this.#table.get(rows.hashKey(id, hash));
		return row ? rows.decodeNumber(row) : null;
	}

	#hasRoom(record: rows.MailboxRecord | null, cost: number): boolean {
		const used = record ? usedBytesOf(record) : 0;
		return (
			cost <= 0 ||
			(used + cost <= this.#limits.maxBytes && this.#counters().bytes + cost <= this.#limits.totalBytes)
		);
	}

	/** A tenth more than all in all: a full store whose mailboxes could not be compacted would stay full. */
	#hasRoomForChunk(record: rows.MailboxRecord | null, cost: number): boolean {
		return (
			(record?.looseBytes ?? 0) + cost <= this.#limits.maxBytes &&
			this.#counters().bytes + cost <= this.#limits.totalBytes * 1.1
		);
	}

	/** Marks the chunks of a new manifest, and lets go of those of the former; gives back how much more is loose now. */
	#nameChunks(
		mailbox: string,
		record: rows.MailboxRecord,
		chunks: readonly (rows.ChunkRow & { readonly name: Uint8Array })[]
	): number {
		const row = record.base > 0 ? this.#table.get(rows.entryKey(record.id, record.base)) : undefined;
		const formerNames = (row && rows.decodeEntry(row).chunks) ?? [];
		const named = new Set(chunks.map(({ name }) => hex(name)));
		const former = [...new Map(formerNames.map((name) => [hex(name), name])).entries()].flatMap(
			([text, name]) => {
				const chunk = named.has(text) ? undefined : this.#table.get(rows.chunkKey(record.id, name));
				return chunk ? [{ name, ...rows.decodeChunk(chunk) }] : [];
			}
		);
		let more = 0;
		for (const { name, cost, isNamed, looseSinceMs } of chunks) {
			if (isNamed) continue;
			more -= cost;
			this.#table.remove(rows.looseKey(looseSinceMs, record.id, name));
			this.#table.put(
				rows.chunkKey(record.id, name),
				rows.encodeChunk({ cost, isNamed: true, looseSinceMs: 0 })
			);
		}
		for (const { name, cost } of former) {
			more += cost;
			this.#putLoose(mailbox, record.id, name, cost);
		}
		return more;
	}

	#putLoose(mailbox: string, id: number, name: Uint8Array, cost: number): void {
		const looseSinceMs = this.#now();
		this.#table.put(rows.chunkKey(id, name), rows.encodeChunk({ cost, isNamed: false, looseSinceMs }));
		this.#table.put(rows.looseKey(looseSinceMs, id, name), Buffer.from(mailbox));
	}

	/** Notes which blobs a new manifest names, and removes those that none has named for long; gives back what is left. */
	#keepBlobs(record: rows.MailboxRecord, named: readonly Uint8Array[]) {
		const names = new Set(named.map(hex));
		const prefix = rows.rowKey(record.id, 'b');
		const now = this.#now();
		let { blobs, blobBytes } = record;
		let removedParts = 0;
		for (const { key, value } of [...this.#table.rows({ start: prefix, end: rows.endOf(prefix) })]) {
			const name = rows.lastNameOf(key);
			const { cost, isNamed: wasNamed, unnamedSinceMs } = rows.decodeBlob(value);
			const isNamed = names.has(hex(name));
			// Written only when it changes: a board has thousands of them, and is compacted often.
			if (isNamed !== wasNamed)
				this.#table.put(key, rows.encodeBlob({ cost, isNamed, unnamedSinceMs: isNamed ? 0 : now }));
			if (isNamed || wasNamed) continue;
			if (now - unnamedSinceMs < this.#limits.unnamedBlobMs || removedParts >= PARTS_AT_ONCE) continue;
			const parts = this.#table.keys({
				start: rows.blobPartKey(record.id, name, 0),
				end: rows.blobPartKey(record.id, name, MAX_BLOB_PARTS)
			});
			for (const part of parts) this.#table.remove(part);
			this.#table.remove(key);
			removedParts += parts.length;
			blobs--;
			blobBytes -= cost;
		}
		return { blobs, blobBytes };
	}
}

/** Whether it stands for all that is there. */
function isUpToDate({ last, epoch }: Replacement, found: rows.MailboxRecord | null): boolean {
	if (last !== (found?.position ?? 0)) return false;
	// Its own chunks may have made the mailbox just now.
	return isEqual(epoch, found?.epoch ?? NO_EPOCH) || (last === 0 && isEqual(epoch, NO_EPOCH));
}

function infoOf(record: rows.MailboxRecord): MailboxInfo {
	const { epoch, position, entries, createdAtMs, usedAtMs } = record;
	return { epoch, position, entries, usedBytes: usedBytesOf(record), createdAtMs, usedAtMs };
}

const usedBytesOf = ({ entryBytes, chunkBytes, blobBytes }: rows.MailboxRecord) =>
	entryBytes + chunkBytes + blobBytes;

/** What it takes in all. */
const bytesOf = (record: rows.MailboxRecord) => usedBytesOf(record) + record.looseBytes;

const isEqual = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

const hex = (name: Uint8Array) => Buffer.from(name).toString('hex');
