// One table of bytes by bytes in LMDB, as durable as the disk is: a write resolves after its transaction was synced
// (fdatasync of the pages, then the page that makes them count through a descriptor with O_DSYNC).
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

export const DATA_FILE = 'mailboxes.mdb';

/** After a failure writes are refused at once for so long: each try at a full disk would cost one more line of LMDB's. */
const RETRY_MS = 1_000;

/** Of the first page: its number, flags and bounds, then what tells an LMDB file. */
const MAGIC_AT = 24;
const MAGIC = Buffer.from([0xde, 0xc0, 0xef, 0xbe]);
/** The first two pages say where all else is. */
const META_BYTES = 2 * 4_096;

export interface KeyRange {
	readonly start: Uint8Array;
	readonly end: Uint8Array;
	readonly reverse?: boolean;
	readonly limit?: number;
	readonly offset?: number;
}

export class LmdbTable {
	readonly #db: RootDatabase<Buffer, Uint8Array>;
	#failedAt = -Infinity;
	#canWrite = true;
	#isClosed = false;

	/** @throws when the folder can't be made or its file is none of LMDB's. */
	constructor(folder: string) {
		mkdirSync(folder, { recursive: true });
		requireOpenable(folder);
		this.#db = open<Buffer, Uint8Array>({
			path: join(folder, DATA_FILE),
			keyEncoding: 'binary',
			encoding: 'binary',
			// Otherwise a commit is told before it is on the disk.
			overlappingSync: false,
			// Otherwise LMDB has a promise of its own for each batch, which rejects where nobody can listen.
			eventTurnBatching: false
		});
	}

	get canWrite(): boolean {
		return this.#canWrite;
	}

	/** A copy of the value. */
	get(key: Uint8Array): Buffer | undefined {
		return this.#open().getBinary(key);
	}

	has(key: Uint8Array): boolean {
		return this.#open().doesExist(key);
	}

	keys({ start, end, ...rest }: KeyRange): Uint8Array[] {
		return [...this.#open().getKeys({ ...rest, ...turned(start, end, rest.reverse) })];
	}

	/** Rows in the order of their keys, to be read before anything is awaited. */
	*rows({ start, end, ...rest }: KeyRange): Iterable<{ key: Uint8Array; value: Buffer }> {
		for (const { key, value } of this.#open().getRange({ ...rest, ...turned(start, end, rest.reverse) }))
			yield { key, value };
	}

	/** Only within `write`. The bytes are copied. */
	put(key: Uint8Array, value: Uint8Array): void {
		void this.#db.put(key, Buffer.from(value.buffer, value.byteOffset, value.byteLength));
	}

	/** Only within `write`. */
	remove(key: Uint8Array): void {
		void this.#db.remove(key);
	}

	/**
	 * Runs a change in a transaction, and gives back its result once that is on the disk. Changes asked for at one moment
	 * share a transaction, in the order in which they were asked. A change decides first and writes then: what it wrote
	 * before it threw would stay. Rejects when the disk does not take it.
	 */
	async write<T>(change: () => T): Promise<T> {
		if (performance.now() - this.#failedAt < RETRY_MS) throw new Error('expected a disk that takes writes');
		let outcome: { value: T } | { mistake: unknown } | undefined;
		try {
			await this.#open().transaction(() => {
				try {
					outcome = { value: change() };
				} catch (mistake) {
					outcome = { mistake };
				}
			});
		} catch (error) {
			// It rejects, too, and would end the process if nobody listened.
			const details = (error as { commitError?: Promise<never> }).commitError;
			details?.catch(() => undefined);
			this.#failedAt = performance.now();
			this.#canWrite = false;
			throw new Error('expected the transaction to reach the disk', { cause: error });
		}
		this.#canWrite = true;
		if (!outcome) throw new Error('expected the transaction to run, got none');
		if ('mistake' in outcome) throw outcome.mistake;
		return outcome.value;
	}

	/** Forgets what other processes left when they ended in the middle of reading: it would keep old pages for ever. */
	checkReaders(): void {
		this.#open().readerCheck();
	}

	/** From now on reads see what other processes wrote. */
	refresh(): void {
		this.#open().resetReadTxn();
	}

	/** Copies it as of now, without the pages that are free. */
	async copyTo(file: string): Promise<void> {
		await this.#open().backup(file, true);
	}

	/** Waits for writes that are under way. Safe to call twice. */
	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		await this.#db.close();
	}

	/** LMDB would read memory that is no longer its own. */
	#open(): RootDatabase<Buffer, Uint8Array> {
		if (this.#isClosed) throw new Error('expected an open table, got one that was closed');
		return this.#db;
	}
}

/**
 * LMDB's own errors while it opens a file end the process without a word (tried: a file of zeros, of random bytes, of
 * three bytes). So what can be wrong is looked at before. @throws when something is.
 */
function requireOpenable(folder: string): void {
	for (const name of [DATA_FILE, `${DATA_FILE}-lock`]) closeSync(openSync(join(folder, name), 'a+'));
	const file = openSync(join(folder, DATA_FILE), 'r');
	try {
		const head = Buffer.alloc(MAGIC.length);
		const { size } = fstatSync(file);
		readSync(file, head, 0, head.length, MAGIC_AT);
		if (size > 0 && (size < META_BYTES || !head.equals(MAGIC)))
			throw new Error(`expected LMDB's data in ${join(folder, DATA_FILE)}, got something else`);
	} finally {
		closeSync(file);
	}
}

/** LMDB walks backwards from the start to the end. Neither range includes its upper bound. */
function turned(start: Uint8Array, end: Uint8Array, isReverse = false) {
	const keys = { start: Buffer.from(start), end: Buffer.from(end) };
	return isReverse ? { start: keys.end, end: keys.start, exclusiveStart: true, inclusiveEnd: true } : keys;
}
