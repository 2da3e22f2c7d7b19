// One end of a connection as `src/lib/sync/peer-connection.ts` makes it, without any of its manners: what a test wants
// goes out as it is, and all that comes in is kept.
import { PeerConnection, type DataChannel } from 'node-datachannel';
import { framesOf, Reassembler } from '../../src/lib/sync/framing.ts';
import type { SignalData } from '../../src/lib/sync/link.ts';
import { fingerprintsOf } from '../../src/lib/sync/peer-connection.ts';

export const CHANNELS = ['document', 'presence', 'assets', 'bulk'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export interface WireOptions {
	/** Carries an offer, an answer or a candidate to the other end. */
	readonly signal: (data: SignalData) => void;
	/** A whole message, or a packet on the presence channel; looked at before anything else. */
	readonly onMessage: (channel: ChannelName, bytes: Uint8Array<ArrayBuffer>) => void;
	/** The other end has hung up. */
	readonly onClosed?: () => void;
	/** A frame of so many bytes came on the bulk or assets channel. */
	readonly onBulkFrame?: (bytes: number) => void;
}

export class Wire {
	readonly #connection = new PeerConnection('inkmesh', { iceServers: [], disableAutoNegotiation: true });
	readonly #options: WireOptions;
	readonly #channels: Readonly<Record<ChannelName, DataChannel>>;
	readonly #early: SignalData[] = [];
	#isClosed = false;

	constructor(options: WireOptions) {
		this.#options = options;
		this.#connection.onLocalDescription((sdp, type) => options.signal({ type, sdp }));
		this.#connection.onLocalCandidate((candidate, sdpMid) => {
			options.signal({ type: 'candidate', candidate: { candidate, sdpMid, sdpMLineIndex: 0 } });
		});
		this.#channels = {
			document: this.#open('document', 0),
			presence: this.#open('presence', 1),
			assets: this.#open('assets', 2),
			bulk: this.#open('bulk', 3)
		};
	}

	/** Whether the other end has hung up, or we have. */
	get isClosed(): boolean {
		return this.#isClosed;
	}

	get isOpen(): boolean {
		return !this.#isClosed && CHANNELS.every((name) => this.#channels[name].isOpen());
	}

	/** This end's description as it was signaled. */
	get sdp(): string {
		return this.#connection.localDescription()?.sdp ?? '';
	}

	/** Both ends' fingerprints as this end sees them. */
	get fingerprints(): ReturnType<typeof fingerprintsOf> {
		return fingerprintsOf({
			localDescription: this.#connection.localDescription() as RTCSessionDescription | null,
			remoteDescription: this.#connection.remoteDescription() as RTCSessionDescription | null
		});
	}

	/** What waits to be sent, bytes. */
	bufferedAmount(channel: ChannelName): number {
		return this.#isClosed ? 0 : this.#channels[channel].bufferedAmount();
	}

	offer(): void {
		this.#connection.setLocalDescription('offer');
	}

	/** Takes what the other end signaled; an offer is answered. What comes for a closed connection is dropped. */
	receiveSignal(data: SignalData): void {
		if (this.#isClosed) return;
		if (data.type === 'candidate') {
			if (this.#connection.remoteDescription()) this.#addCandidate(data);
			else this.#early.push(data);
			return;
		}
		this.#connection.setRemoteDescription(String(data.sdp), data.type === 'offer' ? 'offer' : 'answer');
		for (const candidate of this.#early.splice(0)) this.#addCandidate(candidate);
		if (data.type === 'offer') this.#connection.setLocalDescription('answer');
	}

	/** Sends bytes as they are; nothing happens once the other end has hung up. */
	sendRaw(channel: ChannelName, bytes: Uint8Array): void {
		if (this.#isClosed || !this.#channels[channel].isOpen()) return;
		try {
			this.#channels[channel].sendMessageBinary(bytes);
		} catch {
			this.#isClosed = true; // torn down on another thread, which will say so in a moment
		}
	}

	/** Sends a message in frames. */
	sendMessage(message: Uint8Array, channel: ChannelName = 'document'): void {
		for (const frame of framesOf(message, 16 * 1024)) this.sendRaw(channel, frame);
	}

	/**
	 * Opens a channel that the other end knows nothing of, and says this there. What it gives back tells whether it is
	 * closed; to be asked when the other end has answered something that it was asked later. (Of a channel that was closed
	 * before it was open here this library never tells: node-datachannel's issue 211.)
	 */
	sayInBand(label: string, messages: readonly Uint8Array[]): () => boolean {
		const channel = this.#connection.createDataChannel(label);
		channel.onOpen(() => {
			for (const bytes of messages) if (channel.isOpen()) channel.sendMessageBinary(bytes);
		});
		return () => !channel.isOpen();
	}

	close(): void {
		this.#isClosed = true;
		this.#connection.close();
	}

	#open(name: ChannelName, id: number): DataChannel {
		const lossy = name === 'presence' ? { unordered: true, maxRetransmits: 0 } : {};
		const channel = this.#connection.createDataChannel(name, { ...lossy, negotiated: true, id });
		const reassembler = name === 'presence' ? null : new Reassembler();
		channel.onMessage((data) => {
			// A copy: the binding's memory is its own.
			const bytes = new Uint8Array(typeof data === 'string' ? [] : data).slice();
			if (name === 'bulk' || name === 'assets') this.#options.onBulkFrame?.(bytes.length);
			const message = reassembler ? reassembler.push(bytes) : bytes;
			if (message === 'fault') throw new Error('expected frames from the victim, got something else');
			if (message) this.#options.onMessage(name, message as Uint8Array<ArrayBuffer>);
		});
		channel.onClosed(() => {
			if (this.#isClosed) return;
			this.#isClosed = true;
			this.#options.onClosed?.();
		});
		return channel;
	}

	#addCandidate(data: SignalData): void {
		const { candidate, sdpMid } = data.candidate as RTCIceCandidateInit;
		// Chromium hides a page's addresses behind names that only browsers look up; it finds ours all the same.
		if (candidate && !candidate.includes('.local'))
			this.#connection.addRemoteCandidate(candidate, sdpMid ?? '0');
	}
}
