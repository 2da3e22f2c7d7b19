import { Rooms, type Send } from '../../signaling-server/src/rooms.ts';
import type { Member, PeerId, ServerMessage, Signal } from '../../src/lib/signaling/messages.ts';
import type { Random } from './random.ts';

const ROOM = 'a-room-in-memory';

interface Socket {
	readonly listener: (message: ServerMessage) => void;
	lastArrival: number;
	isSilent: boolean;
}

/** As the room server does. */
const DOUBTED_ANSWER_MS = 5_000;

/** One room of the room server, with sockets in memory: late, each in order. */
export class MemoryRoom {
	readonly #rooms = new Rooms({ maxRooms: 1, maxMembers: 1_000 });
	readonly #sockets = new Map<number, Socket>();
	readonly #random: Random;
	#lastConnection = 0;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Joins; what the server says comes to the listener from now on. */
	join({ peer, role }: Member, listener: (message: ServerMessage) => void) {
		const connection = ++this.#lastConnection;
		this.#sockets.set(connection, { listener, lastArrival: 0, isSilent: false });
		this.#send(this.#rooms.receive(connection, { type: 'join', room: ROOM, peer, role }));
		return {
			signal: (to: PeerId, signal: Signal) => {
				if (!this.#sockets.has(connection)) return;
				this.#send(this.#rooms.receive(connection, { type: 'signal', to, signal: structuredClone(signal) }));
			},
			whisper: (to: readonly PeerId[], sealed: string) => {
				if (!this.#sockets.has(connection)) return;
				this.#send(this.#rooms.receive(connection, { type: 'whisper', to: [...to], sealed }));
			},
			doubt: (peer: PeerId) => {
				if (this.#sockets.has(connection)) this.#doubt(this.#rooms.find(connection, peer));
			},
			/** The socket ends; the server tells the others. */
			leave: () => this.#leave(connection),
			/** Nothing comes from the socket any more, nor gets there; the server finds out when somebody doubts it. */
			fallSilent: () => {
				const socket = this.#sockets.get(connection);
				if (socket) socket.isSilent = true;
			}
		};
	}

	#leave(connection: number): void {
		if (this.#sockets.delete(connection)) this.#send(this.#rooms.leave(connection));
	}

	#doubt(connection: number | null): void {
		if (connection === null || !this.#sockets.get(connection)?.isSilent) return;
		setTimeout(() => this.#leave(connection), DOUBTED_ANSWER_MS);
	}

	#send(sends: readonly Send[]): void {
		for (const { to, message } of sends) {
			const socket = this.#sockets.get(to);
			if (!socket || socket.isSilent) continue;
			const now = performance.now();
			socket.lastArrival = Math.max(socket.lastArrival, now + this.#random.integer(5, 40));
			setTimeout(() => {
				if (this.#sockets.get(to) === socket) socket.listener(message);
			}, socket.lastArrival - now);
		}
	}
}
