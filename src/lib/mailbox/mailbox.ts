// Keeps a document and its mailbox on the room server in step: takes in what others left there, leaves what the mailbox
// lacks, and makes one snapshot of many entries when it pays. The mailbox is what lets two people who are never online
// at the same moment work on one board, and carries the document where no connection between browsers is possible.
//
// Everything is decided by comparing what the document holds with what the mailbox is known to hold, both as ranges of
// clocks (update-content.ts). So there is no queue to be kept across reloads: what was not acknowledged is still lacking.
import type * as Y from 'yjs';
import type { BoardKeys } from '../access/board-keys.ts';
import { areEqualBytes } from '../access/equal-bytes.ts';
import { whenIdle } from '../sync/when-idle.ts';
import type { Compacted } from './compaction.ts';
import { Compactor } from './compactor.ts';
import { Lacking } from './lacking.ts';
import { MailboxCursor } from './mailbox-cursor.ts';
import { MailboxIntake } from './mailbox-intake.ts';
import { MailboxOutbox } from './mailbox-outbox.ts';
import { MailboxSocket, type Answer, type MailboxNews, type SocketStatus } from './mailbox-socket.ts';
import { NO_EPOCH, type MailboxRefusal } from './messages.ts';
import { OwnChain } from './own-chain.ts';
import { hashOfEntry } from './sealed-entry.ts';
import { Sealing } from '../access/sealing.ts';
import { contentOfDocument, type UpdateContent } from './update-content.ts';
import { UploadTimes } from './upload-times.ts';

const SAVE_AFTER_MS = 2_000;
const FAILED_WAIT_MS = 30_000;

export interface MailboxOptions {
	readonly doc: Y.Doc;
	/** The origin of transactions that bring what the mailbox holds. */
	readonly origin: unknown;
	readonly keys: BoardKeys;
	/** ws: or wss: address. */
	readonly url: string;
	/** Where what is known of the mailbox is kept on this device; what was kept is given back by `load`. */
	readonly device: {
		load(): Promise<Uint8Array | null>;
		save(cursor: Uint8Array): Promise<void>;
		/** Resolves when all that is in the document now is on this device. */
		whenSaved(): Promise<void>;
	};
	/** Whether this app may stand for what the document means: not for a board of a newer app. */
	readonly mayCompact: () => boolean;
	/** Names of the blobs that the board wants to be kept. */
	readonly keptBlobs: () => readonly Uint8Array[];
	/** Resolves when no peer is about to bring the board: what they bring need not be read here too. */
	readonly whenAnswered?: () => Promise<void>;
	/** Whether somebody is here whom nothing else reaches. */
	readonly isUrgent: () => boolean;
	readonly onChange: () => void;
	/** It is another mailbox than was known, or there is none any more. */
	readonly onReset?: () => void;
	/** A snapshot stands in its place from now on, which may name other blobs than before. */
	readonly onCompacted?: () => void;
	readonly isVisible?: () => boolean;
	/** How long to wait with a compaction that pays. */
	readonly compactAfterMs?: { readonly min: number; readonly max: number };
	readonly WebSocket?: typeof globalThis.WebSocket;
}

export interface MailboxState {
	readonly status: SocketStatus;
	/** Whether all that it holds has been taken in since the socket was opened. */
	readonly isCaughtUp: boolean;
	/** Whether it holds all that was done here, and all that was found here when it was opened. */
	readonly isComplete: boolean;
	/** Whether it holds anything at all, as far as is known. */
	readonly isEmpty: boolean;
	/** Why it does not take what it lacks. */
	readonly refusal: MailboxRefusal | null;
	/** How long it is kept after its last use, s; 0 while unknown. */
	readonly ttlS: number;
	readonly usedBytes: number;
	readonly maxBytes: number;
	/** Entries that could not be read or applied. */
	readonly unreadable: number;
	/** Whether entries are missing that others say they have written. */
	readonly hasGap: boolean;
	/** Whether the document has something that is too large for any mailbox. */
	readonly hasUnfit: boolean;
}

export class Mailbox {
	readonly #options: MailboxOptions;
	readonly #cursor = new MailboxCursor();
	readonly #chain = new OwnChain();
	readonly #socket: MailboxSocket;
	readonly #lacking: Lacking;
	readonly #times: UploadTimes;
	readonly #intake: MailboxIntake;
	readonly #outbox: MailboxOutbox;
	readonly #compactor: Compactor;
	#opened: Extract<MailboxNews, { type: 'opened' }> | null = null;
	#isCaughtUp = false;
	/** Whether the last full comparison found something that the mailbox lacks, and it is not there yet. */
	#hasLeftovers = false;
	/** Whether that comparison has been made since the mailbox last changed as a whole. */
	#hasScanned = false;
	#writing: Promise<void> | null = null;
	/** News are taken in one after the other: opening one takes a turn through the browser's streams. */
	#news: Promise<void> = Promise.resolve();
	/** An entry could not be taken in: none after it may be, until the mailbox is opened again where it stood. */
	#isBroken = false;
	/** Something that was taken in waited for something else: it may be let go of unseen. */
	#hasWaited = false;
	/** Set from the first change until what is known then has been kept. */
	#saveTimer: ReturnType<typeof setTimeout> | undefined;
	#hasMoreToSave = false;
	#isDestroyed = false;

	constructor(options: MailboxOptions) {
		this.#options = options;
		const { doc, origin, keys } = options;
		const cursor = this.#cursor;
		const sealing = new Sealing(keys.readKey);
		this.#socket = new MailboxSocket({
			url: options.url,
			keys,
			known: () => cursor,
			onNews: (news) => this.#enqueue(news),
			onStatus: (status) => {
				if (status !== 'open') this.#isCaughtUp = false;
				options.onChange();
			},
			isVisible: options.isVisible,
			WebSocket: options.WebSocket
		});
		this.#times = new UploadTimes({ isUrgent: options.isUrgent, onDue: () => void this.#upload() });
		this.#lacking = new Lacking({
			doc,
			held: () => cursor.held,
			onChange: (whose) => {
				if (keys.writeKey) this.#times.changed(whose);
				if (whose === 'own') options.onChange();
			}
		});
		const shared = { keys, sealing, cursor, socket: this.#socket };
		this.#intake = new MailboxIntake({
			...shared,
			doc,
			origin,
			whenAnswered: options.whenAnswered ?? (() => Promise.resolve()),
			onHeld: (content) => this.#held(content),
			onReplaced: () => this.#scanSoon()
		});
		this.#outbox = new MailboxOutbox({
			...shared,
			chain: this.#chain,
			lacking: this.#lacking,
			times: this.#times,
			whenTakenIn: () => this.#whenTakenIn()
		});
		this.#compactor = new Compactor({
			doc,
			keys,
			sealing,
			socket: this.#socket,
			cursor,
			chain: this.#chain,
			mayCompact: () => this.#mayCompact(),
			isIntact: () => this.#isIntact(),
			keptBlobs: options.keptBlobs,
			isInterrupted: () => this.#times.due !== null,
			write: (run) => this.#writeInTurn(run),
			onDone: (compacted) => this.#compacted(compacted),
			afterMs: options.compactAfterMs
		});
	}

	/** Begins, with what is known from before. The document has to be loaded from this device by then. */
	async open(): Promise<void> {
		const known = await this.#options.device.load();
		if (this.#isDestroyed) return;
		if (known) this.#restore(known);
		this.#socket.start();
	}

	get state(): MailboxState {
		const { chains, position, unreadable } = this.#cursor;
		return {
			status: this.#socket.status,
			isCaughtUp: this.#isCaughtUp,
			isComplete: this.#isCaughtUp && this.#lacking.own.isEmpty && !this.#hasLeftovers,
			isEmpty: position === 0,
			refusal: this.#outbox.refusal,
			ttlS: this.#opened?.ttlS ?? 0,
			usedBytes: this.#opened?.usedBytes ?? 0,
			maxBytes: this.#opened?.maxBytes ?? 0,
			unreadable,
			hasGap: chains.hasGap,
			hasUnfit: !this.#lacking.unfit.isEmpty
		};
	}

	/** Asks for something beside entries, as parts of images. */
	ask(request: Parameters<MailboxSocket['ask']>[0]): Promise<Answer> {
		return this.#socket.ask(request);
	}

	/** Whether entries and blobs may be written right now. */
	get isWritable(): boolean {
		return this.#isCaughtUp && this.#socket.isProven && !this.#isDestroyed;
	}

	/** The network or the page came back. */
	probe(): void {
		this.#socket.probe();
	}

	destroy(): void {
		if (this.#isDestroyed) return;
		this.#isDestroyed = true;
		clearTimeout(this.#saveTimer);
		this.#compactor.destroy();
		this.#times.destroy();
		this.#lacking.destroy();
		this.#socket.destroy();
	}

	#restore(known: Uint8Array): void {
		this.#cursor.restore(known);
		// It was kept beside a document that has more than this one: some of it could not be read here today.
		if (!this.#cursor.held.isWithin(contentOfDocument(this.#options.doc))) this.#cursor.reset(NO_EPOCH);
	}

	#enqueue(news: MailboxNews): void {
		const { generation } = this.#socket;
		const isStale = () => this.#isDestroyed || generation !== this.#socket.generation;
		this.#news = this.#news
			.then(() => (isStale() ? undefined : this.#take(news)))
			// Mostly the socket broke while a snapshot was fetched, and another is on its way.
			.catch((error: unknown) => {
				this.#isBroken = true;
				this.#isCaughtUp = false;
				this.#socket.reopenLater();
				console.warn('The mailbox could not be read to its end.', error);
			});
	}

	async #take(news: MailboxNews): Promise<void> {
		if (this.#isBroken && news.type !== 'opened') return;
		switch (news.type) {
			case 'opened':
				return this.#takeOpened(news);
			case 'entry':
				await this.#intake.take(news.entry, news.position);
				this.#hasWaited ||= isWaiting(this.#options.doc);
				if (news.chunks) {
					this.#compactor.named(news.chunks);
					this.#options.onCompacted?.();
				}
				return this.#changed();
			case 'caughtUp':
				this.#isCaughtUp = this.#socket.status === 'open';
				this.#cursor.advance(news.position);
				this.#scanSoon();
				this.#changed();
				return this.#times.wake();
			case 'proven':
				return this.#times.wake();
			default:
				news satisfies never;
		}
	}

	#takeOpened(opened: Extract<MailboxNews, { type: 'opened' }>): void {
		const isSame = opened.isContinued && areEqualBytes(opened.epoch, this.#cursor.epoch);
		if (!isSame) {
			this.#cursor.reset(opened.epoch);
			// Its entries would look as if those before them were missing.
			this.#chain.restart();
			this.#compactor.forget();
			this.#options.onReset?.();
		}
		this.#opened = opened;
		this.#isCaughtUp = false;
		this.#isBroken = false;
	}

	/** Resolves when what came before now has been taken in; false where some of it was not, and comes again. */
	async #whenTakenIn(): Promise<boolean> {
		const { generation } = this.#socket;
		await this.#news;
		return !this.#isBroken && generation === this.#socket.generation;
	}

	/** Finds what the document holds and the mailbox does not, by a full comparison. */
	#scanSoon(): void {
		// Nobody is told that all is there before it is known.
		this.#hasLeftovers = true;
		this.#hasScanned = false;
		whenIdle(() => {
			if (this.#isDestroyed) return;
			this.#lacking.scan();
			this.#hasScanned = true;
			this.#hasLeftovers = !this.#lacking.others.isEmpty;
			this.#options.onChange();
		});
	}

	#held(content: UpdateContent): void {
		this.#lacking.arrived(content);
		this.#lookAtLeftovers();
	}

	#lookAtLeftovers(): void {
		if (this.#hasScanned && this.#lacking.others.isEmpty) this.#hasLeftovers = false;
	}

	async #upload(): Promise<void> {
		if (!(await this.#write(() => this.#outbox.bringDue()))) return;
		this.#lookAtLeftovers();
		this.#changed();
	}

	/** Runs what writes to the mailbox, one at a time; false when it was not its time. */
	async #write(run: () => Promise<void>): Promise<boolean> {
		if (this.#writing || !this.isWritable) return false;
		this.#writing = this.#runWriting(run);
		await this.#writing;
		this.#writing = null;
		if (!this.#isDestroyed) this.#times.wake();
		return true;
	}

	/** The same, after what is being written now. */
	async #writeInTurn(run: () => Promise<void>): Promise<void> {
		while (this.#writing) await this.#writing;
		await this.#write(run);
	}

	/** Never rejects. */
	async #runWriting(run: () => Promise<void>): Promise<void> {
		try {
			await run();
		} catch (error) {
			// A mistake of ours: what is lacking stays so, and is tried again when something else is.
			console.warn('The mailbox could not be written.', error);
			this.#times.hold(FAILED_WAIT_MS);
		}
	}

	#changed(): void {
		if (this.#isDestroyed) return;
		this.#saveSoon();
		this.#compactor.consider();
		this.#options.onChange();
	}

	/** Only who has taken in and brought everything, and understood it. */
	#mayCompact(): boolean {
		const { doc, mayCompact } = this.#options;
		return (
			this.isWritable &&
			mayCompact() &&
			this.#cursor.unreadable === 0 &&
			!this.#cursor.chains.hasGap &&
			this.#lacking.unfit.isEmpty &&
			!isWaiting(doc)
		);
	}

	async #compacted({ place, position, manifest, content, bytes }: NonNullable<Compacted>): Promise<void> {
		if (!(await this.#whenTakenIn())) return;
		const cursor = this.#cursor;
		cursor.advance(position);
		cursor.chains.take(place, hashOfEntry(manifest));
		cursor.compacted(content, bytes);
		this.#held(content);
		this.#scanSoon();
		this.#options.onCompacted?.();
		this.#changed();
	}

	/**
	 * Whether the document has all that was taken in. What waited for something missing may have been let go of by who
	 * watches over what peers send; then all is read again.
	 */
	#isIntact(): Promise<boolean> {
		const isIntact = this.#news.then(() => {
			const cursor = this.#cursor;
			if (cursor.held.isWithin(contentOfDocument(this.#options.doc))) return true;
			cursor.reset(cursor.epoch);
			this.#socket.reopenLater();
			return false;
		});
		// Nothing is taken in while it is looked at.
		this.#news = isIntact.then(() => undefined);
		return isIntact;
	}

	/** What is saved must be true of the stored document whenever it is read. */
	async #save(): Promise<void> {
		const { device, doc } = this.#options;
		this.#hasWaited ||= isWaiting(doc);
		if (this.#hasWaited && !isWaiting(doc)) this.#hasWaited = !(await this.#isIntact());
		// What waits for something missing was taken in, but is not stored: it must be read again.
		const bytes = this.#hasWaited ? null : this.#cursor.encode();
		try {
			// Never, where nothing is stored: then nothing is to be known either.
			await device.whenSaved();
			if (bytes && !this.#isDestroyed) await device.save(bytes);
		} catch (error) {
			console.warn('What is known of the mailbox was not kept; it will be read again.', error);
		}
		this.#saveTimer = undefined;
		if (this.#hasMoreToSave) this.#saveSoon();
	}

	#saveSoon(): void {
		this.#hasMoreToSave = this.#saveTimer !== undefined;
		this.#saveTimer ??= setTimeout(() => void this.#save(), SAVE_AFTER_MS);
	}
}

/** Whether something came that refers to what has not come. */
function isWaiting({ store: { pendingStructs, pendingDs } }: Y.Doc): boolean {
	return pendingStructs !== null || pendingDs !== null;
}
