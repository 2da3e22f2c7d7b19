/** Presence between the tabs of one browser, which need no network for it. Packets are those of the links. */
export class TabPresence {
	readonly #channel: BroadcastChannel | null;

	constructor(roomName: string, onPacket: (clientId: number, packet: Uint8Array) => void) {
		this.#channel =
			typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`inkmesh presence ${roomName}`);
		if (!this.#channel) return;
		this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
			const { clientId, packet } = (data ?? {}) as { clientId?: unknown; packet?: unknown };
			// Another tab may run another version of the app.
			if (typeof clientId === 'number' && packet instanceof Uint8Array) onPacket(clientId, packet);
		};
	}

	send(clientId: number, packet: Uint8Array): void {
		this.#channel?.postMessage({ clientId, packet });
	}

	destroy(): void {
		this.#channel?.close();
	}
}
