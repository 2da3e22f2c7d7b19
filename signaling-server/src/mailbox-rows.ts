// How mailboxes lie in LMDB: one table, whose keys begin with what they are. Numbers in keys are 8 bytes, big-endian, so
// that they sort; values are lib0's varUints and bytes. A mailbox's rows stand below its number, not its name: one that is
// made again after a deletion has nothing to do with the rows of the former, which may go in their own time.
//
//   row := 'C'                               → counters
//        | 'M' name                          → record
//        | 'R' id 'e' position               → entry: uint8(isManifest) [count • chunk names] bytes
//        | 'R' id 'h' hash16                 → position, of an entry with that hash; also of replaced ones
//        | 'R' id 'r' position               → hash16 • time, of a replaced entry
//        | 'R' id 'c' sha256                 → chunk: cost • uint8(isNamed) • time since which it is loose
//        | 'R' id 'C' sha256                 → bytes of the chunk
//        | 'R' id 'b' name                   → blob: cost • uint8(isNamed) • time since which no manifest names it
//        | 'R' id 'B' name uint8(part)       → bytes of the part
//        | 'L' time id sha256                → mailbox name, of a loose chunk
//        | 'G' id                            → nothing; all rows of that mailbox are to go
//        | 'E' id                            → position below which its entries are to go
import { createHash } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { EPOCH_BYTES, NAME_BYTES } from '../../src/lib/mailbox/messages.ts';

export interface Counters {
	readonly format: number;
	readonly nextId: number;
	readonly mailboxes: number;
	/** Of all mailboxes, loose chunks too. */
	readonly bytes: number;
}

export interface MailboxRecord {
	readonly id: number;
	readonly epoch: Uint8Array;
	/** Of the last entry. */
	readonly position: number;
	/** Of the first that counts: the last manifest, or 0. What stands before it is on its way out. */
	readonly base: number;
	readonly entries: number;
	readonly entryBytes: number;
	/** Of chunks the manifest names, and of those no manifest names. */
	readonly chunkBytes: number;
	readonly looseBytes: number;
	readonly blobs: number;
	readonly blobBytes: number;
	readonly createdAtMs: number;
	readonly usedAtMs: number;
}

export interface ChunkRow {
	readonly cost: number;
	readonly isNamed: boolean;
	readonly looseSinceMs: number;
}

export interface BlobRow {
	readonly cost: number;
	/** By the last manifest. */
	readonly isNamed: boolean;
	/** 0 for a named one. */
	readonly unnamedSinceMs: number;
}

export interface EntryRow {
	readonly chunks: readonly Uint8Array[] | null;
	readonly bytes: Uint8Array;
}

export const FORMAT = 1;
const HASH_BYTES = 16;
const PAGE_BYTES = 4_096;
/** Above this LMDB gives a value pages of its own. */
const INLINE_BYTES = 2_000;
/** Its key, its hash, and the share of half-filled pages. */
const ROW_BYTES = 128;

/** What a value of this length takes of the disk, about. */
export function costOf(bytes: number): number {
	return bytes > INLINE_BYTES
		? Math.ceil((bytes + 16) / PAGE_BYTES) * PAGE_BYTES + ROW_BYTES
		: bytes + ROW_BYTES;
}

/** By which an entry is known again. */
export const entryHash = (entry: Uint8Array) =>
	createHash('sha256').update(entry).digest().subarray(0, HASH_BYTES);

export const COUNTERS_KEY = Buffer.from('C');

export const mailboxKey = (name: string) => Buffer.from(`M${name}`);
export const nameOfKey = (key: Uint8Array) => Buffer.from(key).toString('latin1', 1);
/** All keys that begin with a prefix are between it and this. */
export const endOf = (prefix: Buffer) =>
	Buffer.concat([prefix.subarray(0, -1), Buffer.from([(prefix.at(-1) ?? 0) + 1])]);

type RowKind = 'e' | 'h' | 'r' | 'c' | 'C' | 'b' | 'B';

export const rowKey = (id: number, kind: RowKind, ...rest: readonly Uint8Array[]) =>
	Buffer.concat([Buffer.from('R'), uint64(id), Buffer.from(kind), ...rest]);
export const allRowsOf = (id: number) => ({ start: rowsOf(id), end: rowsOf(id + 1) });
export const entryKey = (id: number, position: number) => rowKey(id, 'e', uint64(position));
export const replacedKey = (id: number, position: number) => rowKey(id, 'r', uint64(position));
export const hashKey = (id: number, hash: Uint8Array) => rowKey(id, 'h', hash);
export const chunkKey = (id: number, name: Uint8Array) => rowKey(id, 'c', name);
export const chunkBytesKey = (id: number, name: Uint8Array) => rowKey(id, 'C', name);
export const blobKey = (id: number, name: Uint8Array) => rowKey(id, 'b', name);
export const blobPartKey = (id: number, name: Uint8Array, part: number) =>
	rowKey(id, 'B', name, Uint8Array.of(part));
export const looseKey = (sinceMs: number, id: number, name: Uint8Array) =>
	Buffer.concat([Buffer.from('L'), uint64(sinceMs), uint64(id), name]);
export const goneKey = (id: number) => Buffer.concat([Buffer.from('G'), uint64(id)]);
export const clearKey = (id: number) => Buffer.concat([Buffer.from('E'), uint64(id)]);

/** Of the last eight bytes of a key. */
export const lastNumberOf = (key: Uint8Array) => Number(Buffer.from(key).readBigUInt64BE(key.byteLength - 8));
/** The last bytes of a key: the name of a chunk or a blob. */
export const lastNameOf = (key: Uint8Array) => Uint8Array.from(key.subarray(-NAME_BYTES));
export const idOfLooseKey = (key: Uint8Array) => Number(Buffer.from(key).readBigUInt64BE(9));

const COUNTER_FIELDS = ['format', 'nextId', 'mailboxes', 'bytes'] as const;
const RECORD_FIELDS = [
	'id',
	'position',
	'base',
	'entries',
	'entryBytes',
	'chunkBytes',
	'looseBytes',
	'blobs',
	'blobBytes',
	'createdAtMs',
	'usedAtMs'
] as const;

export const encodeCounters = (counters: Counters) =>
	encode((encoder) => writeNumbers(encoder, counters, COUNTER_FIELDS));

export const decodeCounters = (bytes: Uint8Array): Counters =>
	readNumbers(decoding.createDecoder(bytes), COUNTER_FIELDS);

export const encodeRecord = (record: MailboxRecord) =>
	encode((encoder) => {
		encoding.writeUint8Array(encoder, record.epoch);
		writeNumbers(encoder, record, RECORD_FIELDS);
	});

export function decodeRecord(bytes: Uint8Array): MailboxRecord {
	const decoder = decoding.createDecoder(bytes);
	const epoch = Uint8Array.from(decoding.readUint8Array(decoder, EPOCH_BYTES));
	return { epoch, ...readNumbers(decoder, RECORD_FIELDS) };
}

export const encodeEntry = ({ chunks, bytes }: EntryRow) =>
	encode((encoder) => {
		encoding.writeUint8(encoder, Number(chunks !== null));
		if (chunks) {
			encoding.writeVarUint(encoder, chunks.length);
			for (const name of chunks) encoding.writeUint8Array(encoder, name);
		}
		encoding.writeUint8Array(encoder, bytes);
	});

/** Views into the row's bytes. */
export function decodeEntry(row: Uint8Array): EntryRow {
	const decoder = decoding.createDecoder(row);
	const isManifest = decoding.readUint8(decoder) === 1;
	const chunks = isManifest
		? Array.from({ length: decoding.readVarUint(decoder) }, () =>
				decoding.readUint8Array(decoder, NAME_BYTES)
			)
		: null;
	return { chunks, bytes: decoding.readTailAsUint8Array(decoder) };
}

export const encodeChunk = ({ cost, isNamed, looseSinceMs }: ChunkRow) =>
	encodeNumbers([cost, Number(isNamed), looseSinceMs]);

export function decodeChunk(row: Uint8Array): ChunkRow {
	const [cost = 0, isNamed, looseSinceMs = 0] = decodeNumbers(row, 3);
	return { cost, isNamed: isNamed === 1, looseSinceMs };
}

export const encodeBlob = ({ cost, isNamed, unnamedSinceMs }: BlobRow) =>
	encodeNumbers([cost, Number(isNamed), unnamedSinceMs]);

export function decodeBlob(row: Uint8Array): BlobRow {
	const decoder = decoding.createDecoder(row);
	const cost = decoding.readVarUint(decoder);
	const second = decoding.readVarUint(decoder);
	// It used to be a time when somebody wanted it. Taken for named, it has all its time from the next manifest on.
	if (!decoding.hasContent(decoder)) return { cost, isNamed: true, unnamedSinceMs: 0 };
	return { cost, isNamed: second === 1, unnamedSinceMs: decoding.readVarUint(decoder) };
}

/** The hash of a replaced entry, and when it was replaced. */
export const encodeReplaced = (hash: Uint8Array, atMs: number) =>
	Buffer.concat([hash, encodeNumbers([atMs])]);

export function decodeReplaced(row: Uint8Array): { hash: Uint8Array; atMs: number } {
	return {
		hash: row.subarray(0, HASH_BYTES),
		atMs: decodeNumbers(row.subarray(HASH_BYTES), 1)[0] ?? 0
	};
}

export const encodeNumber = (value: number) => encodeNumbers([value]);
export const decodeNumber = (row: Uint8Array) => decodeNumbers(row, 1)[0] ?? 0;

const encodeNumbers = (values: readonly number[]) =>
	encode((encoder) => values.forEach((value) => encoding.writeVarUint(encoder, value)));

function decodeNumbers(row: Uint8Array, count: number): number[] {
	const decoder = decoding.createDecoder(row);
	return Array.from({ length: count }, () => decoding.readVarUint(decoder));
}

function writeNumbers<K extends string>(
	encoder: encoding.Encoder,
	values: Readonly<Record<K, number>>,
	fields: readonly K[]
): void {
	for (const field of fields) {
		if (!Number.isSafeInteger(values[field]) || values[field] < 0)
			throw new Error(`expected ${field} to be a whole number from 0, got ${values[field]}`);
		encoding.writeVarUint(encoder, values[field]);
	}
}

function readNumbers<K extends string>(decoder: decoding.Decoder, fields: readonly K[]): Record<K, number> {
	return Object.fromEntries(fields.map((field) => [field, decoding.readVarUint(decoder)])) as Record<
		K,
		number
	>;
}

const encode = (write: (encoder: encoding.Encoder) => void) => Buffer.from(encoding.encode(write));

const rowsOf = (id: number) => Buffer.concat([Buffer.from('R'), uint64(id)]);

function uint64(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(value));
	return bytes;
}
