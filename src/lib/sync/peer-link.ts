// A link over WebRTC. A link that failed is not mended: another takes its place, with a higher attempt number. Here
// stands the gate: what passes `onMessage` and `onPacket` comes from a proven member, is sound in form, and is of a kind
// that its role may send (gate.ts).
import type { BoardKeys } from '../access/board-keys.ts';
import type { PeerId } from '../signaling/messages.ts';
import { TokenBucket } from '../signaling/token-bucket.ts';
import { BulkWindow } from './bulk-window.ts';
import { encodeAcked, parseDocumentMessage } from './document-message.ts';
import { isWork, maySend } from './gate.ts';
import { Handshake, type HandshakeStep } from './handshake.ts';
import type { Hello } from './handshake-messages.ts';
import { IceWatch, type IceFacts } from './ice-facts.ts';
import type { Link, LinkRequest, SignalData } from './link.ts';
import { Liveness, PING, PONG } from './liveness.ts';
import { fingerprintsOf, peerConnectionClass, type LinkChannels } from './peer-connection.ts';
import type { Connection, YWebrtcRoom } from './y-webrtc-room.ts';

/** A link that is not open by then is given up. */
export const CONNECT_TIMEOUT_MS = 15_000;
/** Malformed messages until the link is closed. */
const MAX_FAULTS = 3;
/** More signals than any browser sends for one connection. */
const MAX_SIGNALS = 200;
/** Packets a peer may send: 60 frames a second with all that they bring, and others' that it passes on. */
const PACKETS = { perSecond: 900, burst: 1_800 };
/**
 * Messages a peer may send beside its work on the board, a long one counting for several. Ours send a handful a second
 * while a marquee is drawn; each may cost a page as much as showing its list of people anew.
 */
const TALK = { perSecond: 40, burst: 200 };
const TALK_BYTES = 16 * 1024;

const NO_ICE: IceFacts = {
	path: null,
	relayProtocol: null,
	own: new Set(),
	theirs: new Set(),
	errors: new Set(),
	hasAnswer: false
};

export interface PeerLinkOptions extends LinkRequest {
	readonly room: YWebrtcRoom;
	readonly keys: BoardKeys;
	readonly self: Pick<Hello, 'clientId' | 'sessionKey'> & { readonly peer: PeerId };
	readonly iceServers: readonly RTCIceServer[];
	/** The page did not run for a while. */
	readonly onAwake: () => void;
	readonly RTCPeerConnection?: typeof RTCPeerConnection;
}

export class PeerLink implements Link {
	readonly remote: PeerId;
	readonly attempt: number;
	readonly #options: PeerLinkOptions;
	readonly #connection: Connection;
	readonly #handshake: Handshake;
	readonly #packets = new TokenBucket(PACKETS);
	readonly #talk = new TokenBucket(TALK);
	readonly #timeout: ReturnType<typeof setTimeout>;
	readonly #bulkWindow = new BulkWindow();
	#bulkReceived = 0;
	#channels: LinkChannels | null = null;
	#ice: IceWatch | null = null;
	#liveness: Liveness | null = null;
	#hello: Hello | null = null;
	#hasDescription = false;
	#signalCount = 0;
	#faults = 0;
	#refusals = 0;
	#isClosed = false;

	constructor(options: PeerLinkOptions) {
		this.#options = options;
		this.remote = options.remote;
		this.attempt = options.attempt;
		const { room, keys, self, isInitiator, iceServers, remote, attempt, signal } = options;
		this.#handshake = new Handshake({
			keys,
			self,
			remote,
			isInitiator,
			fingerprints: () => this.#channels && fingerprintsOf(this.#channels.connection)
		});
		this.#connection = room.openConnection({
			// Unlike the peer id, never used again: y-webrtc drops what has this key when an old connection ends.
			key: `${remote} ${attempt}`,
			isInitiator,
			iceServers,
			signal,
			onClose: () => this.#end('connection ended', 'failure'),
			RTCPeerConnection: peerConnectionClass(
				{
					onCreated: (channels) => {
						this.#channels = channels;
						this.#ice = new IceWatch(channels.connection);
					},
					onRawOpen: () => this.#channels?.document.sendMessage(this.#handshake.hello),
					onMessage: (message) => this.#receive(message),
					onFault: (reason) => this.#end(reason, 'hostility'),
					onPacket: (packet) => this.#receivePacket(packet),
					onBulkFrame: (bytes) => this.send(encodeAcked((this.#bulkReceived += bytes))),
					onAsset: (message) => this.#receiveAsset(message),
					bulkWindow: this.#bulkWindow
				},
				options.RTCPeerConnection
			)
		});
		this.#timeout = setTimeout(() => this.#end('no connection in time', 'failure'), CONNECT_TIMEOUT_MS);
	}

	get hello(): Hello | null {
		return this.#hello;
	}

	get isOpen(): boolean {
		return this.#hello !== null && !this.#isClosed;
	}

	get rttMs(): number | null {
		return this.#liveness?.rttMs ?? null;
	}

	get ice(): IceFacts {
		return this.#ice ?? NO_ICE;
	}

	get refusedCount(): number {
		return this.#refusals;
	}

	receiveSignal(data: SignalData): void {
		if (this.#isClosed || ++this.#signalCount > MAX_SIGNALS) return;
		if (data.type === 'candidate') {
			this.#ice?.noteTheirs((data.candidate as { candidate?: unknown }).candidate);
		} else {
			// One description each: a second one would be applied to the same connection, behind the handshake's back.
			if (this.#hasDescription) return;
			this.#hasDescription = true;
		}
		this.#connection.signal(data);
	}

	send(message: Uint8Array): void {
		if (this.isOpen) this.#channels?.document.sendMessage(message);
	}

	sendBulk(next: () => Uint8Array | null): void {
		if (this.isOpen) this.#channels?.bulk.sendBulk(next);
	}

	sendAssets(next: () => Uint8Array | null): void {
		if (this.isOpen) this.#channels?.assets.sendBulk(next);
	}

	sendPacket(packet: Uint8Array): void {
		if (this.isOpen) this.#channels?.sendPacket(packet);
	}

	noteRefusal(): void {
		if (this.#refusals++ === 0) this.#options.onChange();
	}

	noteFault(): void {
		this.noteRefusal();
		if (this.#faults === 0) console.warn('A peer sent something that is no message; it was dropped.');
		if (++this.#faults >= MAX_FAULTS) this.#end('too many malformed messages', 'hostility');
	}

	probe(): void {
		this.#liveness?.probe();
	}

	close(reason: string): void {
		this.#end(reason, 'wish');
	}

	#end(reason: string, cause: 'wish' | 'failure' | 'hostility'): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		clearTimeout(this.#timeout);
		this.#liveness?.destroy();
		this.#connection.destroy();
		this.#options.onClose(this, { reason, isFailure: cause !== 'wish', isHostile: cause === 'hostility' });
	}

	#receive(bytes: Uint8Array): void {
		if (this.#isClosed) return;
		this.#liveness?.heard();
		const message = parseDocumentMessage(bytes);
		if (message?.type === 'hello') return this.#follow(this.#handshake.receiveHello(message));
		if (message?.type === 'proof') return this.#follow(this.#handshake.receiveProof(message));
		if (!this.#hello) return this.#end('something else than a handshake', 'hostility');
		if (!message) return this.noteFault();
		if (message.type === 'acked') {
			this.#bulkWindow.noteAcked(message.bytes);
			// In this order: the document goes before the images.
			this.#channels?.bulk.resume();
			return this.#channels?.assets.resume();
		}
		if (!isWork(message, this.#hello) && !this.#talk.take(1 + bytes.length / TALK_BYTES)) {
			return this.#end('too much talk', 'hostility');
		}
		if (maySend(message, this.#hello)) this.#options.onMessage(this, message);
		else this.noteRefusal();
	}

	#follow(step: HandshakeStep): void {
		switch (step.status) {
			case 'waiting':
				return this.#channels?.document.sendMessage(step.send);
			case 'failed':
				return this.#end(step.reason, 'hostility');
			case 'proven':
				return this.#open(step.hello);
			default:
				step satisfies never;
		}
	}

	#open(hello: Hello): void {
		if (this.#hello) return this.#end('a second proof', 'hostility');
		this.#hello = hello;
		clearTimeout(this.#timeout);
		this.#channels?.document.trust();
		this.#channels?.bulk.trust();
		this.#channels?.assets.trust();
		this.#liveness = new Liveness({
			send: (packet) => this.sendPacket(packet),
			onSilence: () => this.#end('peer is silent', 'failure'),
			onAwake: this.#options.onAwake,
			onTick: () => void this.#lookAtPath()
		});
		void this.#lookAtPath();
		this.#options.onOpen(this, hello);
	}

	#receivePacket(packet: Uint8Array): void {
		if (!this.isOpen) return;
		if (!this.#packets.take()) return this.noteRefusal();
		this.#liveness?.heard();
		if (packet[0] === PING || packet[0] === PONG) this.#liveness?.receive(packet);
		else this.#options.onPacket(this, packet);
	}

	/** What comes before the proof is dropped: on another channel it may have overtaken it, and is said again. */
	#receiveAsset(message: Uint8Array): void {
		if (!this.isOpen) return;
		this.#liveness?.heard();
		this.#options.onAsset(this, message);
	}

	async #lookAtPath(): Promise<void> {
		const before = this.ice.path;
		await this.#ice?.refresh();
		if (before !== this.ice.path) this.#options.onChange();
	}
}
