import { BlockList } from 'node:net';
import { WebSocket, type RawData } from 'ws';
import { MAX_SIGNALING_BYTES, parseClientMessage } from '../../src/lib/signaling/messages.ts';
import type { Refusal } from '../../src/lib/signaling/signaling-client.ts';
import { TokenBucket } from '../../src/lib/signaling/token-bucket.ts';
import type { Place } from './admission.ts';
import type { Config } from './config.ts';
import { Heartbeat } from './heartbeat.ts';
import { DEFAULT_LIMITS, MAX_REMEMBERED_CLIENTS, type ServerLimits } from './limits.ts';
import { silentLog, type Logger } from './log.ts';
import { Metrics, type RefusalReason } from './metrics.ts';
import { RateLimiter } from './rate-limiter.ts';
import { Rooms, type ConnectionId, type Send } from './rooms.ts';
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
}

export interface RoomServer {
	readonly rooms: Rooms;
	/** Hangs up on everybody and stops listening for upgrades. */
	close(): void;
}

interface Connection {
	readonly socket: WebSocket;
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
		log = silentLog
	}: RoomServerOptions = {}
): RoomServer {
	const rooms = new Rooms();
	const connections = new Map<ConnectionId, Connection>();
	const heartbeat = new Heartbeat((socket) => {
		metrics.silentDropped();
		socket.terminate();
	});
	const clientMessages = new RateLimiter({ ...limits.messagesPerClient, maxKeys: MAX_REMEMBERED_CLIENTS });
	let lastConnection = 0;

	metrics.gauge('inkmesh_connections', 'Open sockets.', () => door.total);
	metrics.gauge('inkmesh_rooms', 'Rooms with somebody in them.', () => rooms.roomCount);
	metrics.gauge('inkmesh_members', 'Sockets that are in a room.', () => rooms.memberCount);

	function deliver(sends: readonly Send[]): void {
		for (const { to, message, hangUp } of sends) {
			const socket = connections.get(to)?.socket;
			// One that was dropped is counted until its close arrives.
			if (socket?.readyState !== WebSocket.OPEN) continue;
			if (message.type === 'refused') metrics.refused(refusalOf(message.reason));
			if (socket.bufferedAmount > limits.unsentBytes) dropSlow(socket);
			else {
				const text = JSON.stringify(message);
				metrics.bytesSent(text.length);
				socket.send(text);
			}
			if (hangUp) hangUpOn(socket, POLICY_VIOLATION, 'refused');
		}
	}

	function receive(id: ConnectionId, data: RawData, isBinary: boolean): void {
		const connection = connections.get(id);
		// Who is being hung up on may go on talking until its socket is gone.
		if (!connection || connection.socket.readyState !== connection.socket.OPEN) return;
		const { socket, place, messages } = connection;
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
		metrics.message(message.type);
		if (message.type !== 'doubt') return deliver(rooms.receive(id, message));
		const doubted = connections.get(rooms.find(id, message.peer) ?? NaN);
		if (doubted) heartbeat.doubt(doubted.socket);
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
		const id = ++lastConnection;
		metrics.connectionOpened();
		connections.set(id, {
			socket,
			place,
			messages: new TokenBucket(limits.messages),
			openedAt: performance.now()
		});
		heartbeat.watch(socket);
		socket.on('message', (data, isBinary) => receive(id, data, isBinary));
		socket.on('close', () => {
			connections.delete(id);
			deliver(rooms.leave(id));
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
		for (const [id, { socket, openedAt }] of connections) {
			if (rooms.has(id) || now - openedAt < limits.joinWithinMs) continue;
			metrics.refused('never joined');
			socket.terminate();
		}
		const unsentBytes = ({ socket }: Connection) => socket.bufferedAmount;
		for (const { socket } of heaviest(connections.values(), unsentBytes, limits.unsentBytesInAll))
			dropSlow(socket);
	}, SWEEP_MS);
	sweep.unref();

	return {
		rooms,
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
