// Who is in which room, and who is to be told what. Pure: takes messages, gives back sends; no sockets, no clock.
import type { ClientMessage, Member, PeerId, ServerMessage } from '../../src/lib/signaling/messages.ts';

/** Names one connection; given by the caller. */
export type ConnectionId = number;

/** A message to be sent to one connection; `hangUp` ends the connection after it. */
export interface Send {
	readonly to: ConnectionId;
	readonly message: ServerMessage;
	readonly hangUp?: boolean;
}

export interface RoomLimits {
	readonly maxRooms: number;
	readonly maxMembers: number;
}

interface Place {
	readonly room: string;
	readonly peer: PeerId;
}

interface Occupant {
	readonly connection: ConnectionId;
	readonly role: Member['role'];
}

/** The rooms of one process. A room exists while somebody is in it. */
export class Rooms {
	readonly #rooms = new Map<string, Map<PeerId, Occupant>>();
	readonly #members = new Map<ConnectionId, Place>();
	readonly #limits: RoomLimits;

	constructor(limits: RoomLimits = { maxRooms: 10_000, maxMembers: 200 }) {
		this.#limits = limits;
	}

	get roomCount(): number {
		return this.#rooms.size;
	}

	get memberCount(): number {
		return this.#members.size;
	}

	/** Whether this connection is in a room. */
	has(connection: ConnectionId): boolean {
		return this.#members.has(connection);
	}

	/** The connection of a peer in the same room as this one; null when it has left. */
	find(from: ConnectionId, peer: PeerId): ConnectionId | null {
		const room = this.#rooms.get(this.#members.get(from)?.room ?? '');
		return room?.get(peer)?.connection ?? null;
	}

	/** What follows from a message of this connection. */
	receive(from: ConnectionId, message: Exclude<ClientMessage, { type: 'doubt' }>): Send[] {
		switch (message.type) {
			case 'ping':
				return [{ to: from, message: { type: 'pong' } }];
			case 'join':
				return this.#join(from, message);
			case 'signal': {
				const sender = this.#members.get(from);
				if (!sender) return [refusal(from, 'signal before join')];
				const receiver = this.#rooms.get(sender.room)?.get(message.to);
				// Somebody who just left: nothing wrong, nothing to do.
				if (!receiver) return [];
				const to = receiver.connection;
				return [{ to, message: { type: 'signal', from: sender.peer, signal: message.signal } }];
			}
			case 'whisper': {
				const sender = this.#members.get(from);
				if (!sender) return [refusal(from, 'whisper before join')];
				const room = this.#rooms.get(sender.room);
				return message.to.flatMap((peer) => {
					const to = room?.get(peer)?.connection;
					return to === undefined
						? []
						: [{ to, message: { type: 'whisper', from: sender.peer, sealed: message.sealed } } as const];
				});
			}
			default:
				return message satisfies never;
		}
	}

	/** What follows from the end of this connection. */
	leave(connection: ConnectionId): Send[] {
		const member = this.#members.get(connection);
		if (!member) return [];
		this.#members.delete(connection);
		const room = this.#rooms.get(member.room);
		// A returning peer may have taken its place already, on a new connection.
		if (!room || room.get(member.peer)?.connection !== connection) return [];
		room.delete(member.peer);
		if (room.size === 0) this.#rooms.delete(member.room);
		return [...room.values()].map(({ connection: to }) => ({
			to,
			message: { type: 'left', peer: member.peer }
		}));
	}

	#join(from: ConnectionId, { room: name, peer, role }: Extract<ClientMessage, { type: 'join' }>): Send[] {
		if (this.#members.has(from)) return [refusal(from, 'joined twice')];
		const room = this.#rooms.get(name) ?? new Map<PeerId, Occupant>();
		const former = room.get(peer)?.connection;
		if (former === undefined && room.size >= this.#limits.maxMembers) return [refusal(from, 'room is full')];
		if (room.size === 0 && this.#rooms.size >= this.#limits.maxRooms)
			return [refusal(from, 'server is full')];
		this.#rooms.set(name, room);
		this.#members.set(from, { room: name, peer });
		const others = [...room].filter(([id]) => id !== peer);
		room.set(peer, { connection: from, role });
		const peers = others.map(([id, { role }]) => ({ peer: id, role }));
		const sends: Send[] = [{ to: from, message: { type: 'members', peers } }];
		if (former !== undefined) {
			// The same peer on a new connection: the old one is a socket that died without a word.
			this.#members.delete(former);
			sends.push(refusal(former, 'joined again elsewhere'));
		}
		for (const [, { connection: to }] of others) {
			sends.push({ to, message: { type: 'joined', peer, role } });
		}
		return sends;
	}
}

function refusal(to: ConnectionId, reason: string): Send {
	return { to, message: { type: 'refused', reason }, hangUp: true };
}
