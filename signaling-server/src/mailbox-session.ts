// One socket at the mailbox: what it may, what it asks for, and what it is told. A board's mailbox name is enough to read;
// writing takes the proof that one holds the board's write key, and every entry is signed with it.
import { randomBytes, type KeyObject } from 'node:crypto';
import {
	CHALLENGE_BYTES,
	encodeMessage,
	MAILBOX_VERSION,
	MAX_FRAME_BYTES,
	NAME_BYTES,
	NO_EPOCH,
	parseRequest,
	type MailboxMessage,
	type MailboxRefusal,
	type MailboxRequest
} from '../../src/lib/mailbox/messages.ts';
import { MailboxFeed } from './mailbox-feed.ts';
import type { MailboxHub } from './mailbox-hub.ts';
import type { SocketAllowance } from './mailbox-allowance.ts';
import type { Appended, Kept, MailboxStore, Replaced, WriteOptions } from './mailbox-store.ts';
import type { Metrics } from './metrics.ts';
import { isSignedEntry, verifyProof } from './write-proof.ts';

type Numbered = Extract<MailboxRequest, { readonly request: number }>;
type Read = Extract<Numbered, { readonly type: 'getChunk' | 'getBlob' | 'hasBlob' }>;
type Write = Exclude<Numbered, Read>;
type Opening = Extract<MailboxRequest, { readonly type: 'open' }>;
type Proof = Extract<MailboxRequest, { readonly type: 'prove' }>;

/** What stands around a manifest and its chunks' names in a frame. */
const FRAME_HEAD_BYTES = 32;

/** The socket, as far as a session needs to know it. */
export interface SessionSocket {
	send(frame: Uint8Array): void;
	/** Says why, and hangs up. */
	hangUp(reason: string, kind: 'mistake' | 'later'): void;
	hasRoom(): boolean;
	/** Resolves when more may be sent; false when the socket is gone. */
	roomAgain(): Promise<boolean>;
	/** Reads nothing more until `resume`. */
	pause(): void;
	resume(): void;
}

export interface SessionOptions {
	readonly socket: SessionSocket;
	readonly store: MailboxStore;
	readonly hub: MailboxHub;
	readonly allowance: SocketAllowance;
	readonly metrics: Metrics;
	readonly ttlS: number;
	/** Of a mailbox. */
	readonly maxBytes: number;
	/** Called with what the store failed with. */
	readonly onFailure: (error: unknown) => void;
}

export class MailboxSession {
	readonly #options: SessionOptions;
	readonly #challenge = randomBytes(CHALLENGE_BYTES);
	#opened: { readonly mailbox: string; readonly feed: MailboxFeed; readonly leave: () => void } | null = null;
	#key: KeyObject | null = null;
	/** It was allowed to make the mailbox. */
	#mayCreate = false;
	#isOver = false;
	readonly #waiting: { readonly request: Numbered; readonly release: () => void }[] = [];
	#inFlight = 0;
	/** The last answer to be read from the store. */
	#reading = Promise.resolve();

	/** Begins with the challenge. */
	constructor(options: SessionOptions) {
		this.#options = options;
		this.#say({ type: 'challenge', challenge: this.#challenge });
	}

	get mailbox(): string | null {
		return this.#opened?.mailbox ?? null;
	}

	/** Something came from the client. Never throws. */
	receive(frame: Uint8Array): void {
		if (this.#isOver) return;
		const request = parseRequest(frame);
		if (!request || (!this.#opened && request.type !== 'open' && request.type !== 'ping'))
			return this.#mistaken('malformed message');
		this.#options.metrics.mailboxRequest(request.type);
		const { allowance } = this.#options;
		if (!allowance.take(frame.length)) return this.#slowDown(request);
		switch (request.type) {
			case 'ping':
				return this.#say({ type: 'pong' });
			case 'open':
				return this.#open(request);
			case 'prove':
				return this.#prove(request);
			default:
				return this.#queue(request, frame.length);
		}
	}

	/** The socket is gone. Safe to call twice. */
	destroy(): void {
		this.#isOver = true;
		this.#opened?.leave();
		this.#opened?.feed.destroy();
		for (const { release } of this.#waiting.splice(0)) release();
	}

	#open({ version, mailbox, position, epoch }: Opening): void {
		if (version !== MAILBOX_VERSION) return this.#mistaken(`expected version ${MAILBOX_VERSION}`);
		if (this.#opened) return this.#mistaken('opened twice');
		const { store, hub, socket, ttlS, maxBytes } = this.#options;
		const feed = new MailboxFeed({
			store,
			mailbox,
			ttlS,
			maxBytes,
			send: (frame) => socket.send(frame),
			hasRoom: () => socket.hasRoom(),
			roomAgain: () => socket.roomAgain(),
			onFailure: (error) => {
				this.#options.onFailure(error);
				this.#hangUp('the mailboxes can’t be read', 'later');
			}
		});
		this.#opened = { mailbox, feed, leave: hub.join(mailbox, feed) };
		feed.open(position, epoch);
		store.touch(mailbox).catch(this.#options.onFailure);
	}

	#prove({ publicKey, signature }: Proof): void {
		const { mailbox = '' } = this.#opened ?? {};
		const key = verifyProof({ challenge: this.#challenge, mailbox, publicKey, signature });
		if (!key) {
			this.#options.metrics.refused('mailbox not proven');
			return this.#hangUp('not the key of this mailbox', 'mistake');
		}
		this.#key = key;
		this.#say({ type: 'proven' });
	}

	/** Takes it when there is a place, else when there is one again; nothing more is read from the socket meanwhile. */
	#queue(request: Numbered, bytes: number): void {
		const release = this.#options.allowance.hold(bytes);
		if (!release) return this.#refuse(request, 'slow down');
		this.#waiting.push({ request, release });
		this.#carryOutNext();
	}

	#carryOutNext(): void {
		const { allowance, socket } = this.#options;
		while (this.#inFlight < allowance.requestsInFlight) {
			const next = this.#waiting.shift();
			if (!next) return socket.resume();
			this.#inFlight++;
			void this.#carryOut(next.request).finally(() => {
				next.release();
				this.#inFlight--;
				this.#carryOutNext();
			});
		}
		socket.pause();
	}

	/** Several run at once; the store keeps their order. Never rejects. */
	async #carryOut(request: Numbered): Promise<void> {
		try {
			if (isRead(request)) {
				// One after the other: each answer has to be taken before the next is read from the store.
				const given = this.#reading.then(() => this.#give(request));
				this.#reading = given.catch(() => undefined); // told below
				await given;
			} else await this.#store(request);
		} catch (error) {
			this.#options.onFailure(error);
			this.#refuse(request, 'unavailable');
		}
	}

	async #give(request: Read): Promise<void> {
		const { store, socket } = this.#options;
		const { mailbox = '' } = this.#opened ?? {};
		if (!(await socket.roomAgain())) return;
		if (request.type === 'hasBlob') {
			const position = await store.countBlobParts(mailbox, request.name);
			const epoch = this.#opened?.feed.epoch ?? NO_EPOCH;
			return this.#say({ type: 'done', request: request.request, position, epoch });
		}
		const bytes =
			request.type === 'getChunk'
				? await store.getChunk(mailbox, request.name)
				: await store.getBlob(mailbox, request.name, request.part);
		this.#say({ type: 'bytes', request: request.request, bytes });
	}

	async #store(request: Write): Promise<void> {
		const { mailbox = '' } = this.#opened ?? {};
		const refusal = this.#mayWrite(mailbox, request);
		if (refusal) return this.#refuse(request, refusal);
		let outcome = await this.#write(mailbox, request, this.#createOptions());
		// It was there a moment ago, and was deleted: whoever may make one makes it again.
		if (outcome.status === 'missing' && !this.#mayCreate && this.#takeCreation())
			outcome = await this.#write(mailbox, request, { mayCreate: true });
		await this.#tell(mailbox, request, outcome);
	}

	#mayWrite(mailbox: string, request: Write): MailboxRefusal | null {
		if (!this.#key) return 'not proven';
		const entry =
			request.type === 'append' ? request.entry : request.type === 'replace' ? request.manifest : null;
		if (entry && !isSignedEntry(this.#key, mailbox, entry)) return 'not signed';
		if (request.type !== 'replace') return null;
		// It has to fit into one frame on the way back, too.
		const frameBytes = FRAME_HEAD_BYTES + NAME_BYTES * request.chunks.length + request.manifest.length;
		return frameBytes > MAX_FRAME_BYTES ? 'full' : null;
	}

	#write(mailbox: string, request: Write, options: WriteOptions): Promise<Replaced | Kept> {
		const { store } = this.#options;
		switch (request.type) {
			case 'append':
				return store.append(mailbox, request.entry, { ...options, epoch: epochOrAny(request.epoch) });
			case 'replace':
				return store.replace(mailbox, request, options);
			case 'putChunk':
				return store.putChunk(mailbox, request.bytes, options);
			case 'putBlob':
				return store.putBlob(mailbox, request.name, request.part, request.bytes, options);
			default:
				return request satisfies never;
		}
	}

	async #tell(mailbox: string, request: Write, outcome: Replaced | Kept): Promise<void> {
		switch (outcome.status) {
			case 'missing':
				return this.#refuse(request, 'slow down');
			case 'conflict':
				// It may be another mailbox than this socket was told of.
				this.#opened?.feed.changed();
				return this.#refuse(request, outcome.status);
			case 'full':
			case 'no such chunk':
				return this.#refuse(request, outcome.status);
			case 'known':
			case 'stored':
				this.#publish(mailbox, request, outcome);
				// Whoever hears that its entry is the last one may believe that it has all before it.
				if ('position' in outcome) await this.#opened?.feed.whenSent(outcome);
				return this.#say({
					type: 'done',
					request: request.request,
					position: 'position' in outcome ? outcome.position : 0,
					epoch: outcome.epoch
				});
			default:
				outcome satisfies never;
		}
	}

	#publish(mailbox: string, request: Write, outcome: Appended | Kept): void {
		const { hub } = this.#options;
		if (outcome.status !== 'stored') return;
		if ('position' in outcome && this.#opened) {
			const chunks = request.type === 'replace' ? request.chunks : null;
			const entry =
				request.type === 'append' ? request.entry : request.type === 'replace' ? request.manifest : null;
			if (!entry) return;
			const { position } = outcome;
			const frame = encodeMessage({ type: 'entry', position, chunks, entry });
			hub.publish(mailbox, { stored: outcome, frame }, this.#opened.feed);
		} else if (outcome.isNew) hub.changed(mailbox);
	}

	#createOptions(): WriteOptions {
		const isThere = Buffer.compare(this.#opened?.feed.epoch ?? NO_EPOCH, NO_EPOCH) !== 0;
		return { mayCreate: this.#mayCreate || (!isThere && this.#takeCreation()) };
	}

	#takeCreation(): boolean {
		return (this.#mayCreate ||= this.#options.allowance.takeMailbox());
	}

	#slowDown(request: MailboxRequest): void {
		const isNumbered = 'request' in request;
		if (isNumbered && this.#options.allowance.mayRefuse()) return this.#refuse(request, 'slow down');
		this.#options.metrics.refused('mailbox requests too fast');
		this.#hangUp('too many requests', 'later');
	}

	#refuse({ request }: Numbered, reason: MailboxRefusal): void {
		this.#options.metrics.mailboxRefused(reason);
		this.#say({ type: 'refused', request, reason });
	}

	#mistaken(reason: string): void {
		this.#options.metrics.refused('malformed');
		this.#hangUp(reason, 'mistake');
	}

	#hangUp(reason: string, kind: 'mistake' | 'later'): void {
		if (this.#isOver) return;
		this.#options.socket.hangUp(reason, kind);
		this.destroy();
	}

	#say(message: MailboxMessage): void {
		if (!this.#isOver) this.#options.socket.send(encodeMessage(message));
	}
}

function isRead(request: Numbered): request is Read {
	return request.type === 'getChunk' || request.type === 'getBlob' || request.type === 'hasBlob';
}

function epochOrAny(epoch: Uint8Array): Uint8Array | undefined {
	return Buffer.compare(epoch, NO_EPOCH) === 0 ? undefined : epoch;
}
