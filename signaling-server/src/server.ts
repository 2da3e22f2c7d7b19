// The whole room server, from a configuration to listening ports and back.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { visitorOf } from './client-address.ts';
import { rangesOf, type Config } from './config.ts';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
import type { Logger } from './log.ts';
import { MAILBOX_PATH } from './mailbox-server.ts';
import { startMailboxes, type Mailboxes } from './mailboxes.ts';
import { refuseMailboxes } from './no-mailboxes.ts';
import { Metrics } from './metrics.ts';
import { createRequestHandler } from './requests.ts';
import { attachRoomServer, SIGNALING_PATH, type RoomServer } from './room-server.ts';
import { refuseOtherUpgrades } from './socket-door.ts';
import { createStaticApp, notFound } from './static-app.ts';
import { startStunServer } from './stun-server.ts';

/** Who is still there after this time is cut off. */
const CLOSING_MS = 3_000;

export interface InkmeshServer {
	readonly port: number;
	/** Null: STUN is off, or its port was taken. */
	readonly stunPort: number | null;
	readonly rooms: RoomServer['rooms'];
	readonly metrics: Metrics;
	/** Tells everybody to come back later, and ends within seconds. */
	close(): Promise<void>;
}

/** Starts to listen. Rejects when the port or the mailboxes can't be had. */
export async function startServer(
	config: Config,
	{ log, limits = DEFAULT_LIMITS }: { readonly log: Logger; readonly limits?: ServerLimits }
): Promise<InkmeshServer> {
	const metrics = new Metrics();
	const trusted = rangesOf(config.trustedProxies);
	const app = config.appDir === null ? notFound : createStaticApp(config.appDir);
	let stunPort: number | null = null;
	let isReady = true;
	let mailboxes: Mailboxes | null = null;
	const handle = createRequestHandler({
		config,
		trusted,
		limits,
		metrics,
		stunPort: () => stunPort,
		isReady: () => isReady && (mailboxes?.canWrite ?? true)
	});
	const http = createServer(
		{ keepAlive: true, keepAliveInitialDelay: 30_000, noDelay: true, maxHeaderSize: 16 * 1024 },
		(request, response) => {
			// A body is never asked for, so it is not read either.
			if (!isReady) response.setHeader('Connection', 'close');
			if (!handle(request, response)) app(request, response, visitorOf(request, trusted));
		}
	);
	http.headersTimeout = 10_000;
	http.requestTimeout = 20_000;
	http.keepAliveTimeout = 10_000;
	// Beyond the sockets there are only requests for files, and they are short.
	http.maxConnections = limits.connections + limits.mailbox.connections + 2_000;
	const options = { allowedOrigins: config.allowedOrigins, trusted, limits, metrics, log };
	// First, since it is what an operator's mistake can stop.
	if (config.mailbox) mailboxes = await startMailboxes(http, config.mailbox, options);
	const refusing = mailboxes ? null : refuseMailboxes(http, options);
	const rooms = attachRoomServer(http, options);
	refuseOtherUpgrades(http, [SIGNALING_PATH, MAILBOX_PATH]);
	http.listen(config.port, config.host);
	try {
		await once(http, 'listening');
	} catch (error) {
		await mailboxes?.close();
		throw error;
	}
	const stun =
		config.stunPort === null
			? null
			: await startStunServer({ port: config.stunPort, host: config.host, limits, metrics, log });
	stunPort = stun?.port ?? null;

	let closing: Promise<void> | null = null;
	async function close(): Promise<void> {
		isReady = false;
		rooms.close();
		refusing?.close();
		const storeClosed = mailboxes?.close();
		stun?.close();
		const cutOff = setTimeout(() => http.closeAllConnections(), CLOSING_MS);
		const closed = once(http, 'close');
		http.close();
		http.closeIdleConnections();
		await closed;
		clearTimeout(cutOff);
		await storeClosed;
		metrics.destroy();
	}

	return {
		port: (http.address() as AddressInfo).port,
		stunPort,
		rooms: rooms.rooms,
		metrics,
		close: () => (closing ??= close())
	};
}
