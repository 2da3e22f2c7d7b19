import { once } from 'node:events';
import { WebSocket } from 'ws';
import {
	parseServerMessage,
	type Member,
	type PeerId,
	type Signal
} from '../../src/lib/signaling/messages.ts';

export interface RoomMemberOptions {
	readonly serverUrl: string;
	readonly room: string;
	readonly peer: PeerId;
	/** What it tells the room server that it is. */
	readonly role?: Member['role'];
}

/** Somebody in a room of the room server who says there whatever a test wants. */
export class RoomMember {
	readonly peer: PeerId;
	/** Who was here when it came. */
	readonly members: readonly Member[];
	onSignal: (from: PeerId, signal: Signal) => void = () => undefined;
	readonly #socket: WebSocket;

	private constructor(peer: PeerId, socket: WebSocket, members: readonly Member[]) {
		this.peer = peer;
		this.#socket = socket;
		this.members = members;
		socket.on('message', (data) => {
			const message = parseServerMessage(String(data));
			if (message?.type === 'signal') this.onSignal(message.from, message.signal);
		});
	}

	static async join({ serverUrl, room, peer, role = 'editor' }: RoomMemberOptions): Promise<RoomMember> {
		const socket = new WebSocket(`${serverUrl.replace('http', 'ws')}/signaling`);
		// Being hung up on is what a hostile member has to expect.
		socket.on('error', () => undefined);
		await once(socket, 'open');
		socket.send(JSON.stringify({ type: 'join', room, peer, role }));
		const [data] = (await once(socket, 'message')) as [Buffer];
		const message = parseServerMessage(String(data));
		if (message?.type !== 'members') throw new Error(`expected the members, got ${String(data)}`);
		return new RoomMember(peer, socket, message.peers);
	}

	signal(to: PeerId, signal: Signal): void {
		if (this.#socket.readyState === WebSocket.OPEN)
			this.#socket.send(JSON.stringify({ type: 'signal', to, signal }));
	}

	leave(): void {
		this.#socket.close();
	}
}
