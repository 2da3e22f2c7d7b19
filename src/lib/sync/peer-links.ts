// Which peers we are linked to, and whose turn it is to dial. The room server says who is here; of two peers the one
// with the lower id dials, always, so that no two offers meet. A try that failed is followed by another with a higher
// attempt number after a growing, jittered wait; the side that may not dial asks for it ("redial").
//
//   signal := { attempt, data: offer | answer | candidate } | { attempt, redial: true }
import { Backoff } from '../signaling/backoff.ts';
import type { PeerId, Signal } from '../signaling/messages.ts';
import type { PeerLink } from './peer-link.ts';
import type { SignalData } from './y-webrtc-room.ts';

const FIRST_REDIAL_MS = 250;
const MAX_REDIAL_MS = 2_000;

export interface PeerLinksOptions {
	readonly self: PeerId;
	/** Makes a link; it ends with a call of `onClose`, whatever happens. */
	readonly open: (request: LinkRequest) => PeerLink;
	readonly signal: (to: PeerId, signal: Signal) => void;
	/** Peers that are reached another way (tabs of this browser) and need no link. */
	readonly isReachedElsewhere: (peer: PeerId) => boolean;
}

export interface LinkRequest {
	readonly remote: PeerId;
	readonly attempt: number;
	readonly isInitiator: boolean;
	readonly signal: (data: SignalData) => void;
	readonly onClose: () => void;
}

interface Contact {
	attempt: number;
	link: PeerLink | null;
	isHere: boolean;
	retry: ReturnType<typeof setTimeout> | undefined;
	readonly backoff: Backoff;
}

export class PeerLinks {
	readonly #options: PeerLinksOptions;
	readonly #contacts = new Map<PeerId, Contact>();
	/** Of all peers together: one who left and came back remembers its last one, which we have forgotten. */
	#lastAttempt = 0;
	#isDestroyed = false;

	constructor(options: PeerLinksOptions) {
		this.#options = options;
	}

	/** All links, open or opening. */
	*[Symbol.iterator](): Generator<PeerLink> {
		for (const { link } of this.#contacts.values()) if (link) yield link;
	}

	/** Peers the room server says are here. */
	get present(): number {
		return [...this.#contacts.values()].filter(({ isHere }) => isHere).length;
	}

	/** Who is in the room now; called at every (re)join. Open links to others live on: they don't need the server. */
	setMembers(peers: readonly PeerId[]): void {
		const here = new Set(peers);
		for (const [peer, contact] of this.#contacts) if (!here.has(peer)) this.#left(peer, contact);
		for (const peer of peers) this.joined(peer);
	}

	joined(peer: PeerId): void {
		if (peer === this.#options.self || this.#isDestroyed) return;
		const contact = this.#contactOf(peer);
		if (!contact.isHere) contact.link?.probe();
		contact.isHere = true;
		this.#dial(peer, contact);
	}

	left(peer: PeerId): void {
		const contact = this.#contacts.get(peer);
		if (contact) this.#left(peer, contact);
	}

	receiveSignal(from: PeerId, signal: Signal): void {
		if (from === this.#options.self || this.#isDestroyed) return;
		const contact = this.#contactOf(from);
		contact.isHere = true;
		if (signal.redial === true) {
			if (!this.#dials(from) || signal.attempt < contact.attempt) return;
			contact.link?.close('peer asked to be dialled again');
			contact.backoff.reset();
			return this.#dial(from, contact);
		}
		const data = parseSignalData(signal.data);
		if (!data) return;
		const isNewOffer = data.type === 'offer' && !this.#dials(from) && signal.attempt > contact.attempt;
		// It has not noticed yet that we are a tab of the same browser.
		if (isNewOffer && this.#options.isReachedElsewhere(from)) return;
		if (isNewOffer) {
			contact.link?.close('peer dialled anew');
			clearTimeout(contact.retry);
			contact.attempt = signal.attempt;
			this.#open(from, contact, false);
		}
		// Late words of an older attempt would confuse the newer one.
		if (signal.attempt === contact.attempt) contact.link?.receiveSignal(data);
	}

	/** A peer turned out to be reached another way: a link to it would bring everything twice. */
	reachedElsewhere(peer: PeerId): void {
		this.#contacts.get(peer)?.link?.close('reached through the browser itself');
	}

	/** The network changed or the page woke up: look after every link at once, without waiting out any backoff. */
	probe(): void {
		for (const [peer, contact] of this.#contacts) {
			contact.backoff.reset();
			if (contact.link) contact.link.probe();
			else if (contact.isHere) this.#dial(peer, contact);
		}
	}

	destroy(): void {
		this.#isDestroyed = true;
		for (const contact of this.#contacts.values()) {
			clearTimeout(contact.retry);
			contact.link?.close('board closed');
		}
		this.#contacts.clear();
	}

	#left(peer: PeerId, contact: Contact): void {
		contact.isHere = false;
		clearTimeout(contact.retry);
		if (!contact.link) this.#contacts.delete(peer);
		else if (contact.link.isOpen) contact.link.probe({ hasLeft: true });
		else contact.link.close('peer left the room');
	}

	#dials(peer: PeerId): boolean {
		return this.#options.self < peer;
	}

	#dial(peer: PeerId, contact: Contact): void {
		// Whoever may not dial goes on asking for it: its timer stays.
		if (contact.link || !this.#dials(peer) || this.#options.isReachedElsewhere(peer)) return;
		clearTimeout(contact.retry);
		contact.attempt = ++this.#lastAttempt;
		this.#open(peer, contact, true);
	}

	#open(remote: PeerId, contact: Contact, isInitiator: boolean): void {
		const { attempt } = contact;
		const link = this.#options.open({
			remote,
			attempt,
			isInitiator,
			signal: (data) => this.#options.signal(remote, { attempt, data }),
			onClose: () => {
				if (contact.link !== link) return;
				const wasOpen = link.hello !== null;
				contact.link = null;
				if (wasOpen) contact.backoff.reset();
				this.#afterClose(remote, contact);
			}
		});
		contact.link = link;
	}

	#afterClose(peer: PeerId, contact: Contact): void {
		if (this.#isDestroyed) return;
		if (!contact.isHere) {
			this.#contacts.delete(peer);
			return;
		}
		if (this.#options.isReachedElsewhere(peer)) return;
		contact.retry = setTimeout(() => {
			if (contact.link || !contact.isHere) return;
			if (this.#dials(peer)) return this.#dial(peer, contact);
			this.#options.signal(peer, { attempt: contact.attempt, redial: true });
			this.#afterClose(peer, contact);
		}, contact.backoff.nextMs());
	}

	#contactOf(peer: PeerId): Contact {
		let contact = this.#contacts.get(peer);
		if (!contact) {
			contact = {
				attempt: 0,
				link: null,
				isHere: false,
				retry: undefined,
				backoff: new Backoff({ firstMs: FIRST_REDIAL_MS, maxMs: MAX_REDIAL_MS })
			};
			this.#contacts.set(peer, contact);
		}
		return contact;
	}
}

/** Offers, answers and candidates only: simple-peer would also renegotiate or add media at a stranger's wish. */
function parseSignalData(data: unknown): SignalData | null {
	if (typeof data !== 'object' || data === null) return null;
	const { type, sdp, candidate } = data as { type?: unknown; sdp?: unknown; candidate?: unknown };
	if ((type === 'offer' || type === 'answer') && typeof sdp === 'string') return { type, sdp };
	if (type === 'candidate' && typeof candidate === 'object' && candidate !== null) {
		return { type, candidate: candidate as object };
	}
	return null;
}
