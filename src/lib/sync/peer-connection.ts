// The RTCPeerConnection that simple-peer gets from us. Both sides make all three channels beforehand ("negotiated"), so
// nobody opens one in-band: simple-peer would let such a channel replace the first and go round everything that guards it.
import { FramedChannel, type FramedChannelOptions } from './framed-channel.ts';

/** Channel ids, the same on both sides. */
const DOCUMENT = 0;
const PRESENCE = 1;
const ASSETS = 2;

/** A datagram that fits every path without being cut up. */
export const MAX_PACKET_BYTES = 1_100;
/** Packets wait nowhere: where the network is that far behind, a newer one will do. */
const MAX_PRESENCE_BUFFERED_BYTES = 16 * 1024;

/** simple-peer's options for the document channel. */
export const DOCUMENT_CHANNEL: RTCDataChannelInit = { negotiated: true, id: DOCUMENT };

export interface PeerConnectionOptions extends FramedChannelOptions {
	readonly onPacket: (packet: Uint8Array) => void;
	/** The connection and its document channel exist; called once, before anything is open. */
	readonly onCreated: (
		connection: RTCPeerConnection,
		channel: FramedChannel,
		presence: PresenceChannel
	) => void;
}

/** Sends packets that may be lost or overtaken. */
export interface PresenceChannel {
	send(packet: Uint8Array): void;
}

/** A class to stand in for RTCPeerConnection in one link. */
export function peerConnectionClass(
	options: PeerConnectionOptions,
	Base: typeof RTCPeerConnection = RTCPeerConnection
): typeof RTCPeerConnection {
	return class PeerConnection extends Base {
		readonly #presence: RTCDataChannel;

		constructor(config?: RTCConfiguration) {
			super(config);
			this.#presence = super.createDataChannel('presence', {
				negotiated: true,
				id: PRESENCE,
				ordered: false,
				maxRetransmits: 0
			});
			this.#presence.binaryType = 'arraybuffer';
			this.#presence.onmessage = ({ data }: MessageEvent<unknown>) => {
				if (data instanceof ArrayBuffer && data.byteLength <= MAX_PACKET_BYTES) {
					options.onPacket(new Uint8Array(data));
				}
			};
			super.createDataChannel('assets', { negotiated: true, id: ASSETS });
			this.addEventListener('datachannel', ({ channel }) => channel.close());
		}

		override createDataChannel(): RTCDataChannel {
			const raw = super.createDataChannel('document', DOCUMENT_CHANNEL);
			const channel = new FramedChannel(raw, {
				...options,
				onRawOpen: () => {
					channel.setMaxMessageSize(this.sctp?.maxMessageSize ?? 0);
					options.onRawOpen();
				}
			});
			options.onCreated(this, channel, { send: (packet) => this.#send(packet) });
			return channel as unknown as RTCDataChannel;
		}

		#send(packet: Uint8Array): void {
			if (packet.length > MAX_PACKET_BYTES) {
				throw new Error(`expected a packet of at most ${MAX_PACKET_BYTES} bytes, got ${packet.length}`);
			}
			const { readyState, bufferedAmount } = this.#presence;
			if (readyState === 'open' && bufferedAmount < MAX_PRESENCE_BUFFERED_BYTES) {
				this.#presence.send(packet as Uint8Array<ArrayBuffer>);
			}
		}
	};
}
