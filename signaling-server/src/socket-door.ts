// The door for WebSockets of one path, on an HTTP server that may serve other things too: whose page may come in, how many,
// how they are told to go, and who has to go because too much waits for them in our memory.
import type { BlockList } from 'node:net';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { Admission, type AdmissionLimits, type Place } from './admission.ts';
import { visitorOf } from './client-address.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';
import type { Metrics, RefusalReason } from './metrics.ts';
import { isAllowedOrigin } from './origins.ts';

/** How long a socket that was told to go may take to hear it. */
const GOODBYE_MS = 2_000;

export const POLICY_VIOLATION = 1008;
export const SERVICE_RESTART = 1012;
export const TRY_AGAIN_LATER = 1013;

export type HttpServer = Pick<Server, 'on' | 'off'>;

export interface DoorOptions {
	readonly path: string;
	/** The longest message; a longer one ends the socket. */
	readonly maxBytes: number;
	readonly allowedOrigins: Config['allowedOrigins'];
	readonly trusted: BlockList;
	readonly limits: AdmissionLimits;
	readonly metrics: Metrics;
	readonly log: Logger;
	/** With a refusal, the socket is to be told so and hung up on. `raw` is the connection below it. */
	readonly accept: (socket: WebSocket, place: Place, refusal: RefusalReason | null, raw: Duplex) => void;
}

export interface Door {
	/** Sockets that are in. */
	readonly total: number;
	/** Lets nobody in any more; who is in stays. */
	close(): void;
}

/** Opens it; upgrades to other paths are left alone. */
export function openDoor(http: HttpServer, options: DoorOptions): Door {
	const { path, allowedOrigins, trusted, metrics, log } = options;
	const admission = new Admission(options.limits);
	const server = new WebSocketServer({ noServer: true, maxPayload: options.maxBytes });
	let hasWarnedOfOrigin = false;

	const upgrade = (request: IncomingMessage, raw: Duplex, head: Buffer) => {
		if (pathOf(request) !== path) return;
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
			return endUpgrade(raw, '403 Forbidden');
		}
		const admitted = admission.enter(visitor);
		if (!admitted.place) {
			metrics.refused(admitted.refusal);
			const status = admitted.status === 429 ? '429 Too Many Requests' : '503 Service Unavailable';
			return endUpgrade(raw, status);
		}
		const { place, refusal } = admitted;
		// Gives the place back where the handshake comes to nothing, too.
		raw.on('close', () => place.leave());
		server.handleUpgrade(request, raw, head, (socket) => {
			socket.on('close', () => place.leave());
			// ws closes the socket itself after an error (too long a frame, bad UTF-8); without a listener it would throw.
			socket.on('error', () => {
				metrics.refused('malformed');
				socket.terminate();
			});
			options.accept(socket, place, refusal, raw);
		});
	};
	http.on('upgrade', upgrade);

	return {
		get total() {
			return admission.total;
		},
		close() {
			http.off('upgrade', upgrade);
			server.close();
		}
	};
}

/** Whoever does not answer the wish to close is cut off soon: it would hold its place meanwhile. */
export function hangUpOn(socket: WebSocket, code: number, reason: string): void {
	socket.close(code, reason);
	setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
}

/** Those we hold most bytes for, as many as bring all together below the bound. */
export function heaviest<T>(
	connections: Iterable<T>,
	bytesOf: (connection: T) => number,
	maxBytes: number
): T[] {
	const loads = [...connections]
		.map((connection) => ({ connection, bytes: bytesOf(connection) }))
		.filter(({ bytes }) => bytes > 0);
	let total = loads.reduce((sum, { bytes }) => sum + bytes, 0);
	if (total <= maxBytes) return [];
	return loads
		.sort((a, b) => b.bytes - a.bytes)
		.flatMap(({ connection, bytes }) => {
			if (total <= maxBytes) return [];
			total -= bytes;
			return [connection];
		});
}

/**
 * Ends upgrades to other paths, for a server on which nobody else takes them. Node leaves such a socket open, and
 * without anybody who listens for its errors: a reset by the client would end the process.
 */
export function refuseOtherUpgrades(http: Pick<Server, 'on'>, paths: readonly string[]): void {
	http.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
		if (!paths.includes(pathOf(request))) endUpgrade(socket, '404 Not Found');
	});
}

function endUpgrade(socket: Duplex, status: string): void {
	socket.on('error', () => socket.destroy());
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
}

const pathOf = ({ url }: IncomingMessage) => url?.split('?')[0] ?? '';
