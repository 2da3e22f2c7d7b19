import type { BusConnection, BusListener, RoomBus } from './room-bus.ts';
import { Rooms, type ConnectionId, type RoomLimits, type Send } from './rooms.ts';

/** The rooms of one process, in its memory. */
export class MemoryRoomBus implements RoomBus {
	readonly #rooms: Rooms;
	readonly #listeners = new Map<ConnectionId, BusListener>();
	#lastConnection = 0;

	constructor(limits?: RoomLimits) {
		this.#rooms = new Rooms(limits);
	}

	get memberCount(): number {
		return this.#rooms.memberCount;
	}

	get roomCount(): number {
		return this.#rooms.roomCount;
	}

	connect(listener: BusListener): BusConnection {
		const rooms = this.#rooms;
		const id = ++this.#lastConnection;
		this.#listeners.set(id, listener);
		return {
			get hasJoined() {
				return rooms.has(id);
			},
			receive: (message) => {
				if (message.type !== 'doubt') return this.#deliver(rooms.receive(id, message));
				const doubted = rooms.find(id, message.peer);
				if (doubted !== null) this.#listeners.get(doubted)?.doubted();
			},
			leave: () => {
				if (this.#listeners.delete(id)) this.#deliver(rooms.leave(id));
			}
		};
	}

	close(): Promise<void> {
		this.#listeners.clear();
		return Promise.resolve();
	}

	#deliver(sends: readonly Send[]): void {
		for (const { to, message, hangUp = false } of sends)
			this.#listeners.get(to)?.deliver(message, { hangUp });
	}
}
