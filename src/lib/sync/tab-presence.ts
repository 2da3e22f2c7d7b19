import type { Author } from './people-exchange.ts';

/** Presence between the tabs of one browser, which need no network for it. Packets are those of the links. */
export class TabPresence {
	readonly #channel: BroadcastChannel | null;

	constructor(roomName: string, onPacket: (author: Author, packet: Uint8Array) => void) {
		this.#channel =
			typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`inkmesh presence ${roomName}`);
		if (!this.#channel) return;
		this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
			const { clientId, role, packet } = (data ?? {}) as Record<string, unknown>;
			// Another tab may run another version of the app.
			if (typeof clientId !== 'number' || !(packet instanceof Uint8Array)) return;
			onPacket({ clientId, role: role === 'editor' ? 'editor' : 'viewer' }, packet);
		};
	}

	send({ clientId, role }: Author, packet: Uint8Array): void {
		this.#channel?.postMessage({ clientId, role, packet });
	}

	destroy(): void {
		this.#channel?.close();
	}
}
