// What carries the rooms of a server: who is in which, and messages from one member to others. Many processes can share
// rooms over one bus, each with its own sockets; what is said below holds whichever process a member is connected to.
//
//   join      gets `members`, the others get `joined`; a peer that joins again takes its former place, whose connection
//             is told and ended, and a room that is full refuses
//   signal, whisper   reach the members they are for, within the room, and nobody else; to somebody who left: nothing
//   doubt     asks whoever holds the peer's connection to find out whether it lives
//   leave     tells the others `left`; safe to call twice
//
// Messages between two members come in order. One who is told of another by `members` or `joined` is in its room.
// `runRoomBusTests` (room-bus-acceptance.ts) holds every implementation to it.
import type { ClientMessage, ServerMessage } from '../../src/lib/signaling/messages.ts';

export interface RoomBus {
	/** Members connected through this process, and rooms that they are in. */
	readonly memberCount: number;
	readonly roomCount: number;
	/** A connection that is in no room yet. */
	connect(listener: BusListener): BusConnection;
	/** Lets go of what it holds; connections are left by their owners. */
	close(): Promise<void>;
}

/** Whoever holds the socket of a connection. */
export interface BusListener {
	/** To be sent to the client; `hangUp` ends the connection after it. */
	deliver(message: ServerMessage, options: { readonly hangUp: boolean }): void;
	/** Somebody believes that nobody is there any more. */
	doubted(): void;
}

export interface BusConnection {
	readonly hasJoined: boolean;
	/** Takes a message of the client. */
	receive(message: ClientMessage): void;
	leave(): void;
}
