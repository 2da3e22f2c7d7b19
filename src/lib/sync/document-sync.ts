// Keeps one document in step with everybody we have a link with: asks for what is missing, answers, sends what is done
// here, and passes on what others did to who can't see them. What was missed all the same is found by digests.
import type * as Y from 'yjs';
import { AntiEntropy, DocumentDigest } from './anti-entropy.ts';
import { encodeDigest, encodeForwarded, encodeSyncStep1, type DocumentMessage } from './document-message.ts';
import type { Forwarding } from './forwarding.ts';
import type { Hello } from './handshake-messages.ts';
import type { Link } from './link.ts';
import { RemoteUpdates } from './remote-updates.ts';
import { SyncAnswers } from './sync-answers.ts';
import { SyncTurns } from './sync-turns.ts';
import { UpdateBatch } from './update-batch.ts';
import { whenIdle } from './when-idle.ts';

/** What waits is read anew with every update that comes; so much costs 7 ms each time. */
const MAX_PENDING_BYTES = 2 * 1024 * 1024;
const MIN_ASK_INTERVAL_MS = 2_000;

export interface DocumentSyncOptions {
	readonly doc: Y.Doc;
	/** The origin of transactions that bring what peers did. */
	readonly origin: unknown;
	readonly forwarding: Forwarding;
}

interface Partner {
	readonly link: Link;
	readonly peer: string;
	readonly writes: boolean;
	readonly clientId: number;
	readonly answers: SyncAnswers;
	readonly entropy: AntiEntropy;
	askedAt: number;
	hasBroughtNews: boolean;
	/** Whether its answer came to its end once. */
	hasSynced: boolean;
	ask(): void;
}

type Message<T extends DocumentMessage['type']> = Extract<DocumentMessage, { type: T }>;

export class DocumentSync {
	readonly #options: DocumentSyncOptions;
	readonly #partners = new Map<Link, Partner>();
	readonly #turns = new SyncTurns<Partner>();
	readonly #digest: DocumentDigest;
	readonly #updates: RemoteUpdates;
	readonly #batch = new UpdateBatch((updates, clock) => {
		for (const { answers } of this.#partners.values()) answers.sendLocal(updates, clock);
	});

	constructor(options: DocumentSyncOptions) {
		this.#options = options;
		this.#digest = new DocumentDigest(options.doc);
		this.#updates = new RemoteUpdates(options.doc, options.origin);
	}

	opened(link: Link, hello: Hello): void {
		const { doc } = this.#options;
		// A viewer has nothing that a writer has not, and nothing of it would be taken.
		const writes = hello.role === 'editor';
		const partner: Partner = {
			link,
			peer: hello.peer,
			writes,
			clientId: hello.clientId,
			answers: new SyncAnswers({ doc, link, liveClients: () => this.#liveClients() }),
			entropy: new AntiEntropy({
				digest: () => this.#digest.current,
				send: (digest) => link.send(encodeDigest(digest)),
				ask: () => void (writes && this.#turns.add(partner)),
				whenIdle
			}),
			askedAt: -Infinity,
			hasBroughtNews: false,
			hasSynced: false,
			ask: () => {
				partner.askedAt = performance.now();
				link.send(encodeSyncStep1(doc));
			}
		};
		this.#partners.set(link, partner);
		if (writes) this.#turns.add(partner);
	}

	closed(link: Link): void {
		const partner = this.#partners.get(link);
		this.#partners.delete(link);
		partner?.answers.destroy();
		partner?.entropy.destroy();
		if (partner) this.#turns.finished(partner);
		// It may have told us, or another, only a part.
		this.checkSoon();
	}

	/** Whether somebody was asked for what is missing here, and has not answered to the end. */
	get isBeingBroughtUp(): boolean {
		return this.#turns.isBusy;
	}

	/** Whether all that this peer had when it came has been brought. */
	hasSynced(link: Link): boolean {
		return this.#partners.get(link)?.hasSynced ?? false;
	}

	/** Something happened that may have torn a change in two. */
	checkSoon(): void {
		for (const { entropy } of this.#partners.values()) entropy.checkSoon();
	}

	/** A change made here. `clock` is our client's before it. */
	sendLocal(update: Uint8Array, clock: number): void {
		this.#batch.add(update, clock);
	}

	/** Sends a message that arrives after all changes made here before. */
	sendAfterChanges(link: Link, message: Uint8Array): void {
		this.#batch.flush();
		this.#partners.get(link)?.answers.sendAfterChanges(message);
	}

	receive(link: Link, message: Message<'sync-step-1' | 'digest' | 'synced' | 'update' | 'forwarded'>): void {
		const partner = this.#partners.get(link);
		if (!partner) return;
		switch (message.type) {
			case 'sync-step-1':
				return partner.answers.answer(message.known);
			case 'digest':
				// While a board is on its way documents differ, and that is no news.
				return this.#turns.isBusy ? undefined : partner.entropy.receive(message.digest);
			case 'synced':
				return this.#synced(partner);
			case 'update':
				return this.#receiveUpdate(partner, message.update, partner.peer, message.isAnswer);
			case 'forwarded':
				return this.#receiveUpdate(partner, message.update, message.author, false);
			default:
				message satisfies never;
		}
	}

	destroy(): void {
		this.#batch.flush();
		for (const { answers, entropy } of this.#partners.values()) {
			answers.destroy();
			entropy.destroy();
		}
		this.#partners.clear();
		this.#turns.destroy();
		this.#digest.destroy();
	}

	#receiveUpdate(partner: Partner, update: Uint8Array, author: string, isAnswer: boolean): void {
		if (isAnswer) this.#turns.progressed(partner);
		const reception = this.#updates.receive(update);
		if (reception.status === 'refused') return partner.link.noteFault();
		if (reception.news && isAnswer) partner.hasBroughtNews = true;
		else if (reception.news) this.#forward(author, partner, reception.news);
		this.#lookAtPending(partner);
	}

	#forward(author: string, via: Partner, news: Uint8Array): void {
		const targets = this.#options.forwarding.targets(author, via.peer, this.#partners.values());
		if (targets.length === 0) return;
		const message = encodeForwarded(author, news);
		for (const { link } of targets) link.send(message);
	}

	/** What came as an answer is not passed on piece by piece: whoever lacks it too finds out, and asks. */
	#synced(partner: Partner): void {
		partner.hasSynced = true;
		this.#turns.finished(partner);
		if (!partner.hasBroughtNews) return;
		partner.hasBroughtNews = false;
		for (const { peer, entropy } of this.#partners.values()) {
			if (peer !== partner.peer && !this.#options.forwarding.areLinked(peer, partner.peer))
				entropy.checkSoon();
		}
	}

	/** What waits for something missing costs more with every update to come: it is asked for at once. */
	#lookAtPending(partner: Partner): void {
		const pending = this.#updates.pendingBytes;
		if (pending > MAX_PENDING_BYTES) {
			// Whatever of it was worth something comes again with the answer to the next link's question.
			this.#updates.dropPending();
			return partner.link.close('its changes refer to what it does not send');
		}
		if (pending === 0 || performance.now() - partner.askedAt < MIN_ASK_INTERVAL_MS) return;
		this.#turns.add(partner);
	}

	*#liveClients(): Generator<number> {
		yield this.#options.doc.clientID;
		for (const { clientId } of this.#partners.values()) yield clientId;
	}
}
