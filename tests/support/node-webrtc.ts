import { PeerConnection } from 'node-datachannel';
import { RTCPeerConnection as Polyfill } from 'node-datachannel/polyfill';

/**
 * WebRTC for the real provider in Node. The library's own stand-in for a browser's class negotiates by itself as soon as
 * there is a channel; here it waits to be told, and gives plain descriptions, which simple-peer writes to.
 */
class Connection extends Polyfill {
	readonly #native: PeerConnection;

	constructor(config: RTCConfiguration = {}) {
		const native = new PeerConnection('inkmesh', { iceServers: [], disableAutoNegotiation: true });
		super({ ...config, peerConnection: native } as never);
		this.#native = native;
	}

	override get localDescription(): never {
		return this.#native.localDescription() as never;
	}

	override get remoteDescription(): never {
		return this.#native.remoteDescription() as never;
	}

	override createDataChannel(...args: Parameters<Polyfill['createDataChannel']>) {
		const channel = super.createDataChannel(...args);
		const send = channel.send.bind(channel) as (data: unknown) => void;
		channel.send = (data: unknown) => {
			try {
				send(data);
			} catch {
				// The other end hung up on the library's thread a moment ago; ours hears of it next.
			}
		};
		return channel;
	}

	override createOffer(): never {
		return Promise.resolve({ type: 'offer', sdp: '' }) as never;
	}

	override createAnswer(): never {
		return Promise.resolve({ type: 'answer', sdp: '' }) as never;
	}

	override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
		this.#native.setLocalDescription(description?.type);
	}
}

export const NodePeerConnection = Connection as unknown as typeof RTCPeerConnection;
