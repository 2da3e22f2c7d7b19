// One try to connect to one peer, from the first signal to its end. A link that failed is not mended: another takes
// its place, with a higher attempt number.
import type * as Y from 'yjs';
import type { PeerId } from '../signaling/messages.ts';
import { AntiEntropy } from './anti-entropy.ts';
import {
	encodeAwareness,
	encodeDigest,
	encodeHello,
	encodeSyncStep1,
	parseDocumentMessage,
	PROTOCOL_VERSION,
	type Hello
} from './document-message.ts';
import type { FramedChannel } from './framed-channel.ts';
import { ownPartOf } from './own-awareness.ts';
import { peerConnectionClass, type PresenceChannel } from './peer-connection.ts';
import { SyncAnswers, updateSinkOf } from './sync-answers.ts';
import type { Connection, SignalData, YWebrtcRoom } from './y-webrtc-room.ts';

/** A link that is not open by then is given up. */
export const CONNECT_TIMEOUT_MS = 15_000;
const PING_MS = 2_500;
/** Nothing heard for this long: the peer is gone, whatever ICE still hopes for. */
const SILENCE_MS = 10_000;
/** The same when the room server says that the peer left. */
const SILENCE_AFTER_LEAVING_MS = 1.6 * PING_MS;
/** Malformed messages until the link is closed. */
const MAX_FAULTS = 3;

// Packets on the presence channel: uint8(kind) • bytes. The link answers pings; the rest is not its business.
const PING = 0;
const PONG = 1;
const PRESENCE = 2;

export interface PeerLinkOptions {
	readonly room: YWebrtcRoom;
	readonly doc: Y.Doc;
	readonly digest: () => Uint8Array;
	readonly self: Hello & { readonly peer: PeerId };
	readonly remote: PeerId;
	readonly isInitiator: boolean;
	readonly attempt: number;
	readonly iceServers: readonly RTCIceServer[];
	readonly signal: (data: SignalData) => void;
	/** Whether the peer is here without this link too. */
	readonly isReachedElsewhere: () => boolean;
	readonly onOpen: (hello: Hello) => void;
	readonly onClose: (reason: string) => void;
	readonly onPresence: (clientId: number, packet: Uint8Array) => void;
	readonly RTCPeerConnection?: typeof RTCPeerConnection;
}

export class PeerLink {
	readonly remote: PeerId;
	readonly attempt: number;
	readonly #options: PeerLinkOptions;
	readonly #connection: Connection;
	readonly #timers: ReturnType<typeof setTimeout>[] = [];
	#channel: FramedChannel | null = null;
	#presence: PresenceChannel | null = null;
	#answers: SyncAnswers | null = null;
	#entropy: AntiEntropy | null = null;
	#hello: Hello | null = null;
	#heardAt = performance.now();
	#checkedAt = performance.now();
	#silenceMs = SILENCE_MS;
	#faults = 0;
	#rttMs: number | null = null;
	#isClosed = false;

	constructor(options: PeerLinkOptions) {
		this.#options = options;
		this.remote = options.remote;
		this.attempt = options.attempt;
		const { room, isInitiator, iceServers, remote, attempt, signal } = options;
		this.#connection = room.openConnection({
			// Unlike the peer id, never used again: y-webrtc drops what has this key when an old connection ends.
			key: `${remote} ${attempt}`,
			isInitiator,
			iceServers,
			signal,
			onClose: () => this.close('connection ended'),
			RTCPeerConnection: peerConnectionClass(
				{
					onCreated: (_connection, channel, presence) => {
						this.#channel = channel;
						this.#presence = presence;
					},
					onRawOpen: () => this.#channel?.send(encodeHello(options.self)),
					onMessage: (message) => this.#receive(message),
					onFault: (reason) => this.close(reason),
					onPacket: (packet) => this.#receivePacket(packet)
				},
				options.RTCPeerConnection
			)
		});
		this.#timers.push(
			setTimeout(() => {
				if (!this.isOpen) this.close('no connection in time');
			}, CONNECT_TIMEOUT_MS),
			setInterval(() => this.#checkAlive(), PING_MS)
		);
	}

	/** Whether the peer has introduced itself and documents flow. */
	get isOpen(): boolean {
		return this.#hello !== null && !this.#isClosed;
	}

	/** What the peer said of itself; null before. */
	get hello(): Hello | null {
		return this.#hello;
	}

	/** Round trip on the presence channel, ms; null before the first. */
	get rttMs(): number | null {
		return this.#rttMs;
	}

	/** Hands over what the peer signaled. */
	receiveSignal(data: SignalData): void {
		if (!this.#isClosed) this.#connection.signal(data);
	}

	/** Sends a local change. `transaction` tells where it began, for when it is too large to go in one piece. */
	sendUpdate(update: Uint8Array, transaction: Y.Transaction): void {
		if (this.isOpen) this.#answers?.sendUpdate(update, transaction);
	}

	sendAwareness(update: Uint8Array): void {
		if (this.isOpen) this.#channel?.send(encodeAwareness(update));
	}

	/** Sends a packet that may be lost. */
	sendPresence(packet: Uint8Array): void {
		if (!this.isOpen) return;
		const message = new Uint8Array(packet.length + 1);
		message[0] = PRESENCE;
		message.set(packet, 1);
		this.#presence?.send(message);
	}

	/** The network may have changed, or the room server says that the peer left: ask whether it is still there. */
	probe({ hasLeft = false } = {}): void {
		if (!this.isOpen) return;
		this.#ping();
		this.#silenceMs = hasLeft ? SILENCE_AFTER_LEAVING_MS : SILENCE_MS;
		if (hasLeft) this.#heardAt = performance.now();
	}

	/** Another link broke: its peer may have told us, or this one, only a part. */
	checkSoon(): void {
		this.#entropy?.checkSoon();
	}

	close(reason: string): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		for (const timer of this.#timers) clearTimeout(timer);
		this.#answers?.destroy();
		this.#entropy?.destroy();
		this.#connection.destroy();
		const { room, isReachedElsewhere } = this.#options;
		if (this.#hello && !isReachedElsewhere()) room.forgetAwareness(this.#hello.clientId);
		this.#options.onClose(reason);
	}

	/** What y-webrtc may see of a message: itself, a part of it, or nothing. */
	#receive(bytes: Uint8Array): Uint8Array | null {
		this.#heardAt = performance.now();
		const message = parseDocumentMessage(bytes);
		if (!message) return this.#fault();
		if (message.type === 'hello') return this.#meet(message);
		// Whoever has not introduced itself says nothing that counts.
		if (!this.#hello) return this.#fault();
		switch (message.type) {
			case 'update':
				return bytes;
			case 'sync-step-1':
				this.#answers?.answer(message.known);
				return null;
			case 'awareness': {
				const own = ownPartOf(message.update, this.#hello.clientId);
				return own && encodeAwareness(own);
			}
			case 'query-awareness':
				this.sendAwareness(this.#options.room.ownAwareness());
				return null;
			case 'digest':
				this.#entropy?.receive(message.digest);
				return null;
			default:
				return message satisfies never;
		}
	}

	#meet(hello: Hello): null {
		const { remote, self, doc } = this.#options;
		if (this.#hello || !this.#channel) return this.#fault();
		if (hello.version !== PROTOCOL_VERSION) {
			this.close(`peer speaks version ${hello.version}, we speak ${PROTOCOL_VERSION}`);
			return null;
		}
		if (hello.peer !== remote || hello.clientId === self.clientId) {
			this.close('peer is not who was called');
			return null;
		}
		this.#hello = hello;
		this.#answers = new SyncAnswers(doc, updateSinkOf(this.#channel));
		this.#entropy = new AntiEntropy({
			digest: this.#options.digest,
			send: (digest) => this.#channel?.send(encodeDigest(digest)),
			ask: () => this.#channel?.send(encodeSyncStep1(doc))
		});
		this.#channel.reportOpen();
		this.#ping();
		this.#options.onOpen(hello);
		return null;
	}

	#receivePacket(packet: Uint8Array): void {
		if (!this.#hello) return;
		this.#heardAt = performance.now();
		switch (packet[0]) {
			case PING: {
				const answer = packet.slice(0, 9);
				answer[0] = PONG;
				return this.#presence?.send(answer);
			}
			case PONG:
				return this.#measure(packet);
			case PRESENCE:
				return this.#options.onPresence(this.#hello.clientId, packet.subarray(1));
		}
	}

	#fault(): null {
		if (++this.#faults === 1) console.warn('A peer sent something that is no message; it was dropped.');
		if (this.#faults >= MAX_FAULTS) this.close('too many malformed messages');
		return null;
	}

	// ping and pong := uint8(kind) • float64(time of the pinging side's clock, ms)
	#ping(): void {
		const packet = new Uint8Array(9);
		packet[0] = PING;
		new DataView(packet.buffer).setFloat64(1, performance.now());
		this.#presence?.send(packet);
	}

	#measure(packet: Uint8Array): void {
		if (packet.length < 9) return;
		const rtt = performance.now() - new DataView(packet.buffer, packet.byteOffset).getFloat64(1);
		if (rtt >= 0 && rtt < 60_000) this.#rttMs = rtt;
	}

	#checkAlive(): void {
		const now = performance.now();
		// A page that was frozen or throttled has not listened either: that silence was ours.
		if (now - this.#checkedAt > 3 * PING_MS) this.#heardAt = Math.max(this.#heardAt, now - PING_MS);
		this.#checkedAt = now;
		if (!this.isOpen) return;
		if (now - this.#heardAt > this.#silenceMs) this.close('peer is silent');
		else this.#ping();
	}
}
