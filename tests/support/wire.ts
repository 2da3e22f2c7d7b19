// One end of a connection as `src/lib/sync/peer-connection.ts` makes it, without any of its manners: what a test wants
// goes out as it is, and all that comes in is kept.
import { framesOf, Reassembler } from '../../src/lib/sync/framing.ts';
import { NodePeerConnection } from './node-webrtc.ts';

export const CHANNELS = ['document', 'presence', 'assets', 'bulk'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export interface WireOptions {
	/** Carries an offer, an answer or a candidate to the other end. */
	readonly signal: (data: Readonly<Record<string, unknown>>) => void;
	/** A whole message on the document or bulk channel, a packet on another; looked at before anything else. */
	readonly onMessage: (channel: ChannelName, bytes: Uint8Array<ArrayBuffer>) => void;
	/** The other end has hung up. */
	readonly onClosed?: () => void;
	/** A frame of so many bytes came on the bulk channel. */
	readonly onBulkFrame?: (bytes: number) => void;
}

/** The binding sometimes crashes when it collects a closed connection, so none is ever let go. */
const kept: Wire[] = [];

export class Wire {
	readonly connection = new NodePeerConnection({ iceServers: [] });
	readonly #options: WireOptions;
	readonly #channels: Readonly<Record<ChannelName, RTCDataChannel>>;
	readonly #early: object[] = [];
	#isClosed = false;

	constructor(options: WireOptions) {
		this.#options = options;
		kept.push(this);
		this.connection.onicecandidate = ({ candidate }) => {
			if (!candidate?.candidate) return;
			const { candidate: line, sdpMid, sdpMLineIndex } = candidate;
			options.signal({ type: 'candidate', candidate: { candidate: line, sdpMid, sdpMLineIndex } });
		};
		this.#channels = {
			document: this.#open('document', 0),
			presence: this.#open('presence', 1, { ordered: false, maxRetransmits: 0 }),
			assets: this.#open('assets', 2),
			bulk: this.#open('bulk', 3)
		};
	}

	/** Whether the other end has hung up, or we have. */
	get isClosed(): boolean {
		return this.#isClosed || ['closed', 'failed'].includes(this.connection.connectionState);
	}

	get isOpen(): boolean {
		return CHANNELS.every((name) => this.#channels[name].readyState === 'open');
	}

	/** What waits to be sent, bytes. */
	bufferedAmount(channel: ChannelName): number {
		return this.#channels[channel].bufferedAmount;
	}

	async offer(): Promise<void> {
		const { type, sdp } = await this.connection.createOffer();
		await this.connection.setLocalDescription({ type, sdp });
		this.#options.signal({ type, sdp });
	}

	/** Takes what the other end signaled; an offer is answered. */
	async receiveSignal(data: Readonly<Record<string, unknown>>): Promise<void> {
		if (data.type === 'candidate') {
			const candidate = data.candidate as RTCIceCandidateInit;
			// Chromium hides a page's addresses behind names that only browsers look up; it finds ours all the same.
			if (candidate.candidate?.includes('.local')) return;
			if (this.connection.remoteDescription) await this.connection.addIceCandidate(candidate);
			else this.#early.push(candidate);
			return;
		}
		await this.connection.setRemoteDescription(data as unknown as RTCSessionDescriptionInit);
		for (const candidate of this.#early.splice(0)) await this.connection.addIceCandidate(candidate);
		if (data.type !== 'offer') return;
		const { type, sdp } = await this.connection.createAnswer();
		await this.connection.setLocalDescription({ type, sdp });
		this.#options.signal({ type, sdp });
	}

	/** Sends bytes as they are; nothing happens once the other end has hung up. */
	sendRaw(channel: ChannelName, bytes: Uint8Array): void {
		const raw = this.#channels[channel];
		if (raw.readyState !== 'open') return;
		try {
			raw.send(bytes as Uint8Array<ArrayBuffer>);
		} catch (error) {
			// Closed beneath the binding, which has not been told yet.
			if (!String(error).includes('readyState')) throw error;
			this.#isClosed = true;
		}
	}

	/** Sends a message in frames. */
	sendMessage(message: Uint8Array, channel: ChannelName = 'document'): void {
		for (const frame of framesOf(message, 16 * 1024)) this.sendRaw(channel, frame);
	}

	/** Opens a channel that the other end knows nothing of. */
	openInBand(label: string): RTCDataChannel {
		return this.connection.createDataChannel(label);
	}

	close(): void {
		this.#isClosed = true;
		this.connection.close();
	}

	#open(name: ChannelName, id: number, init: RTCDataChannelInit = {}): RTCDataChannel {
		const channel = this.connection.createDataChannel(name, { ...init, negotiated: true, id });
		channel.binaryType = 'arraybuffer';
		const reassembler = name === 'document' || name === 'bulk' ? new Reassembler() : null;
		channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
			const bytes = new Uint8Array(data);
			if (name === 'bulk') this.#options.onBulkFrame?.(bytes.length);
			const message = reassembler ? reassembler.push(bytes) : bytes;
			if (message === 'fault') throw new Error('expected frames from the victim, got something else');
			if (message) this.#options.onMessage(name, message as Uint8Array<ArrayBuffer>);
		};
		channel.onclose = () => {
			if (this.#isClosed) return;
			this.#isClosed = true;
			this.#options.onClosed?.();
		};
		return channel;
	}
}
