import { BlockList } from 'node:net';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { MAX_SIGNALING_BYTES, parseClientMessage } from '../../src/lib/signaling/messages.ts';
import type { Refusal } from '../../src/lib/signaling/signaling-client.ts';
import { TokenBucket } from '../../src/lib/signaling/token-bucket.ts';
import { Admission, type Place } from './admission.ts';
import { visitorOf } from './client-address.ts';
import type { Config } from './config.ts';
import { Heartbeat } from './heartbeat.ts';
import { DEFAULT_LIMITS, MAX_REMEMBERED_CLIENTS, type ServerLimits } from './limits.ts';
import { silentLog, type Logger } from './log.ts';
import { Metrics, type RefusalReason } from './metrics.ts';
import { isAllowedOrigin } from './origins.ts';
import { RateLimiter } from './rate-limiter.ts';
import { Rooms, type ConnectionId, type Send } from './rooms.ts';

export const SIGNALING_PATH = '/signaling';

const SWEEP_MS = 1_000;
/** How long a socket that was told to go may take to hear it. */
const GOODBYE_MS = 2_000;
const COST_UNIT_BYTES = 4_096;

const POLICY_VIOLATION = 1008;
const SERVICE_RESTART = 1012;
const TRY_AGAIN_LATER = 1013;

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
	http: Pick<Server, 'on' | 'off'>,
	{
		allowedOrigins = 'same',
		trusted = new BlockList(),
		limits = DEFAULT_LIMITS,
		metrics = new Metrics(),
		log = silentLog
	}: RoomServerOptions = {}
): RoomServer {
	const rooms = new Rooms();
	const admission = new Admission(limits);
	const connections = new Map<ConnectionId, Connection>();
	const heartbeat = new Heartbeat((socket) => {
		metrics.silentDropped();
		socket.terminate();
	});
	const clientMessages = new RateLimiter({ ...limits.messagesPerClient, maxKeys: MAX_REMEMBERED_CLIENTS });
	const server = new WebSocketServer({ noServer: true, maxPayload: MAX_SIGNALING_BYTES });
	let lastConnection = 0;
	let hasWarnedOfOrigin = false;

	metrics.gauge('inkmesh_connections', 'Open sockets.', () => admission.total);
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

	/** Whoever does not answer the wish to close is cut off soon: it would hold its place meanwhile. */
	function hangUpOn(socket: WebSocket, code: number, reason: string): void {
		socket.close(code, reason);
		setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
	}

	function dropSlow(socket: WebSocket): void {
		metrics.slowReaderDropped();
		socket.terminate();
	}

	function accept(socket: WebSocket, place: Place, refusal: RefusalReason | null): void {
		socket.on('close', () => place.leave());
		// ws closes the socket itself after an error (too long a frame, bad UTF-8); without a listener it would throw.
		socket.on('error', () => {
			metrics.refused('malformed');
			socket.terminate();
		});
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

	const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		if (!isSignaling(request.url)) return;
		const visitor = visitorOf(request, trusted);
		if (!isAllowedOrigin(request.headers.origin, visitor, allowedOrigins)) {
			metrics.refused('origin');
			if (!hasWarnedOfOrigin) {
				log.warn(
					'A page of another origin was refused. Behind a proxy, pass the Host header on or set TRUSTED_PROXIES; ' +
						'for pages served elsewhere, set ALLOWED_ORIGINS.'
				);
			}
			hasWarnedOfOrigin = true;
			return endUpgrade(socket, '403 Forbidden');
		}
		const admitted = admission.enter(visitor);
		if (!admitted.place) {
			metrics.refused(admitted.refusal);
			const status = admitted.status === 429 ? '429 Too Many Requests' : '503 Service Unavailable';
			return endUpgrade(socket, status);
		}
		const { place, refusal } = admitted;
		// Gives the place back where the handshake comes to nothing, too.
		socket.on('close', () => place.leave());
		server.handleUpgrade(request, socket, head, (ws) => accept(ws, place, refusal));
	};
	http.on('upgrade', upgrade);

	const sweep = setInterval(() => {
		const now = performance.now();
		for (const [id, { socket, openedAt }] of connections) {
			if (rooms.has(id) || now - openedAt < limits.joinWithinMs) continue;
			metrics.refused('never joined');
			socket.terminate();
		}
		for (const socket of slowest(connections.values(), limits.unsentBytesInAll)) dropSlow(socket);
	}, SWEEP_MS);
	sweep.unref();

	return {
		rooms,
		close() {
			heartbeat.stop();
			clearInterval(sweep);
			http.off('upgrade', upgrade);
			for (const { socket } of connections.values()) hangUpOn(socket, SERVICE_RESTART, 'restarting');
			server.close();
		}
	};
}

/**
 * Ends upgrades to other paths, for a server on which nobody else takes them. Node leaves such a socket open, and
 * without anybody who listens for its errors: a reset by the client would end the process.
 */
export function refuseOtherUpgrades(http: Pick<Server, 'on'>): void {
	http.on('upgrade', ({ url }: IncomingMessage, socket: Duplex) => {
		if (!isSignaling(url)) endUpgrade(socket, '404 Not Found');
	});
}

function endUpgrade(socket: Duplex, status: string): void {
	socket.on('error', () => socket.destroy());
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
}

/** The sockets furthest behind, as many as bring all together below the bound. */
function slowest(connections: Iterable<Connection>, maxBytes: number): WebSocket[] {
	const behind = [...connections]
		.map(({ socket }) => ({ socket, bytes: socket.bufferedAmount }))
		.filter(({ bytes }) => bytes > 0);
	let total = behind.reduce((sum, { bytes }) => sum + bytes, 0);
	if (total <= maxBytes) return [];
	return behind
		.sort((a, b) => b.bytes - a.bytes)
		.flatMap(({ socket, bytes }) => {
			if (total <= maxBytes) return [];
			total -= bytes;
			return [socket];
		});
}

function refusalOf(reason: string): RefusalReason {
	return reason === 'room is full' || reason === 'server is full' ? reason : 'protocol';
}

const isSignaling = (url: string | undefined) => url?.split('?')[0] === SIGNALING_PATH;
