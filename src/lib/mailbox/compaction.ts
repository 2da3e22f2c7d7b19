// Puts one snapshot in place of all entries of a mailbox. Nothing is ever lost by it: only who has taken in every entry
// may do it, the parts are stored before the manifest names them, and the manifest is refused when anybody appended
// meanwhile. What the snapshot holds beyond the entries does no harm.
import * as Y from 'yjs';
import type { BoardKeys } from '../access/board-keys.ts';
import { MissingUpdates } from '../sync/missing-updates.ts';
import { whenIdle } from '../sync/when-idle.ts';
import { encodeManifest, nameOfPart, partLabel, type SnapshotPart } from './manifest.ts';
import type { MailboxCursor } from './mailbox-cursor.ts';
import { isUncertain, type MailboxSocket } from './mailbox-socket.ts';
import { MAX_CHUNK_BYTES, MAX_CHUNKS, MAX_ENTRY_BYTES, MAX_KEPT_BLOBS } from './messages.ts';
import type { OwnChain } from './own-chain.ts';
import { sealEntry, type ChainPlace } from './sealed-entry.ts';
import type { Sealing } from '../access/sealing.ts';
import type { StoredChunks } from './stored-chunks.ts';
import { contentOfUpdate, UpdateContent } from './update-content.ts';

/** It pays when the log has grown to this share of the snapshot, or has so many entries (3 ms each to read). */
const LOG_SHARE = 0.25;
const MIN_LOG_BYTES = 64 * 1024;
const MAX_LOG_ENTRIES = 200;
/** Of an update, before it is deflated and sealed; the last struct of a part comes on top. */
const PART_BYTES = 320 * 1024;
/** A part waits so long for a page that has nothing else to do. */
const PART_PATIENCE_MS = 100;

/** Of parts, before anything else has its turn. */
const MIN_BROUGHT_BYTES = 128 * 1024;
/**
 * Parts in which nothing changed are to be the same as in the snapshot before: the clients come in an order of their own,
 * and whoever did much stands in parts of its own, so that its next stroke does not move all others. Structs.
 */
const LONG_STRUCTS = 1_000;
/** One in so many of the others begins a part. */
const GROUP = 16;

/** Whether the mailbox would be much smaller, or faster to read, after it. */
export function isWorthCompacting({ logBytes, logEntries, snapshotBytes }: MailboxCursor): boolean {
	return (
		logEntries > MAX_LOG_ENTRIES ||
		(logEntries > 1 && logBytes > Math.max(MIN_LOG_BYTES, LOG_SHARE * snapshotBytes))
	);
}

export interface CompactionOptions {
	readonly doc: Y.Doc;
	readonly keys: Pick<BoardKeys, 'mailboxName' | 'writeKey'>;
	readonly sealing: Sealing;
	readonly socket: Pick<MailboxSocket, 'ask'>;
	readonly cursor: MailboxCursor;
	readonly chain: OwnChain;
	/** Names of the blobs that the board still wants. */
	readonly keptBlobs: readonly Uint8Array[];
	/** What is known to be there already, from a try before or from the snapshot as it is. */
	readonly stored: StoredChunks;
	/** Whether something else is to be written first. */
	readonly isInterrupted: () => boolean;
}

/** What stands in the mailbox now; null when it was refused or given up, and everything is as before. */
export type Compacted = {
	/** Of the manifest, and its place in our chain. */
	readonly position: number;
	readonly place: ChainPlace;
	readonly manifest: Uint8Array;
	readonly content: UpdateContent;
	readonly bytes: number;
} | null;

/** Compacts up to the cursor's position, which has to be the mailbox's last. */
export async function compact(options: CompactionOptions): Promise<Compacted> {
	const { doc, keys, sealing, socket, cursor, chain, keptBlobs, stored, isInterrupted } = options;
	const last = cursor.position;
	const { epoch } = cursor;
	// As they are now: entries that come while we are at it make the manifest be refused.
	const chains = cursor.chains.copy();
	const parts: SnapshotPart[] = [];
	const content = new UpdateContent();
	let broughtBytes = 0;
	const updates = new MissingUpdates(doc, new Map(), {
		first: [...doc.store.clients.keys()].sort((a, b) => a - b),
		isCutBetween: (client, next) => isLong(doc, client) || isLong(doc, next) || next % GROUP === 0
	});
	// Each takes as long as a frame or two, and the person may be drawing.
	const nextPart = async () => {
		await new Promise<void>((resolve) => whenIdle(resolve, PART_PATIENCE_MS));
		return updates.next(PART_BYTES);
	};
	for (let update = await nextPart(); update; update = await nextPart()) {
		if (parts.length === MAX_CHUNKS) return null;
		let chunk = stored.find(update);
		if (!chunk) {
			const sealed = await sealing.seal(partLabel(keys.mailboxName), update);
			chunk = { name: nameOfPart(sealed), size: sealed.length };
			if (!stored.has(chunk.name)) {
				// Nobody could bring a larger one: the server would hang up at the sight of it.
				if (sealed.length > MAX_CHUNK_BYTES) return null;
				const answer = await socket.ask({ type: 'putChunk', bytes: sealed });
				if (answer.status !== 'done') return null;
				broughtBytes += sealed.length;
			}
			stored.add(chunk, update);
		}
		// Every try brings some of it, so that it comes to an end on a board where somebody always draws.
		if (broughtBytes >= MIN_BROUGHT_BYTES && (isInterrupted() || cursor.position !== last)) return null;
		const held = contentOfUpdate(update);
		parts.push({ ...chunk, structs: held.structs, hasDeletions: !held.deletions.isEmpty });
		content.addAll(held);
	}
	// Somebody appended: the manifest would be refused.
	if (cursor.position !== last) return null;
	const tail = encodeManifest({ chains, parts });
	const place = chain.next;
	const manifest = await sealEntry({ ...place, kind: 'manifest', tail }, sealing, keys);
	if (manifest.length > MAX_ENTRY_BYTES || keptBlobs.length > MAX_KEPT_BLOBS) return null;
	const answer = await socket.ask({
		type: 'replace',
		last,
		epoch,
		chunks: parts.map(({ name }) => name),
		blobs: keptBlobs,
		manifest
	});
	if (isUncertain(answer)) chain.restart();
	// Those that no manifest names are not kept for long.
	if (answer.status === 'refused' && answer.reason === 'no such chunk') stored.forget();
	if (answer.status !== 'done') return null;
	stored.keepOnly(parts.map(({ name }) => name));
	if (chain.next === place) chain.wrote(manifest);
	const bytes = parts.reduce((sum, { size }) => sum + size, manifest.length);
	return { position: answer.position, place, manifest, content, bytes };
}

const isLong = ({ store }: Y.Doc, client: number) => Y.getState(store, client) >= LONG_STRUCTS;
