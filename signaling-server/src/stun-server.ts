import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { TokenBucket } from '../../src/lib/signaling/token-bucket.ts';
import { limitKeyOf } from './client-address.ts';
import { MAX_REMEMBERED_CLIENTS, type ServerLimits } from './limits.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { RateLimiter } from './rate-limiter.ts';
import {
	BINDING_REQUEST,
	encodeBindingSuccess,
	encodeUnknownAttributes,
	parseStun,
	unknownAttributesOf
} from './stun-message.ts';

export interface StunOptions {
	/** 0 for any that is free. */
	readonly port: number;
	/** Undefined: all addresses, of IPv4 and IPv6. */
	readonly host: string | undefined;
	readonly limits: Pick<ServerLimits, 'stunRequests' | 'stunRequestsInAll'>;
	readonly metrics: Metrics;
	readonly log: Logger;
}

export interface StunServer {
	readonly port: number;
	close(): void;
}

/**
 * Tells browsers the address they are seen by, on a UDP port of its own. Null when the port can't be had: people on one
 * network meet all the same. An answer is at most 2.6 times as long as what was asked (52 bytes for 20), and nothing
 * that is no proper request gets one, so that nobody can turn it against others.
 */
export async function startStunServer(options: StunOptions): Promise<StunServer | null> {
	const { log, metrics } = options;
	const host = options.host === '::' ? undefined : options.host;
	const maxKeys = MAX_REMEMBERED_CLIENTS;
	const clients = new RateLimiter({ ...options.limits.stunRequests, maxKeys });
	const everybody = new TokenBucket(options.limits.stunRequestsInAll);

	function receive(socket: Socket, bytes: Uint8Array, { address, port }: RemoteInfo): void {
		const request = parseStun(bytes);
		if (request?.type !== BINDING_REQUEST) return metrics.stun('malformed');
		// A port of 0 is forged; sending to it throws.
		if (port === 0 || !clients.take(limitKeyOf(address)) || !everybody.take()) return metrics.stun('limited');
		const unknown = unknownAttributesOf(request);
		const answer =
			unknown.length > 0
				? encodeUnknownAttributes(request.transaction, unknown)
				: encodeBindingSuccess(request.transaction, address, port);
		metrics.stun(unknown.length > 0 ? 'unknown_attribute' : 'answered');
		// Whoever can't be reached asks again, or not.
		socket.send(answer, port, address, () => undefined);
	}

	async function open(type: 'udp4' | 'udp6', port: number, address?: string): Promise<Socket> {
		const socket = createSocket({ type, ipv6Only: type === 'udp6' });
		await new Promise<void>((resolve, reject) => {
			socket.once('error', reject);
			socket.bind(port, address, () => {
				socket.off('error', reject);
				resolve();
			});
		});
		socket.on('error', (error) => log.warn({ code: codeOf(error) }, 'STUN socket'));
		socket.on('message', (bytes, sender) => receive(socket, bytes, sender));
		return socket;
	}

	const sockets: Socket[] = [];
	try {
		if (host === undefined || isIP(host) !== 6) sockets.push(await open('udp4', options.port, host));
		const port = sockets[0]?.address().port ?? options.port;
		if (host === undefined) {
			// Many machines have no IPv6; those who have it are told by it.
			const udp6 = await open('udp6', port).catch(() => null);
			if (udp6) sockets.push(udp6);
		} else if (isIP(host) === 6) sockets.push(await open('udp6', port, host));
	} catch (error) {
		log.warn(
			{ port: options.port, code: codeOf(error) },
			'STUN is off, its port can’t be had; set STUN_PORT to another, or to off'
		);
		return null;
	}
	let isClosed = false;
	return {
		port: sockets[0]?.address().port ?? options.port,
		close() {
			if (isClosed) return;
			isClosed = true;
			for (const socket of sockets) socket.close();
		}
	};
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
