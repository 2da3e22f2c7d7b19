// Which peers we are linked to, and whose turn it is to dial. The room server says who is here, topology.ts who of them
// is a neighbour; of two peers the one with the lower id dials, always, so that no two offers meet. A try that failed is
// followed by another with a higher attempt number after a growing, jittered wait; the side that may not dial asks for
// it ("redial"). Whoever is called answers, neighbour or not: the other side may know better who is here. A link to
// somebody who is no neighbour any more is given up after a while, when those that replace it stand.
//
//   signal := { attempt, data: offer | answer | candidate } | { attempt, redial: true }
import { Backoff } from '../signaling/backoff.ts';
import type { Member, PeerId, Signal } from '../signaling/messages.ts';
import { TokenBucket } from '../signaling/token-bucket.ts';
import type { Link, LinkEnd, LinkEvents, OpenLink, SignalData } from './link.ts';
import { neighboursOf } from './topology.ts';

const FIRST_REDIAL_MS = 250;
const MAX_REDIAL_MS = 2_000;
/** Until a peer that did what no honest one does is heard again: longer every time. */
const FIRST_BAN_MS = 5_000;
const MAX_BAN_MS = 300_000;
/** Until a writer that had no room for a viewer, or that no path led to, is tried again. */
const SPARED_MS = 60_000;
/** A peer that dials anew after so long has given up the try before. */
const GIVEN_UP_MS = 5_000;
/** Until a link to somebody who is no neighbour any more is closed. */
const PRUNE_MS = 10_000;
/** More than any place in the topology needs; each costs memory, and Chromium has no more than 500 at all. */
const MAX_LINKS = 64;
/**
 * Connections we make because somebody asks for it, one peer and all together. Chromium refuses a page its 500th, closed
 * ones included until it collects them; an honest peer that can't connect asks every two seconds.
 */
const ASKED = { perSecond: 0.5, burst: 8 };
const ASKED_BY_ALL = { perSecond: 2, burst: 128 };

export interface PeerLinksOptions {
	readonly self: Member;
	/** Makes a link; it ends with a call of `onClose`, whatever happens. */
	readonly open: OpenLink;
	readonly events: LinkEvents;
	readonly signal: (to: PeerId, signal: Signal) => void;
	/** Peers that are reached another way (tabs of this browser) and need no link. */
	readonly isReachedElsewhere: (peer: PeerId) => boolean;
}

/** What is known of a peer that should be a neighbour. */
export interface Contact {
	readonly peer: PeerId;
	readonly link: Link | null;
	/** When it was first looked for since it was last linked, by `Date.now`. */
	readonly since: number;
	/** Tries that came to nothing since then. */
	readonly failures: number;
	/** The last try, when it came to nothing: what it saw, and why it ended. */
	readonly failed: { readonly link: Link; readonly reason: string } | null;
}

interface Entry {
	member: Member;
	attempt: number;
	link: Link | null;
	isHere: boolean;
	/** Whether the room server has told of it; a signal of its own may have come first. */
	isAnnounced: boolean;
	isNeighbour: boolean;
	since: number;
	/** When the link was begun. */
	begunAt: number;
	failures: number;
	failed: Contact['failed'];
	sparedUntil: number;
	/** Until then we don't call it; should it call, it is answered. */
	uncalledUntil: number;
	bannedUntil: number;
	banMs: number;
	retry: ReturnType<typeof setTimeout> | undefined;
	readonly backoff: Backoff;
	asked: TokenBucket;
}

export class PeerLinks {
	readonly #options: PeerLinksOptions;
	readonly #entries = new Map<PeerId, Entry>();
	readonly #asked = new TokenBucket(ASKED_BY_ALL);
	/** Of all peers together: one who left and came back remembers its last one, which we have forgotten. */
	#lastAttempt = 0;
	#prune: ReturnType<typeof setTimeout> | undefined;
	#soon: ReturnType<typeof setTimeout> | undefined;
	#isDestroyed = false;

	constructor(options: PeerLinksOptions) {
		this.#options = options;
	}

	/** All links, open or opening. */
	*[Symbol.iterator](): Generator<Link> {
		for (const { link } of this.#entries.values()) if (link) yield link;
	}

	/** Everybody we have a link with or look for one with. */
	get contacts(): Contact[] {
		return [...this.#entries.values()]
			.filter(({ link, isHere, isNeighbour, member }) => {
				return (link || (isHere && isNeighbour)) && !this.#options.isReachedElsewhere(member.peer);
			})
			.map(({ member, link, since, failures, failed }) => ({
				peer: member.peer,
				link,
				since,
				failures,
				failed
			}));
	}

	/** Whether somebody is in the room with whom we have no open link. */
	get hasFarPeople(): boolean {
		const { isReachedElsewhere } = this.#options;
		return [...this.#entries].some(
			([peer, { isHere, link }]) => isHere && !link?.isOpen && !isReachedElsewhere(peer)
		);
	}

	/** Who is in the room without an open link, and how often one was tried in vain. */
	get unlinked(): { readonly peer: PeerId; readonly failures: number }[] {
		return [...this.#entries].flatMap(([peer, { isHere, link, failures }]) =>
			isHere && !link?.isOpen ? [{ peer, failures }] : []
		);
	}

	/** Whether the room server counts this peer among those who are here. */
	isInRoom(peer: PeerId): boolean {
		return this.#entries.get(peer)?.isHere ?? false;
	}

	/** Who is in the room now; called at every (re)join. Open links to others live on: they don't need the server. */
	setMembers(members: readonly Member[]): void {
		const here = new Set(members.map(({ peer }) => peer));
		for (const [peer, entry] of this.#entries) if (!here.has(peer)) this.#leave(peer, entry);
		for (const member of members) this.#arrive(member);
		this.#reckon();
	}

	joined(member: Member): void {
		this.#arrive(member);
		this.#reckon();
	}

	left(peer: PeerId): void {
		const entry = this.#entries.get(peer);
		if (entry) this.#leave(peer, entry);
		this.#reckon();
	}

	receiveSignal(from: PeerId, signal: Signal): void {
		if (from === this.#options.self.peer || this.#isDestroyed) return;
		// Whoever signals is here; who it is the room server said before, or will say.
		const entry = this.#entryOf({ peer: from, role: 'editor' });
		entry.isHere = true;
		if (Date.now() < entry.bannedUntil) return;
		if (signal.redial === true) {
			if (!this.#dials(from) || signal.attempt < entry.attempt || !this.#mayAsk(entry)) return;
			entry.link?.close('peer asked to be dialled again');
			entry.backoff.reset();
			return this.#dial(from, entry);
		}
		const data = parseSignalData(signal.data);
		if (!data) return;
		const isNewOffer = data.type === 'offer' && !this.#dials(from) && signal.attempt > entry.attempt;
		// It has not noticed yet that we are a tab of the same browser.
		if (isNewOffer && (this.#options.isReachedElsewhere(from) || !this.#mayAsk(entry))) return;
		if (isNewOffer) {
			this.#noteGivenUp(entry);
			entry.link?.close('peer dialled anew');
			clearTimeout(entry.retry);
			entry.attempt = signal.attempt;
			this.#open(from, entry, false);
		}
		// Late words of an older attempt would confuse the newer one.
		if (signal.attempt === entry.attempt) entry.link?.receiveSignal(data);
	}

	/** A writer has no room for a viewer, of whom we are one: another shall do, and neither calls the other for a while. */
	spare(peer: PeerId): void {
		const entry = this.#entries.get(peer);
		if (entry) {
			entry.sparedUntil = Date.now() + SPARED_MS;
			entry.uncalledUntil = entry.sparedUntil;
		}
		this.#reckon();
	}

	/** A peer turned out to be reached another way: a link to it would bring everything twice. */
	reachedElsewhere(peer: PeerId): void {
		this.#entries.get(peer)?.link?.close('reached through the browser itself');
	}

	/** The network changed or the page woke up: look after every link at once, without waiting out any backoff. */
	probe(): void {
		for (const [peer, entry] of this.#entries) {
			entry.backoff.reset();
			if (entry.link) entry.link.probe();
			else if (entry.isHere && entry.isNeighbour) this.#call(peer, entry);
		}
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#prune);
		clearTimeout(this.#soon);
		for (const entry of this.#entries.values()) {
			clearTimeout(entry.retry);
			entry.link?.close('board closed');
		}
		this.#entries.clear();
	}

	#arrive(member: Member): void {
		if (member.peer === this.#options.self.peer || this.#isDestroyed) return;
		const entry = this.#entryOf(member);
		entry.member = member;
		entry.isHere = true;
		// Told so again, it or we were away. What was signaled meanwhile went to a dead socket, or to a page that slept, and
		// the answer would be waited for in vain.
		if (entry.link?.isOpen) entry.link.probe();
		else if (entry.isAnnounced) {
			entry.backoff.reset();
			entry.link?.close('signals may be lost');
		}
		entry.isAnnounced = true;
	}

	#leave(peer: PeerId, entry: Entry): void {
		entry.isHere = false;
		entry.isAnnounced = false;
		clearTimeout(entry.retry);
		if (!entry.link) this.#entries.delete(peer);
		else if (entry.link.isOpen) entry.link.probe();
		else entry.link.close('peer left the room');
	}

	/** Who is a neighbour now: looks for those who are new among them, and gives up the others in time. */
	#reckon(): void {
		clearTimeout(this.#soon);
		this.#soon = undefined;
		if (this.#isDestroyed) return;
		const here = [...this.#entries.values()].filter(({ isHere }) => isHere);
		const neighbours = neighboursOf(
			this.#options.self,
			here.map(({ member }) => member),
			{ isSpared: (peer) => Date.now() < (this.#entries.get(peer)?.sparedUntil ?? 0) }
		);
		let hasExtra = false;
		for (const entry of here) {
			const { peer } = entry.member;
			const wasNeighbour = entry.isNeighbour;
			entry.isNeighbour = neighbours.has(peer);
			if (entry.isNeighbour && !wasNeighbour) this.#call(peer, entry);
			if (!entry.isNeighbour && entry.link) hasExtra = true;
			if (!entry.isNeighbour && !entry.link) clearTimeout(entry.retry);
		}
		if (hasExtra) this.#prune ??= setTimeout(() => this.#closeExtra(), PRUNE_MS);
	}

	/**
	 * Closes links to those who are no neighbours any more, but for one in place of each neighbour that no link stands to:
	 * anybody may join a room and say that he is somebody to be linked with, and never answer.
	 */
	#closeExtra(): void {
		this.#prune = undefined;
		const extra: Link[] = [];
		let missing = 0;
		for (const { link, isNeighbour, isHere } of this.#entries.values()) {
			// Which writers a viewer holds is for the viewer to choose.
			const isTheirs = this.#options.self.role === 'editor' && link?.hello?.role === 'viewer';
			if (isHere && isNeighbour && !link?.isOpen) missing++;
			if (link?.isOpen && isHere && !isNeighbour && !isTheirs) extra.push(link);
		}
		for (const link of extra.slice(missing)) link.close('no neighbour any more');
		if (missing > 0 && extra.length > 0) this.#prune = setTimeout(() => this.#closeExtra(), PRUNE_MS);
	}

	#dials(peer: PeerId): boolean {
		return this.#options.self.peer < peer;
	}

	/** Dials, or asks to be dialled. */
	#call(peer: PeerId, entry: Entry): void {
		if (entry.link || this.#options.isReachedElsewhere(peer)) return;
		if (this.#dials(peer)) this.#dial(peer, entry);
		// It reckons as we do and dials by itself, unless it knows less; then it is asked.
		else this.#retryLater(peer, entry);
	}

	#dial(peer: PeerId, entry: Entry): void {
		if (entry.link || this.#options.isReachedElsewhere(peer) || waitMsOf(entry) > 0) return;
		clearTimeout(entry.retry);
		entry.attempt = ++this.#lastAttempt;
		this.#open(peer, entry, true);
	}

	#open(remote: PeerId, entry: Entry, isInitiator: boolean): void {
		if ([...this].length >= MAX_LINKS) return;
		const { events, signal } = this.#options;
		const { attempt } = entry;
		let link: Link | null = null;
		link = this.#options.open({
			...events,
			remote,
			attempt,
			isInitiator,
			signal: (data) => signal(remote, { attempt, data }),
			onClose: (closed, end) => {
				if (entry.link === link || link === null) this.#closed(remote, entry, closed, end);
				events.onClose(closed, end);
			}
		});
		entry.link = link;
		entry.begunAt = Date.now();
	}

	/** The peer gave a try up; ours would have come to nothing a moment later, and nobody would be told. */
	#noteGivenUp(entry: Entry): void {
		const { link, begunAt } = entry;
		if (!link || link.isOpen || Date.now() - begunAt < GIVEN_UP_MS) return;
		entry.failures++;
		entry.failed = { link, reason: 'peer gave up' };
	}

	#closed(peer: PeerId, entry: Entry, link: Link, { reason, isFailure, isHostile }: LinkEnd): void {
		entry.link = null;
		if (link.hello) {
			entry.backoff.reset();
			// What stood once is worth another try; strangers never get so far.
			entry.asked = new TokenBucket(ASKED);
			entry.since = Date.now();
			entry.failures = 0;
			entry.failed = null;
		} else if (isFailure) {
			entry.failures++;
			entry.failed = { link, reason };
			// A viewer needs any two writers, not this one.
			if (this.#options.self.role === 'viewer' && !this.#isDestroyed) {
				entry.sparedUntil = Date.now() + SPARED_MS;
				this.#soon ??= setTimeout(() => this.#reckon(), 0);
			}
		}
		if (isHostile) {
			entry.bannedUntil = Date.now() + entry.banMs;
			entry.banMs = Math.min(2 * entry.banMs, MAX_BAN_MS);
		}
		if (this.#isDestroyed) return;
		if (!entry.isHere) this.#entries.delete(peer);
		else if (entry.isNeighbour && !this.#options.isReachedElsewhere(peer)) this.#retryLater(peer, entry);
	}

	#retryLater(peer: PeerId, entry: Entry): void {
		clearTimeout(entry.retry);
		const wait = Math.max(entry.backoff.nextMs(), waitMsOf(entry));
		entry.retry = setTimeout(() => {
			if (entry.link || !entry.isHere || !entry.isNeighbour) return;
			if (this.#dials(peer)) return this.#dial(peer, entry);
			this.#options.signal(peer, { attempt: entry.attempt, redial: true });
			this.#retryLater(peer, entry);
		}, wait);
	}

	#mayAsk({ asked }: Entry): boolean {
		return asked.take() && this.#asked.take();
	}

	#entryOf(member: Member): Entry {
		let entry = this.#entries.get(member.peer);
		if (!entry) {
			entry = {
				member,
				attempt: 0,
				link: null,
				isHere: false,
				isAnnounced: false,
				isNeighbour: false,
				since: Date.now(),
				begunAt: 0,
				failures: 0,
				failed: null,
				sparedUntil: 0,
				uncalledUntil: 0,
				bannedUntil: 0,
				banMs: FIRST_BAN_MS,
				retry: undefined,
				backoff: new Backoff({ firstMs: FIRST_REDIAL_MS, maxMs: MAX_REDIAL_MS }),
				asked: new TokenBucket(ASKED)
			};
			this.#entries.set(member.peer, entry);
		}
		return entry;
	}
}

/** How long it is not to be called, ms; 0 or less when it may be. */
function waitMsOf({ bannedUntil, uncalledUntil }: Entry): number {
	return Math.max(bannedUntil, uncalledUntil) - Date.now();
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
