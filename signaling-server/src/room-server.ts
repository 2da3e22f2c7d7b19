import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_SIGNALING_BYTES, parseClientMessage } from '../../src/lib/signaling/messages.ts';
import { Rooms, type ConnectionId, type Send } from './rooms.ts';

export const SIGNALING_PATH = '/signaling';

const PING_MS = 25_000;
/** A reader this far behind is dropped: its messages would only pile up in our memory. */
const MAX_UNSENT_BYTES = 1024 * 1024;

const MALFORMED = 1008;

export interface RoomServer {
	readonly rooms: Rooms;
	/** Hangs up on everybody and stops listening for upgrades. */
	close(): void;
}

/** Serves signaling on an HTTP server that may serve other things too; other upgrades are left alone. */
export function attachRoomServer(http: Pick<Server, 'on' | 'off'>): RoomServer {
	const rooms = new Rooms();
	const sockets = new Map<ConnectionId, WebSocket>();
	const alive = new WeakSet<WebSocket>();
	const server = new WebSocketServer({ noServer: true, maxPayload: MAX_SIGNALING_BYTES });
	let lastConnection = 0;

	function deliver(sends: readonly Send[]): void {
		for (const { to, message, hangUp } of sends) {
			const socket = sockets.get(to);
			if (!socket) continue;
			if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate();
			else socket.send(JSON.stringify(message));
			if (hangUp) socket.close(MALFORMED, 'refused');
		}
	}

	server.on('connection', (socket) => {
		const id = ++lastConnection;
		sockets.set(id, socket);
		alive.add(socket);
		socket.on('pong', () => alive.add(socket));
		socket.on('message', (data, isBinary) => {
			// Who is being hung up on may go on talking until its socket is gone.
			if (socket.readyState !== socket.OPEN) return;
			alive.add(socket);
			const message = isBinary ? null : parseClientMessage(String(data));
			if (message) deliver(rooms.receive(id, message));
			else socket.close(MALFORMED, 'malformed message');
		});
		// ws closes the socket itself after an error (too long a frame, bad UTF-8); without a listener it would throw.
		socket.on('error', () => socket.terminate());
		socket.on('close', () => {
			sockets.delete(id);
			deliver(rooms.leave(id));
		});
	});

	const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		if (!isSignaling(request.url)) return;
		server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, request));
	};
	http.on('upgrade', upgrade);

	const heartbeat = setInterval(() => {
		for (const socket of sockets.values()) {
			if (!alive.delete(socket)) socket.terminate();
			else socket.ping();
		}
	}, PING_MS);
	heartbeat.unref();

	return {
		rooms,
		close() {
			clearInterval(heartbeat);
			http.off('upgrade', upgrade);
			for (const socket of sockets.values()) socket.close(1012, 'restarting');
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
		if (isSignaling(url)) return;
		socket.on('error', () => socket.destroy());
		socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => socket.destroy());
	});
}

const isSignaling = (url: string | undefined) => url?.split('?')[0] === SIGNALING_PATH;
