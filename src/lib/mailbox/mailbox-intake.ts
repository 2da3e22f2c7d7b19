// Takes entries of the mailbox into the document, and notes in the cursor what the mailbox holds.
import type * as Y from 'yjs';
import type { BoardKeys } from '../access/board-keys.ts';
import { RemoteUpdates } from '../sync/remote-updates.ts';
import type { ClockRanges } from './clock-ranges.ts';
import type { MailboxCursor } from './mailbox-cursor.ts';
import type { MailboxSocket } from './mailbox-socket.ts';
import { parseManifest } from './manifest.ts';
import { hashOfEntry, openEntry, type EntryContent } from './sealed-entry.ts';
import type { Sealing } from '../access/sealing.ts';
import { readSnapshot } from './snapshot-reader.ts';
import { contentOfUpdate, type UpdateContent } from './update-content.ts';

/** Until a part of a snapshot that was refused is asked for again. */
const RETRY_MS = 2_000;

export interface MailboxIntakeOptions {
	readonly doc: Y.Doc;
	/** The origin of transactions that bring what the mailbox holds. */
	readonly origin: unknown;
	readonly keys: BoardKeys;
	readonly sealing: Sealing;
	readonly cursor: MailboxCursor;
	readonly socket: Pick<MailboxSocket, 'ask'>;
	/** Resolves when no peer is about to bring the board. */
	readonly whenAnswered: () => Promise<void>;
	/** The mailbox turned out to hold this. */
	readonly onHeld: (content: UpdateContent) => void;
	/** A snapshot stands in place of all before it: what it does not hold is not held any more. */
	readonly onReplaced: () => void;
}

export class MailboxIntake {
	readonly #options: MailboxIntakeOptions;
	readonly #updates: RemoteUpdates;

	constructor(options: MailboxIntakeOptions) {
		this.#options = options;
		this.#updates = new RemoteUpdates(options.doc, options.origin);
	}

	/** Takes in one entry, whose bytes may be anything. @throws when the socket breaks while a snapshot is fetched. */
	async take(entry: Uint8Array, position: number): Promise<void> {
		const { cursor, sealing, keys } = this.#options;
		const opened = await openEntry(entry, sealing, keys);
		if (opened.status === 'opened') {
			if (opened.content.kind === 'manifest') await this.#takeManifest(opened.content, entry);
			else this.#takeUpdate(opened.content);
			const step = cursor.chains.take(opened.content, hashOfEntry(entry));
			if (opened.content.kind === 'update' && step !== 'repeated') cursor.logged(entry);
		} else if (opened.status === 'unreadable') cursor.unreadable++;
		// What nobody signed who may draw says nothing; the server itself may have changed a byte of it.
		cursor.advance(position);
	}

	#takeUpdate({ tail }: EntryContent): void {
		const { cursor, onHeld } = this.#options;
		if (this.#updates.receive(tail).status !== 'taken') {
			cursor.unreadable++;
			return;
		}
		const content = contentOfUpdate(tail);
		cursor.held.addAll(content);
		onHeld(content);
	}

	async #takeManifest({ tail }: EntryContent, entry: Uint8Array): Promise<void> {
		const { cursor, keys, sealing, socket, onHeld, onReplaced } = this.#options;
		const manifest = parseManifest(tail);
		if (!manifest) {
			cursor.unreadable++;
			return;
		}
		const { content, badCount } = await readSnapshot(manifest, {
			mailbox: keys.mailboxName,
			sealing,
			fetch: (name) => fetchPart(socket, name),
			receive: (update) => this.#updates.receive(update),
			hasStructs: (structs) => this.#hasStructs(structs),
			whenAnswered: this.#options.whenAnswered
		});
		if (badCount > 0) console.warn(`A snapshot in the mailbox has ${badCount} parts that are worth nothing.`);
		const bytes = manifest.parts.reduce((sum, { size }) => sum + size, entry.length);
		cursor.compacted(content, bytes);
		cursor.chains.takeHeads(manifest.chains);
		// Whoever has not read all of it must not put another in its place.
		cursor.unreadable = badCount;
		onHeld(content);
		onReplaced();
	}

	#hasStructs(structs: ClockRanges): boolean {
		const { clients } = this.#options.doc.store;
		for (const [client, ranges] of structs) {
			const last = clients.get(client)?.at(-1);
			const state = last ? last.id.clock + last.length : 0;
			if ((ranges.at(-1)?.end ?? 0) > state) return false;
		}
		return true;
	}
}

async function fetchPart(socket: Pick<MailboxSocket, 'ask'>, name: Uint8Array): Promise<Uint8Array | null> {
	for (;;) {
		const answer = await socket.ask({ type: 'getChunk', name });
		if (answer.status === 'bytes') return answer.bytes;
		if (answer.status !== 'refused') throw new Error(`expected a snapshot's part, got ${answer.status}`);
		// It is busy; everything after the snapshot waits for it anyway.
		await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
	}
}
