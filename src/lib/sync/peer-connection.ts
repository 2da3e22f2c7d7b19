// The RTCPeerConnection that simple-peer gets from us. Both sides make all channels beforehand ("negotiated"), so
// nobody opens one in-band: simple-peer would let such a channel replace the first and go round everything that guards it.
//
//   0 document   reliable     live changes, and all that a link has to say about itself
//   1 presence   unordered, never retransmitted
//   2 assets     reliable     images
//   3 bulk       reliable     answers to sync: SCTP takes turns between channels, so no live change stands behind them
//
// Bulk and assets share one window: what is heavy never fills the queues on the way, whichever of them it is.
import type { BulkWindow } from './bulk-window.ts';
import { FramedChannel, type FramedChannelOptions } from './framed-channel.ts';
import { fingerprintOf } from './fingerprint.ts';

const DOCUMENT = 0;
const PRESENCE = 1;
const ASSETS = 2;
const BULK = 3;

/** A datagram that fits every path without being cut up. */
export const MAX_PACKET_BYTES = 1_100;
/** Packets wait nowhere: where the network is that far behind, a newer one will do. */
const MAX_PRESENCE_BUFFERED_BYTES = 16 * 1024;

/** simple-peer's options for the document channel. */
export const DOCUMENT_CHANNEL: RTCDataChannelInit = { negotiated: true, id: DOCUMENT };

export interface PeerConnectionOptions extends Omit<FramedChannelOptions, 'onFrame' | 'window'> {
	readonly bulkWindow: BulkWindow;
	/** A frame of so many bytes came in on the bulk or assets channel. */
	readonly onBulkFrame: (bytes: number) => void;
	/** A whole message came in on the assets channel. */
	readonly onAsset: (message: Uint8Array) => void;
	readonly onPacket: (packet: Uint8Array) => void;
	/** The connection and its channels exist; called once, before anything is open. */
	readonly onCreated: (channels: LinkChannels) => void;
}

/** One connection's channels, as a link uses them. */
export interface LinkChannels {
	readonly connection: RTCPeerConnection;
	readonly document: FramedChannel;
	readonly bulk: FramedChannel;
	readonly assets: FramedChannel;
	/** Sends a packet that may be lost or overtaken. */
	readonly sendPacket: (packet: Uint8Array) => void;
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
			const lossy = { negotiated: true, id: PRESENCE, ordered: false, maxRetransmits: 0 };
			this.#presence = super.createDataChannel('presence', lossy);
			this.#presence.binaryType = 'arraybuffer';
			this.#presence.onmessage = ({ data }: MessageEvent<unknown>) => {
				if (data instanceof ArrayBuffer && data.byteLength <= MAX_PACKET_BYTES) {
					options.onPacket(new Uint8Array(data));
				}
			};
			this.addEventListener('datachannel', ({ channel }) => channel.close());
		}

		override createDataChannel(): RTCDataChannel {
			const document = this.#framed('document', DOCUMENT_CHANNEL, options);
			const heavy = {
				...options,
				onRawOpen: () => {},
				onFrame: options.onBulkFrame,
				window: options.bulkWindow
			};
			const bulk = this.#framed('bulk', { negotiated: true, id: BULK }, heavy);
			const assets = this.#framed(
				'assets',
				{ negotiated: true, id: ASSETS },
				{ ...heavy, onMessage: options.onAsset }
			);
			options.onCreated({
				connection: this,
				document,
				bulk,
				assets,
				sendPacket: (packet) => this.#sendPacket(packet)
			});
			return document as unknown as RTCDataChannel;
		}

		#framed(label: string, init: RTCDataChannelInit, framedOptions: FramedChannelOptions): FramedChannel {
			const channel: FramedChannel = new FramedChannel(super.createDataChannel(label, init), {
				...framedOptions,
				onRawOpen: () => {
					channel.setMaxMessageSize(this.sctp?.maxMessageSize ?? 0);
					framedOptions.onRawOpen();
				}
			});
			return channel;
		}

		#sendPacket(packet: Uint8Array): void {
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

/** Both ends' DTLS fingerprints as this browser sees them; null when a description names none or several. */
export function fingerprintsOf({
	localDescription,
	remoteDescription
}: Pick<RTCPeerConnection, 'localDescription' | 'remoteDescription'>): {
	own: string;
	remote: string;
} | null {
	const own = fingerprintOf(localDescription?.sdp);
	const remote = fingerprintOf(remoteDescription?.sdp);
	return own && remote ? { own, remote } : null;
}
