// Links in memory, for many peers in one process: what a link over WebRTC does to those who use it, without WebRTC.
// Messages are bytes, read on arrival and held back by the gate as over a real link. Those of one channel stay in
// order; packets overtake each other and get lost. Who can reach whom is for the test to say. To be used in fake time.
import { parseDocumentMessage } from '../../src/lib/sync/document-message.ts';
import { maySend } from '../../src/lib/sync/gate.ts';
import { PROTOCOL_VERSION, type Hello } from '../../src/lib/sync/handshake-messages.ts';
import type { IceFacts } from '../../src/lib/sync/ice-facts.ts';
import type { Link, LinkRequest, OpenLink, SignalData } from '../../src/lib/sync/link.ts';
import type { PeerId } from '../../src/lib/signaling/messages.ts';
import type { Random } from './random.ts';

const CONNECT_TIMEOUT_MS = 15_000;
/** When a peer that went away without a word is missed: by itself, and when there is reason to doubt. */
const SILENCE_MS = 10_000;
const DOUBTFUL_SILENCE_MS = 4_000;
const MAX_FAULTS = 3;

const NO_ICE: IceFacts = {
	path: 'direct',
	relayProtocol: null,
	own: new Set(),
	theirs: new Set(),
	errors: new Set(),
	hasAnswer: false
};

export type Identity = Pick<Hello, 'peer' | 'clientId' | 'role' | 'sessionKey'>;

export interface MemoryLinksOptions {
	readonly random: Random;
	/** Part of the packets that never arrive. */
	readonly packetLoss?: number;
}

/** All links of one simulated world. */
export class MemoryLinks {
	readonly random: Random;
	readonly #packetLoss: number;
	readonly #ends = new Map<string, MemoryLink>();
	readonly #withoutPath = new Set<string>();
	readonly #apart = new Map<string, number>();
	readonly #gone = new Set<string>();
	/** How many messages of each type arrived. */
	readonly counts = new Map<string, number>();
	packetCount = 0;

	constructor({ random, packetLoss = 0 }: MemoryLinksOptions) {
		this.random = random;
		this.#packetLoss = packetLoss;
	}

	/** How this peer opens links. */
	openerOf(self: Identity): OpenLink {
		return (request) => {
			const link = new MemoryLink(this, self, request);
			this.#ends.set(keyOf(self.peer, request.remote, request.attempt), link);
			return link;
		};
	}

	/** No network path leads from one of these to the other. */
	refusePath(one: string, other: string): void {
		this.#withoutPath.add(pairOf(one, other));
	}

	/** There is a path between these two, after all. */
	allowPath(one: string, other: string): void {
		this.#withoutPath.delete(pairOf(one, other));
	}

	/** Puts peers into parts of the network that don't reach each other; those not named are in part 0. */
	partition(parts: ReadonlyMap<string, number>): void {
		this.#apart.clear();
		for (const [peer, part] of parts) this.#apart.set(peer, part);
		for (const link of this.#ends.values()) if (!this.canReach(link.self.peer, link.remote)) link.breakOff();
	}

	/** This peer is gone without a word. */
	takeAway(peer: string): void {
		this.#gone.add(peer);
		for (const link of this.#ends.values()) if (!this.canReach(link.self.peer, link.remote)) link.breakOff();
	}

	canReach(one: string, other: string): boolean {
		return (
			!this.#gone.has(one) &&
			!this.#gone.has(other) &&
			!this.#withoutPath.has(pairOf(one, other)) &&
			(this.#apart.get(one) ?? 0) === (this.#apart.get(other) ?? 0)
		);
	}

	farEndOf(link: MemoryLink): MemoryLink | undefined {
		return this.#ends.get(keyOf(link.remote, link.self.peer, link.attempt));
	}

	forget(link: MemoryLink): void {
		this.#ends.delete(keyOf(link.self.peer, link.remote, link.attempt));
	}

	note(type: string): void {
		this.counts.set(type, (this.counts.get(type) ?? 0) + 1);
	}

	latencyMs(): number {
		return this.random.integer(5, 60);
	}

	isPacketLost(): boolean {
		return this.random.chance(this.#packetLoss);
	}
}

class MemoryLink implements Link {
	readonly self: Identity;
	readonly remote: PeerId;
	readonly attempt: number;
	readonly rttMs = null;
	readonly ice = NO_ICE;
	hello: Hello | null = null;
	refusedCount = 0;
	readonly #world: MemoryLinks;
	readonly #request: LinkRequest;
	/** When what was sent last arrives, by channel: nothing overtakes it there. */
	readonly #lastArrival = { document: 0, bulk: 0, assets: 0 };
	#bulk: (() => Uint8Array | null) | null = null;
	#isBulkUnderWay = false;
	#faults = 0;
	#isBroken = false;
	#isClosed = false;

	constructor(world: MemoryLinks, self: Identity, request: LinkRequest) {
		this.#world = world;
		this.self = self;
		this.#request = request;
		this.remote = request.remote;
		this.attempt = request.attempt;
		if (request.isInitiator) setTimeout(() => this.#say({ type: 'offer', sdp: 'v=0' }), 1);
		setTimeout(() => {
			if (!this.hello) this.#end('no connection in time', 'failure');
		}, CONNECT_TIMEOUT_MS);
	}

	get isOpen(): boolean {
		return this.hello !== null && !this.#isClosed;
	}

	receiveSignal(data: SignalData): void {
		if (this.#isClosed) return;
		if (data.type === 'offer') this.#say({ type: 'answer', sdp: 'v=0' });
		else this.#connect();
	}

	send(message: Uint8Array): void {
		if (this.isOpen) this.#arrive('document', (far) => far.#receive(message.slice()));
	}

	sendBulk(next: () => Uint8Array | null): void {
		if (!this.isOpen) return;
		this.#bulk = next;
		if (!this.#isBulkUnderWay) this.#pumpBulk();
	}

	/** One at a time, and without a limit: nobody here sends images by the dozen. */
	sendAssets(next: () => Uint8Array | null): void {
		if (!this.isOpen) return;
		for (let message = next(); message; message = next()) {
			const bytes = message.slice();
			this.#arrive('assets', (far) => far.#request.onAsset(far, bytes));
		}
	}

	sendPacket(packet: Uint8Array): void {
		if (!this.isOpen) return;
		this.#world.packetCount++;
		if (this.#world.isPacketLost()) return;
		const bytes = packet.slice();
		setTimeout(() => {
			const far = this.#world.farEndOf(this);
			if (far?.isOpen && !this.#isBroken) far.#request.onPacket(far, bytes);
		}, this.#world.latencyMs());
	}

	noteFault(): void {
		this.noteRefusal();
		if (++this.#faults >= MAX_FAULTS) this.#end('too many malformed messages', 'hostility');
	}

	noteRefusal(): void {
		this.refusedCount++;
	}

	probe(): void {
		if (this.#isBroken) setTimeout(() => this.#end('peer is silent', 'failure'), DOUBTFUL_SILENCE_MS);
	}

	close(reason: string): void {
		this.#end(reason, 'wish');
	}

	/** Nothing gets through any more, and nobody is told. */
	breakOff(): void {
		if (this.#isBroken) return;
		this.#isBroken = true;
		setTimeout(() => this.#end('peer is silent', 'failure'), SILENCE_MS);
	}

	#end(reason: string, cause: 'wish' | 'failure' | 'hostility'): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#bulk = null;
		// What was sent before still arrives.
		this.#arrive('document', (far) => far.#end('connection ended', 'failure'));
		this.#world.forget(this);
		this.#request.onClose(this, { reason, isFailure: cause !== 'wish', isHostile: cause === 'hostility' });
	}

	#say(data: SignalData): void {
		if (!this.#isClosed) this.#request.signal(data);
	}

	/** The answer came: both ends prove themselves to each other, if there is a way between them. */
	#connect(): void {
		const far = this.#world.farEndOf(this);
		if (!far || far.#isClosed || !this.#world.canReach(this.self.peer, this.remote)) return;
		this.#arrive('document', (end) => end.#open(this.self));
		far.#arrive('document', (end) => end.#open(far.self));
	}

	#open(remote: Identity): void {
		if (this.#isClosed || this.hello) return;
		this.hello = { version: PROTOCOL_VERSION, nonce: new Uint8Array(32), ...remote };
		this.#request.onOpen(this, this.hello);
	}

	#receive(bytes: Uint8Array): void {
		if (!this.isOpen || !this.hello) return;
		const message = parseDocumentMessage(bytes);
		if (!message) return this.noteFault();
		if (!maySend(message, this.hello)) return this.noteRefusal();
		this.#world.note(message.type);
		this.#request.onMessage(this, message);
	}

	/** One piece at a time is under way. */
	#pumpBulk(): void {
		const message = this.#bulk?.();
		this.#isBulkUnderWay = Boolean(message);
		if (!message) {
			this.#bulk = null;
			return;
		}
		this.#arrive('bulk', (far) => far.#receive(message));
		setTimeout(() => this.#pumpBulk(), 20);
	}

	#arrive(channel: 'document' | 'bulk' | 'assets', run: (far: MemoryLink) => void): void {
		const far = this.#world.farEndOf(this);
		const now = performance.now();
		this.#lastArrival[channel] = Math.max(this.#lastArrival[channel], now + this.#world.latencyMs());
		setTimeout(() => {
			if (far && !far.#isClosed && !this.#isBroken && !far.#isBroken) run(far);
		}, this.#lastArrival[channel] - now);
	}
}

const keyOf = (self: string, remote: string, attempt: number) => `${self} ${remote} ${attempt}`;
const pairOf = (one: string, other: string) => [one, other].sort().join(' ');
