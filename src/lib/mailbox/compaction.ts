// Puts one snapshot in place of all entries of a mailbox. Nothing is ever lost by it: only who has taken in every entry
// may do it, the parts are stored before the manifest names them, and the manifest is refused when anybody appended
// meanwhile. What the snapshot holds beyond the entries does no harm.
import type * as Y from 'yjs';
import type { BoardKeys } from '../access/board-keys.ts';
import { MissingUpdates } from '../sync/missing-updates.ts';
import { encodeManifest, nameOfPart, partLabel, type SnapshotPart } from './manifest.ts';
import type { MailboxCursor } from './mailbox-cursor.ts';
import type { MailboxSocket } from './mailbox-socket.ts';
import type { OwnChain } from './own-chain.ts';
import { sealEntry } from './sealed-entry.ts';
import type { Sealing } from '../access/sealing.ts';
import { contentOfUpdate, UpdateContent } from './update-content.ts';

/** It pays when the log has grown to this share of the snapshot, or has so many entries (3 ms each to read). */
const LOG_SHARE = 0.25;
const MIN_LOG_BYTES = 64 * 1024;
const MAX_LOG_ENTRIES = 200;
/** Of an update, before it is deflated and sealed; the last struct of a part comes on top. */
const PART_BYTES = 320 * 1024;

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
}

/** What stands in the mailbox now; null when it was refused, and everything is as before. */
export type Compacted = {
	readonly position: number;
	readonly manifest: Uint8Array;
	readonly content: UpdateContent;
	readonly bytes: number;
} | null;

/** Compacts up to the cursor's position, which has to be the mailbox's last. */
export async function compact(options: CompactionOptions): Promise<Compacted> {
	const { doc, keys, sealing, socket, cursor, chain, keptBlobs } = options;
	const last = cursor.position;
	const { epoch } = cursor;
	// As they are now: entries that come while we are at it make the manifest be refused.
	const chains = cursor.chains.copy();
	const parts: SnapshotPart[] = [];
	const content = new UpdateContent();
	// In an order of its own, so that parts in which nothing changed are cut and sealed as they were.
	const updates = new MissingUpdates(
		doc,
		new Map(),
		[...doc.store.clients.keys()].sort((a, b) => a - b)
	);
	for (let update = updates.next(PART_BYTES); update; update = updates.next(PART_BYTES)) {
		const held = contentOfUpdate(update);
		const sealed = await sealing.seal(partLabel(keys.mailboxName), update);
		const answer = await socket.ask({ type: 'putChunk', bytes: sealed });
		if (answer.status !== 'done') return null;
		content.addAll(held);
		parts.push({
			name: nameOfPart(sealed),
			size: sealed.length,
			structs: held.structs,
			hasDeletions: !held.deletions.isEmpty
		});
	}
	const tail = encodeManifest({ chains, parts });
	const place = chain.next;
	const manifest = await sealEntry({ ...place, kind: 'manifest', tail }, sealing, keys);
	const answer = await socket.ask({
		type: 'replace',
		last,
		epoch,
		chunks: parts.map(({ name }) => name),
		blobs: keptBlobs,
		manifest
	});
	if (answer.status === 'lost') chain.restart();
	if (answer.status !== 'done') return null;
	if (chain.next === place) chain.wrote(manifest);
	const bytes = parts.reduce((sum, { size }) => sum + size, manifest.length);
	return { position: answer.position, manifest, content, bytes };
}
