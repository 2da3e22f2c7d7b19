// Somebody who speaks the wire's language and keeps none of its rules: a member of a room by hand, over `ws` and WebRTC
// in Node, with the keys that a test gives it or without any.
import { deriveBoardKeys, type BoardKeys } from '../../src/lib/access/board-keys.ts';
import { createBoardLink } from '../../src/lib/access/board-link.ts';
import type { Member, PeerId } from '../../src/lib/signaling/messages.ts';
import {
	encodeAcked,
	encodeSyncStep1,
	parseDocumentMessage,
	type DocumentMessage
} from '../../src/lib/sync/document-message.ts';
import { Handshake } from '../../src/lib/sync/handshake.ts';
import type { Hello } from '../../src/lib/sync/handshake-messages.ts';
import type { SignalData } from '../../src/lib/sync/link.ts';
import { PING, PONG } from '../../src/lib/sync/liveness.ts';
import { createSessionKeys } from '../../src/lib/sync/statements.ts';
import * as Y from 'yjs';
import { RoomMember } from './room-member.ts';
import { Wire, type ChannelName } from './wire.ts';

const PATIENCE_MS = 20_000;
/** A connection that is not open by then is tried anew, as honest peers do. */
const REDIAL_MS = 6_000;
const PING_PACKET = Uint8Array.of(PING, 0, 0, 0, 0, 0, 0, 0, 0);
let lastPeer = 0;

/** An id never used before. Browsers' are hexadecimal, so "-" comes before all of them and is the one that dials. */
export function createPeerId({ dials = true } = {}): PeerId {
	return `${dials ? '-' : 'z'}hostile-${process.pid}-${Date.now()}-${++lastPeer}` as PeerId;
}

/** The keys of a board that nobody knows. */
export const strangeKeys = (): BoardKeys => deriveBoardKeys(createBoardLink());

export interface HostilePeerOptions {
	readonly serverUrl: string;
	readonly room: string;
	readonly keys: BoardKeys;
	readonly peer?: PeerId;
	/** What it tells the room server that it is. */
	readonly role?: Member['role'];
	/** Yjs's number that it claims. */
	readonly clientId?: number;
}

/** One link of a hostile peer to one victim. */
export class HostileLink {
	readonly wire: Wire;
	readonly handshake: Handshake;
	/** All that came on the document and bulk channels, in order; null for what is no message. */
	readonly messages: (DocumentMessage | null)[] = [];
	/** The same as bytes. */
	readonly bytes: Uint8Array<ArrayBuffer>[] = [];
	readonly packets: Uint8Array<ArrayBuffer>[] = [];
	/** Its own hello and proof, once said. */
	readonly said: Uint8Array[] = [];
	/** Bytes of all messages. */
	receivedBytes = 0;

	constructor(
		signal: (data: SignalData) => void,
		options: {
			readonly keys: BoardKeys;
			readonly self: Pick<Hello, 'clientId' | 'peer' | 'sessionKey'>;
			readonly remote: PeerId;
			readonly isInitiator: boolean;
		}
	) {
		let bulkBytes = 0;
		this.wire = new Wire({
			signal,
			onMessage: (channel, bytes) => this.#receive(channel, bytes),
			onBulkFrame: (bytes) => this.wire.sendMessage(encodeAcked((bulkBytes += bytes)))
		});
		this.handshake = new Handshake({ ...options, fingerprints: () => this.wire.fingerprints });
	}

	/** Waits for the first message of this type that the victim sends, or has sent. */
	async next<T extends DocumentMessage['type']>(type: T): Promise<Extract<DocumentMessage, { type: T }>> {
		let found: DocumentMessage | null | undefined;
		await this.until(() => (found = this.messages.find((message) => message?.type === type)), type);
		return found as Extract<DocumentMessage, { type: T }>;
	}

	/** Says hello and proves what its keys let it prove. */
	async shakeHands(): Promise<void> {
		this.said.push(this.handshake.hello);
		this.wire.sendMessage(this.handshake.hello);
		const step = this.handshake.receiveHello(await this.next('hello'));
		if (step.status !== 'waiting') throw new Error(`expected a sound hello, got ${JSON.stringify(step)}`);
		this.said.push(step.send);
		this.wire.sendMessage(step.send);
	}

	/** Shakes hands and waits for what the victim tells members only. */
	async becomeMember(): Promise<this> {
		await this.shakeHands();
		await this.next('statement');
		return this;
	}

	/** Asks for what `known` lacks, and waits for the end of the answer: until then all that was said before was read. */
	async askForMissing(known = new Y.Doc()): Promise<void> {
		const before = this.count('synced');
		this.wire.sendMessage(encodeSyncStep1(known));
		await this.until(() => this.count('synced') > before, 'an answer');
	}

	/** Waits until the victim has read what was sent, or hung up for it. */
	async settle(): Promise<void> {
		const before = this.packets.length;
		let asked = 0;
		const isAnswered = () => {
			// Packets may be lost, in a flood above all.
			if (asked++ % 20 === 0) this.wire.sendRaw('presence', PING_PACKET);
			return this.wire.isClosed || this.packets.slice(before).some(([kind]) => kind === PONG);
		};
		await until(isAnswered, 'a pong or the end');
	}

	/** How many messages of this type have come. */
	count(type: DocumentMessage['type']): number {
		return this.messages.filter((message) => message?.type === type).length;
	}

	/** The board as it was told by now. */
	document(): Y.Doc {
		const doc = new Y.Doc();
		for (const message of this.messages) if (message?.type === 'update') Y.applyUpdate(doc, message.update);
		return doc;
	}

	/** Waits until the victim has hung up. */
	async whenClosed(): Promise<void> {
		await until(() => this.wire.isClosed, 'the victim to hang up');
	}

	/** Whether the victim has told it anything that only members hear; a ping is nothing. */
	get isMember(): boolean {
		return (
			this.messages.some((message) => message?.type !== 'hello' && message?.type !== 'proof') ||
			this.packets.some(([kind = PING]) => kind !== PING && kind !== PONG)
		);
	}

	/** Waits for something while the link stands. */
	async until(isDone: () => unknown, what: string): Promise<void> {
		await until(() => isDone() || this.wire.isClosed, what);
		if (!isDone()) throw new Error(`expected ${what}, got hung up on`);
	}

	#receive(channel: ChannelName, bytes: Uint8Array<ArrayBuffer>): void {
		if (channel === 'document' || channel === 'bulk') {
			this.receivedBytes += bytes.length;
			this.bytes.push(bytes);
			this.messages.push(parseDocumentMessage(bytes));
			return;
		}
		this.packets.push(bytes);
		// It wants to be thought alive, or every attack would end by itself.
		if (channel === 'presence' && bytes[0] === PING)
			this.wire.sendRaw(channel, Uint8Array.of(PONG, ...bytes.subarray(1)));
	}
}

export class HostilePeer {
	readonly peer: PeerId;
	readonly clientId: number;
	readonly session = createSessionKeys();
	readonly member: RoomMember;
	readonly links = new Map<PeerId, HostileLink>();
	readonly #keys: BoardKeys;
	#lastAttempt = Date.now();

	private constructor(member: RoomMember, { keys, clientId }: HostilePeerOptions) {
		this.peer = member.peer;
		this.member = member;
		this.#keys = keys;
		this.clientId = clientId ?? Math.floor(Math.random() * 2 ** 32);
		member.onSignal = (from, { attempt, data }) => {
			const signal = data as SignalData | undefined;
			if (signal?.type === 'offer') this.#renew(from, attempt, false);
			if (signal) this.links.get(from)?.wire.receiveSignal(signal);
		};
	}

	static async join(options: HostilePeerOptions): Promise<HostilePeer> {
		const { serverUrl, room, peer = createPeerId(), role } = options;
		return new HostilePeer(await RoomMember.join({ serverUrl, room, peer, role }), options);
	}

	/** The number of the attempt it dialled last; grows from one peer to the next. */
	get attempt(): number {
		return this.#lastAttempt;
	}

	/** A connection to the victim, its channels open and nothing said: dialled, or answered by whoever has the higher id. */
	async connect(victim: PeerId): Promise<HostileLink> {
		let link: HostileLink | undefined;
		let dialledAt = -Infinity;
		const isOpen = () => {
			if (this.peer < victim && performance.now() - dialledAt > REDIAL_MS) {
				dialledAt = performance.now();
				this.#renew(victim, ++this.#lastAttempt, true).wire.offer();
			}
			return (link = this.links.get(victim))?.wire.isOpen;
		};
		await until(isOpen, `a connection to ${victim}`);
		return link as HostileLink;
	}

	/** A link on which it is a proven member. */
	async joinVictim(victim: PeerId): Promise<HostileLink> {
		return (await this.connect(victim)).becomeMember();
	}

	leave(): void {
		for (const { wire } of this.links.values()) wire.close();
		this.member.leave();
	}

	/** A new link in place of the one before. */
	#renew(victim: PeerId, attempt: number, isInitiator: boolean): HostileLink {
		this.links.get(victim)?.wire.close();
		const link = new HostileLink((data) => this.member.signal(victim, { attempt, data }), {
			keys: this.#keys,
			self: { clientId: this.clientId, peer: this.peer, sessionKey: this.session.publicKey },
			remote: victim,
			isInitiator
		});
		this.links.set(victim, link);
		return link;
	}
}

/** Waits until something holds. @throws after twenty seconds, with what was waited for. */
export async function until(holds: () => unknown, what: string, patienceMs = PATIENCE_MS): Promise<void> {
	const deadline = Date.now() + patienceMs;
	while (!holds()) {
		if (Date.now() > deadline) throw new Error(`expected ${what} within ${patienceMs} ms`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
