// What keeps mailboxes: of each name a log of entries that nobody here can read, parts of snapshots, and parts of images.
// `mailbox-store-acceptance.ts` is this contract as tests; whatever passes it can stand behind the room server.
//
//   entries     e1 e2 e3 e4 …        positions grow, with gaps, and are opaque beyond their order
//   replace     ────────── M e5 …    a manifest in place of all entries up to `last`, only while `last` is the last, and
//                                    only in the mailbox that they are in: one made anew may have as many
//   chunks      by SHA-256; put before the manifest that names them; what no manifest names goes after some minutes
//   blobs       by name and part; what a manifest doesn't name goes with a later one, days after it was put or last named
//
// A promise that resolves is a promise: what it says is on the disk, and outlives the power cable. One that rejects says
// only that the store failed (a full disk); the caller may ask again, and what was repeated is not stored twice.

/** Why nothing was stored: a quota, or no mailbox of that name and none may be made. */
export type NotStored = { readonly status: 'full' | 'missing' };

export type Stored = {
	readonly status: 'stored';
	readonly epoch: Uint8Array;
	/** Whether this has made the mailbox. */
	readonly isNew: boolean;
};

/** `previous`: the position of the entry before it, by which a listener knows that it missed none. */
export type StoredEntry = Stored & { readonly position: number; readonly previous: number };

/** The very same bytes were stored before, there, though a manifest may have replaced them since. */
export type KnownEntry = { readonly status: 'known'; readonly epoch: Uint8Array; readonly position: number };

export type Appended = StoredEntry | KnownEntry | NotStored | { readonly status: 'conflict' };
export type Replaced = Appended | { readonly status: 'no such chunk' };
export type Kept = Stored | NotStored;

export interface MailboxInfo {
	/** Made with the mailbox, and anew when it is restored from a backup. */
	readonly epoch: Uint8Array;
	/** Of the last entry; 0 while there is none. */
	readonly position: number;
	/** Entries since the last manifest, it included. */
	readonly entries: number;
	/** What counts against its quota: about what it takes of the disk. */
	readonly usedBytes: number;
	readonly createdAtMs: number;
	readonly usedAtMs: number;
}

export interface MailboxEntry {
	readonly position: number;
	/** The names of a manifest's chunks; null for an entry that is no manifest. */
	readonly chunks: readonly Uint8Array[] | null;
	readonly bytes: Uint8Array;
}

export interface EntryPage {
	readonly epoch: Uint8Array;
	/** In their order; at least one where there is one. */
	readonly entries: readonly MailboxEntry[];
	/** Whether the last of them was the last there is. */
	readonly isEnd: boolean;
}

export interface Replacement {
	readonly last: number;
	/** Of the mailbox that `last` is in. All zero, with 0, fits any that nothing was appended to, or none. */
	readonly epoch: Uint8Array;
	readonly manifest: Uint8Array;
	readonly chunks: readonly Uint8Array[];
	/** Images that are still wanted. */
	readonly blobs: readonly Uint8Array[];
}

/** Whether a write may make the mailbox it is for. */
export interface WriteOptions {
	readonly mayCreate: boolean;
}

export interface AppendOptions extends WriteOptions {
	/** Only into the mailbox of this epoch; by default into any. */
	readonly epoch?: Uint8Array | undefined;
}

export interface StoreTotals {
	readonly mailboxes: number;
	readonly bytes: number;
}

export interface SweepReport {
	readonly expired: number;
	readonly chunks: number;
}

export interface MailboxStore {
	/** False while writing fails. */
	readonly canWrite: boolean;
	totals(): Promise<StoreTotals>;
	/** Null where there is no such mailbox. */
	info(mailbox: string): Promise<MailboxInfo | null>;
	/** Names, in some order, with what is known of each. */
	list(): AsyncIterable<readonly [mailbox: string, info: MailboxInfo]>;
	append(mailbox: string, entry: Uint8Array, options: AppendOptions): Promise<Appended>;
	/** Entries after a position, at most `maxBytes` of them or one; null where there is no such mailbox. */
	since(mailbox: string, position: number, maxBytes: number): Promise<EntryPage | null>;
	replace(mailbox: string, replacement: Replacement, options: WriteOptions): Promise<Replaced>;
	putChunk(mailbox: string, bytes: Uint8Array, options: WriteOptions): Promise<Kept>;
	getChunk(mailbox: string, name: Uint8Array): Promise<Uint8Array | null>;
	putBlob(
		mailbox: string,
		name: Uint8Array,
		part: number,
		bytes: Uint8Array,
		options: WriteOptions
	): Promise<Kept>;
	getBlob(mailbox: string, name: Uint8Array, part: number): Promise<Uint8Array | null>;
	/** How many parts of a blob are there, from the first on without a hole. */
	countBlobParts(mailbox: string, name: Uint8Array): Promise<number>;
	/** Somebody uses it: its time to live begins again. */
	touch(mailbox: string): Promise<void>;
	/** Whether there was one. */
	delete(mailbox: string): Promise<boolean>;
	/** Removes what nobody used for the time to live, chunks no manifest names, and what was replaced. */
	sweep(): Promise<SweepReport>;
	/** Frames of `messages.ts` that make the mailbox again, wherever they are sent to. */
	exportRequests(mailbox: string): AsyncIterable<Uint8Array>;
	/** A copy as of this moment, in an empty folder, while all goes on. */
	backup(folder: string): Promise<void>;
	/** Tries whether the disk takes writes; `canWrite` tells. Never rejects. */
	probe(): Promise<void>;
	close(): Promise<void>;
}

export interface StoreLimits {
	/** Of one mailbox. Chunks that no manifest names yet may take as much again, or a full one could not be compacted. */
	readonly maxBytes: number;
	/** Of all together. */
	readonly totalBytes: number;
	readonly ttlMs: number;
	/** How long chunks wait for their manifest, and who reads a former snapshot has to do so. */
	readonly looseChunkMs: number;
	/** How long a blob stays that manifests don't name: since the first that doesn't, or since it was put. */
	readonly unnamedBlobMs: number;
	/** How long the hash of a replaced entry is known, and of how many in one mailbox. */
	readonly replacedHashMs: number;
	readonly replacedHashes: number;
	/** Blobs of one mailbox. */
	readonly blobs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const DEFAULT_STORE_LIMITS: StoreLimits = {
	maxBytes: 256 * 1024 * 1024,
	totalBytes: 20 * 1024 * 1024 * 1024,
	ttlMs: 90 * DAY_MS,
	looseChunkMs: 10 * MINUTE_MS,
	unnamedBlobMs: 7 * DAY_MS,
	replacedHashMs: 30 * DAY_MS,
	replacedHashes: 16_384,
	blobs: 10_000
};
