// Who is here and what they say of themselves, told to neighbours directly and to everybody else through others; and
// packets, which may be lost.
import type { Role } from '../access/board-keys.ts';
import { areEqualBytes } from '../access/equal-bytes.ts';
import { TokenBucket } from '../signaling/token-bucket.ts';
import { Departed } from './departed.ts';
import type { Forwarding } from './forwarding.ts';
import type { Hello } from './handshake-messages.ts';
import type { Link } from './link.ts';
import {
	encodeFarPacket,
	encodeOwnPacket,
	markedFarPacket,
	parsePeoplePacket,
	type FarPacket
} from './people-packet.ts';
import { isSigned, type Statement } from './statements.ts';

/** After something changed, those who lack a statement get it so much later, all at once. */
const SPREAD_AFTER_MS = 600;
/** Awareness is renewed every 15 s; who was not for so long is gone, though nobody said so. */
const STALE_MS = 40_000;
const MAX_FAR_PEOPLE = 1_000;
/** Packets of others that we pass on; the rest is lost, as packets may be. */
const FORWARDED_PACKETS = { perSecond: 600, burst: 600 };

/** Whose packet it is. */
export interface Author {
	readonly clientId: number;
	readonly role: Role;
}

export interface PeopleExchangeOptions {
	readonly self: { readonly peer: string; readonly clientId: number; readonly role: Role };
	readonly forwarding: Forwarding;
	/** What we say of ourselves, as it is now. */
	readonly ownStatement: () => Statement;
	/** To be taken into awareness. */
	readonly onStatement: (statement: Statement) => void;
	/** To be taken out of it. */
	readonly onGone: (clientId: number) => void;
	/** Whether the room server counts the peer among those who are here. */
	readonly isInRoom: (peer: string) => boolean;
	/** Whether the peer is here without a link too. */
	readonly isReachedElsewhere: (peer: string) => boolean;
	readonly onPacket: (author: Author, packet: Uint8Array) => void;
}

interface Partner {
	readonly link: Link;
	readonly peer: string;
	readonly writes: boolean;
	readonly hello: Hello;
	/** Of whom it has been told, and up to which clock. */
	readonly told: Map<string, number>;
}

interface Known {
	readonly statement: Statement;
	readonly at: number;
	/** Whose way it came when they are no neighbour; null for the room server's. */
	readonly via: string | null;
	lastPacket: number;
}

export class PeopleExchange {
	readonly #options: PeopleExchangeOptions;
	readonly #partners = new Map<Link, Partner>();
	readonly #known = new Map<string, Known>();
	readonly #departed = new Departed();
	readonly #budget = new TokenBucket(FORWARDED_PACKETS);
	#spread: ReturnType<typeof setTimeout> | undefined;
	#packetNumber = 0;

	constructor(options: PeopleExchangeOptions) {
		this.#options = options;
	}

	/** People we know of through others only: client id → peer id. */
	get far(): Map<number, string> {
		const far = [...this.#known.values()].filter(({ statement }) => !this.#linkedWith(statement.peer));
		return new Map(far.map(({ statement }) => [statement.clientId, statement.peer]));
	}

	opened(link: Link, hello: Hello): void {
		const partner = {
			link,
			peer: hello.peer,
			writes: hello.role === 'editor',
			hello,
			told: new Map<string, number>()
		};
		this.#partners.set(link, partner);
		this.#departed.returned(hello.peer);
		link.send(this.#options.ownStatement().message);
		this.spreadSoon();
	}

	closed(link: Link): void {
		const partner = this.#partners.get(link);
		if (!partner) return;
		this.#partners.delete(link);
		this.spreadSoon();
		const { isInRoom, isReachedElsewhere, onGone } = this.#options;
		const isAlone = ![...this.#partners.values()].some(({ writes }) => writes);
		// Out of our sight only, as it seems. If it is gone the room server will say so, or its own silence.
		if (isInRoom(partner.peer) && !isAlone) return;
		this.#known.delete(partner.peer);
		if (!isInRoom(partner.peer)) this.#departed.add(partner.peer);
		if (!isReachedElsewhere(partner.peer)) onGone(partner.hello.clientId);
		// With nobody left who could pass on what others do, they are all out of reach.
		if (!isAlone) return;
		for (const [peer, { via }] of [...this.#known]) if (via !== null) this.left(peer);
	}

	/** The room server says that a peer has left; whoever is linked with it finds out by itself. */
	left(peer: string): void {
		// They forget it, and must be told again should it come back.
		for (const { told } of this.#partners.values()) told.delete(peer);
		if (this.#linkedWith(peer)) return;
		this.#departed.add(peer);
		const known = this.#known.get(peer);
		if (!known) return;
		this.#known.delete(peer);
		this.#options.onGone(known.statement.clientId);
	}

	/** The room server says that a peer has come, or come back. */
	joined(peer: string): void {
		const early = this.#departed.returned(peer);
		const via = [...this.#partners.values()].find(({ peer }) => peer === early?.via);
		if (early && via) this.#take(early.statement, via);
		this.spreadSoon();
	}

	/** The room server says who is here, after a while without it: whoever we know through others and is not, is gone. */
	keepOnly(isHere: (peer: string) => boolean): void {
		for (const peer of [...this.#known.keys()]) if (!isHere(peer)) this.left(peer);
		for (const peer of this.#departed.peers) if (isHere(peer)) this.joined(peer);
	}

	/** Tells our neighbours what we say of ourselves now. */
	sendOwn(): void {
		const { message } = this.#options.ownStatement();
		for (const { link } of this.#partners.values()) link.send(message);
	}

	receiveStatement(link: Link, statement: Statement): void {
		const via = this.#partners.get(link);
		if (!via) return;
		const isKept = statement.peer !== via.peer && this.#departed.keep(statement, via.peer);
		if (!isKept) this.#take(statement, via);
	}

	/** Somebody whom no connection reaches said it through the room server. Gives back whether it is believed. */
	hear(statement: Statement): boolean {
		const before = this.#known.get(statement.peer)?.statement;
		// Said again, to somebody who knew it.
		if (before?.clock === statement.clock && areEqualBytes(before.message, statement.message)) return true;
		if (!this.#options.isInRoom(statement.peer) || !this.#isBelievable(statement, null)) return false;
		this.#known.set(statement.peer, { statement, at: Date.now(), via: null, lastPacket: 0 });
		this.#options.onStatement(statement);
		return true;
	}

	/** A packet of somebody heard that way. */
	hearPacket({ peer, role }: { readonly peer: string; readonly role: Role }, packet: Uint8Array): void {
		const known = this.#known.get(peer);
		if (!known || known.via !== null || this.#linkedWith(peer)) return;
		this.#options.onPacket({ clientId: known.statement.clientId, role }, packet);
	}

	/** Whether this peer is known through others, by way of connections. */
	isForwarded(peer: string): boolean {
		const known = this.#known.get(peer);
		return known !== undefined && known.via !== null;
	}

	#take(statement: Statement, via: Partner): void {
		if (!this.#isBelievable(statement, via)) return;
		const before = this.#known.get(statement.peer);
		const known = { statement, at: Date.now(), via: via.peer, lastPacket: before?.lastPacket ?? 0 };
		this.#known.set(statement.peer, known);
		this.#options.onStatement(statement);
		this.#pass(known, this.#options.forwarding.targets(statement.peer, via.peer, this.#partners.values()));
	}

	/** Sends a packet to our neighbours. */
	sendPacket(packet: Uint8Array): void {
		const message = encodeOwnPacket(packet);
		for (const { link } of this.#partners.values()) link.sendPacket(message);
	}

	/** Sends a packet to those who are no neighbours, through those who are. */
	sendFarPacket(packet: Uint8Array): void {
		const message = encodeFarPacket(this.#options.self.peer, ++this.#packetNumber, packet);
		for (const { link, writes } of this.#partners.values()) if (writes) link.sendPacket(message);
	}

	receivePacket(link: Link, packet: Uint8Array): void {
		const via = this.#partners.get(link);
		if (!via) return;
		const parsed = parsePeoplePacket(packet);
		const { clientId, role } = via.hello;
		if (parsed?.type === 'own') this.#options.onPacket({ clientId, role }, parsed.content);
		else if (parsed) this.#receiveFarPacket(via, parsed, packet);
	}

	/** Those who lack what we know about somebody get it soon; to be called when who is linked with whom has changed. */
	spreadSoon(): void {
		this.#spread ??= setTimeout(() => {
			this.#spread = undefined;
			this.#forgetStale();
			for (const known of this.#known.values()) {
				const { statement, via } = known;
				// Who is linked with somebody that left may not have noticed yet.
				if (!this.#options.isInRoom(statement.peer)) continue;
				const author = this.#linkedWith(statement.peer) ? statement.peer : via;
				if (author === null) continue;
				this.#pass(known, this.#options.forwarding.targets(statement.peer, author, this.#partners.values()));
			}
		}, SPREAD_AFTER_MS);
	}

	destroy(): void {
		clearTimeout(this.#spread);
		this.#partners.clear();
		this.#known.clear();
	}

	#pass({ statement }: Known, partners: readonly Partner[]): void {
		for (const { link, told } of partners) {
			if ((told.get(statement.peer) ?? -1) >= statement.clock) continue;
			told.set(statement.peer, statement.clock);
			link.send(statement.message);
		}
	}

	#isBelievable(statement: Statement, via: Pick<Partner, 'peer' | 'hello'> | null): boolean {
		const { self } = this.#options;
		if (statement.peer === self.peer || statement.clientId === self.clientId) return false;
		if (via && statement.peer === via.peer) {
			// Its link vouches for it; the signature is for those it is passed on to.
			const { clientId, sessionKey } = via.hello;
			return statement.clientId === clientId && areEqualBytes(statement.sessionKey, sessionKey);
		}
		const before = this.#known.get(statement.peer)?.statement;
		if (
			before &&
			(before.clock >= statement.clock || !areEqualBytes(before.sessionKey, statement.sessionKey))
		)
			return false;
		if (before ? before.clientId !== statement.clientId : !this.#isFree(statement)) return false;
		return !this.#linkedWith(statement.peer) && isSigned(statement);
	}

	/** Whether nobody else speaks for the client that this newcomer claims. */
	#isFree({ clientId }: Statement): boolean {
		if (this.#known.size >= MAX_FAR_PEOPLE) return false;
		const linked = [...this.#partners.values()].some(({ hello }) => hello.clientId === clientId);
		return !linked && ![...this.#known.values()].some(({ statement }) => statement.clientId === clientId);
	}

	#receiveFarPacket(via: Partner, packet: FarPacket, bytes: Uint8Array): void {
		if (packet.author === this.#options.self.peer) return;
		// A viewer passes nothing on.
		if (packet.author !== via.peer && !via.writes) return via.link.noteRefusal();
		const known = this.#known.get(packet.author);
		if (!known || packet.number <= known.lastPacket) return;
		known.lastPacket = packet.number;
		const role = (packet.author === via.peer ? via.writes : packet.writes) ? 'editor' : 'viewer';
		// From a neighbour itself it is for others; us it tells more often.
		if (!this.#linkedWith(packet.author)) {
			this.#options.onPacket({ clientId: known.statement.clientId, role }, packet.content);
		}
		const message = markedFarPacket(bytes, role === 'editor');
		for (const { link } of this.#options.forwarding.targets(
			packet.author,
			via.peer,
			this.#partners.values()
		)) {
			if (this.#budget.take()) link.sendPacket(message);
		}
	}

	#forgetStale(): void {
		for (const [peer, { at }] of this.#known) {
			if (Date.now() - at > STALE_MS && !this.#linkedWith(peer)) this.#known.delete(peer);
		}
	}

	#linkedWith(peer: string): boolean {
		return [...this.#partners.values()].some((partner) => partner.peer === peer);
	}
}
