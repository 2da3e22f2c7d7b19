import { BlockList } from 'node:net';
import { WebSocket, type RawData } from 'ws';
import {
	MAX_SIGNALING_BYTES,
	parseClientMessage,
	type ServerMessage
} from '../../src/lib/signaling/messages.ts';
import type { Refusal } from '../../src/lib/signaling/signaling-client.ts';
import { TokenBucket } from '../../src/lib/signaling/token-bucket.ts';
import type { Place } from './admission.ts';
import type { Config } from './config.ts';
import { Heartbeat } from './heartbeat.ts';
import { DEFAULT_LIMITS, MAX_REMEMBERED_CLIENTS, type ServerLimits } from './limits.ts';
import { silentLog, type Logger } from './log.ts';
import { MemoryRoomBus } from './memory-room-bus.ts';
import { Metrics, type RefusalReason } from './metrics.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { BusConnection, RoomBus } from './room-bus.ts';
import {
	hangUpOn,
	heaviest,
	openDoor,
	POLICY_VIOLATION,
	SERVICE_RESTART,
	TRY_AGAIN_LATER,
	type HttpServer
} from './socket-door.ts';

export const SIGNALING_PATH = '/signaling';

const SWEEP_MS = 1_000;
const COST_UNIT_BYTES = 4_096;

export interface RoomServerOptions {
	readonly allowedOrigins?: Config['allowedOrigins'];
	readonly trusted?: BlockList;
	readonly limits?: ServerLimits;
	readonly metrics?: Metrics;
	readonly log?: Logger;
	/** What carries the rooms; in this process's memory by default. */
	readonly bus?: RoomBus;
}

export interface RoomServer {
	readonly rooms: Pick<RoomBus, 'memberCount' | 'roomCount'>;
	/** Hangs up on everybody and stops listening for upgrades. */
	close(): void;
}

interface Connection {
	readonly socket: WebSocket;
	readonly member: BusConnection;
	readonly place: Place;
	readonly messages: TokenBucket;
	readonly openedAt: number;
}

/** Serves signaling on an HTTP server that may serve other things too; other upgrades are left alone. */
export function attachRoomServer(
	http: HttpServer,
	{
		allowedOrigins = 'same',
		trusted = new BlockList(),
		limits = DEFAULT_LIMITS,
		metrics = new Metrics(),
		log = silentLog,
		bus = new MemoryRoomBus()
	}: RoomServerOptions = {}
): RoomServer {
	const connections = new Map<WebSocket, Connection>();
	const heartbeat = new Heartbeat((socket) => {
		metrics.silentDropped();
		socket.terminate();
	});
	const clientMessages = new RateLimiter({ ...limits.messagesPerClient, maxKeys: MAX_REMEMBERED_CLIENTS });

	metrics.gauge('inkmesh_connections', 'Open sockets.', () => door.total);
	metrics.gauge('inkmesh_rooms', 'Rooms with somebody in them.', () => bus.roomCount);
	metrics.gauge('inkmesh_members', 'Sockets that are in a room.', () => bus.memberCount);

	function deliver(socket: WebSocket, message: ServerMessage, hangUp: boolean): void {
		// One that was dropped is a member until its close arrives.
		if (socket.readyState !== WebSocket.OPEN) return;
		if (message.type === 'refused') metrics.refused(refusalOf(message.reason));
		if (socket.bufferedAmount > limits.unsentBytes) dropSlow(socket);
		else {
			const text = JSON.stringify(message);
			metrics.bytesSent(text.length);
			socket.send(text);
		}
		if (hangUp) hangUpOn(socket, POLICY_VIOLATION, 'refused');
	}

	function receive({ socket, member, place, messages }: Connection, data: RawData, isBinary: boolean): void {
		// Who is being hung up on may go on talking until its socket is gone.
		if (socket.readyState !== WebSocket.OPEN) return;
		const bytes = data as Buffer;
		metrics.bytesReceived(bytes.length);
		const cost = 1 + Math.floor(bytes.length / COST_UNIT_BYTES);
		if (!messages.take(cost)) return refuse(socket, 'messages too fast', 'too many messages');
		if (!clientMessages.take(place.client, cost)) {
			return refuse(socket, 'messages of one client too fast', 'too many from here');
		}
		const message = isBinary ? null : parseClientMessage(bytes.toString());
		if (!message) {
			metrics.refused('malformed');
			return hangUpOn(socket, POLICY_VIOLATION, 'malformed message');
		}
		// Each of those it is for costs as much as a message of its own.
		if (message.type === 'whisper' && !messages.take(message.to.length)) {
			return refuse(socket, 'messages too fast', 'too many messages');
		}
		metrics.message(message.type);
		member.receive(message);
	}

	/** Tells a client why, and hangs up. */
	function refuse(socket: WebSocket, counted: RefusalReason, reason: Refusal | 'too many messages'): void {
		metrics.refused(counted);
		socket.send(JSON.stringify({ type: 'refused', reason }));
		hangUpOn(socket, TRY_AGAIN_LATER, reason);
	}

	function dropSlow(socket: WebSocket): void {
		metrics.slowReaderDropped();
		socket.terminate();
	}

	function accept(socket: WebSocket, place: Place, refusal: RefusalReason | null): void {
		if (refusal) {
			const words = refusal === 'too many connections' ? 'server is full' : 'too many from here';
			return refuse(socket, refusal, words);
		}
		metrics.connectionOpened();
		const member = bus.connect({
			deliver: (message, { hangUp }) => deliver(socket, message, hangUp),
			doubted: () => heartbeat.doubt(socket)
		});
		const connection = {
			socket,
			member,
			place,
			messages: new TokenBucket(limits.messages),
			openedAt: performance.now()
		};
		connections.set(socket, connection);
		heartbeat.watch(socket);
		socket.on('message', (data, isBinary) => receive(connection, data, isBinary));
		socket.on('close', () => {
			connections.delete(socket);
			member.leave();
		});
	}

	const door = openDoor(http, {
		path: SIGNALING_PATH,
		maxBytes: MAX_SIGNALING_BYTES,
		allowedOrigins,
		trusted,
		limits,
		metrics,
		log,
		accept
	});

	const sweep = setInterval(() => {
		const now = performance.now();
		for (const { socket, member, openedAt } of connections.values()) {
			if (member.hasJoined || now - openedAt < limits.joinWithinMs) continue;
			metrics.refused('never joined');
			socket.terminate();
		}
		const unsentBytes = ({ socket }: Connection) => socket.bufferedAmount;
		for (const { socket } of heaviest(connections.values(), unsentBytes, limits.unsentBytesInAll))
			dropSlow(socket);
	}, SWEEP_MS);
	sweep.unref();

	return {
		rooms: bus,
		close() {
			heartbeat.stop();
			clearInterval(sweep);
			door.close();
			for (const { socket } of connections.values()) hangUpOn(socket, SERVICE_RESTART, 'restarting');
		}
	};
}

function refusalOf(reason: string): RefusalReason {
	return reason === 'room is full' || reason === 'server is full' ? reason : 'protocol';
}
