// Mailboxes over WebSockets, on the room server's port: the door, the sockets, and what happens from time to time.
import { BlockList } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';
import { encodeMessage, MAX_FRAME_BYTES } from '../../src/lib/mailbox/messages.ts';
import type { Place } from './admission.ts';
import type { Config } from './config.ts';
import { Heartbeat } from './heartbeat.ts';
import { DEFAULT_LIMITS, type MailboxLimits } from './limits.ts';
import { silentLog, type Logger } from './log.ts';
import { MailboxAllowance } from './mailbox-allowance.ts';
import { MailboxHub } from './mailbox-hub.ts';
import { MailboxSession } from './mailbox-session.ts';
import { MailboxSocket } from './mailbox-socket.ts';
import type { MailboxStore, StoreTotals } from './mailbox-store.ts';
import { Metrics, type RefusalReason } from './metrics.ts';
import {
	hangUpOn,
	heaviest,
	openDoor,
	POLICY_VIOLATION,
	SERVICE_RESTART,
	TRY_AGAIN_LATER,
	type HttpServer
} from './socket-door.ts';

export const MAILBOX_PATH = '/mailbox';

const WATCH_MS = 1_000;
/** How soon it is noticed that an operator deleted a mailbox, or that the disk takes writes again. */
const CHECK_MS = 5_000;
const SWEEP_MS = 60_000;
/** A store that fails is logged so often at the most. */
const LOG_EVERY_MS = 60_000;

export interface MailboxServerOptions {
	readonly store: MailboxStore;
	readonly ttlMs: number;
	/** Of one mailbox. */
	readonly maxBytes: number;
	readonly allowedOrigins?: Config['allowedOrigins'];
	readonly trusted?: BlockList;
	readonly limits?: MailboxLimits;
	readonly metrics?: Metrics;
	readonly log?: Logger;
}

export interface MailboxServer {
	readonly connectionCount: number;
	/** Hangs up on everybody and stops listening; the store stays open until `idle` resolves. */
	close(): void;
	/** Resolves when nothing is under way in the store any more. */
	idle(): Promise<void>;
}

interface Connection {
	readonly socket: MailboxSocket;
	readonly session: MailboxSession;
	readonly openedAt: number;
}

/** Serves mailboxes on an HTTP server that may serve other things too. The store stays the caller's. */
export function attachMailboxServer(
	http: HttpServer,
	{
		store,
		ttlMs,
		maxBytes,
		allowedOrigins = 'same',
		trusted = new BlockList(),
		limits = DEFAULT_LIMITS.mailbox,
		metrics = new Metrics(),
		log = silentLog
	}: MailboxServerOptions
): MailboxServer {
	const hub = new MailboxHub();
	const allowance = new MailboxAllowance(limits);
	const connections = new Map<WebSocket, Connection>();
	const heartbeat = new Heartbeat((socket) => {
		metrics.silentDropped();
		socket.terminate();
	});
	let totals: StoreTotals = { mailboxes: 0, bytes: 0 };
	let loggedAt = -Infinity;
	let chore: Promise<void> | null = null;
	let sweptAt = performance.now();

	metrics.gauge('inkmesh_mailbox_connections', 'Open sockets at mailboxes.', () => door.total);
	metrics.gauge('inkmesh_mailboxes', 'Mailboxes in the store.', () => totals.mailboxes);
	metrics.gauge('inkmesh_mailbox_bytes', 'What they take of the disk, about.', () => totals.bytes);
	metrics.gauge('inkmesh_mailbox_writable', '1 while the store takes writes.', () => Number(store.canWrite));

	function failed(error: unknown): void {
		if (performance.now() - loggedAt < LOG_EVERY_MS) return;
		loggedAt = performance.now();
		log.error({ error: error instanceof Error ? error.stack : String(error) }, 'the mailbox store fails');
	}

	function accept(ws: WebSocket, place: Place, refusal: RefusalReason | null, raw: Duplex): void {
		if (refusal) {
			metrics.refused(refusal);
			ws.send(encodeMessage({ type: 'bye', reason: refusal }));
			return hangUpOn(ws, TRY_AGAIN_LATER, refusal);
		}
		const socket = new MailboxSocket(ws, raw, {
			unsentBytes: limits.unsentBytes,
			onProgress: () => heartbeat.heard(ws),
			onSent: (bytes) => metrics.bytesSent(bytes)
		});
		const session = new MailboxSession({
			socket,
			store,
			hub,
			allowance: allowance.forSocket(place.client),
			metrics,
			ttlS: Math.round(ttlMs / 1_000),
			maxBytes,
			onFailure: failed
		});
		connections.set(ws, { socket, session, openedAt: performance.now() });
		heartbeat.watch(ws);
		ws.on('message', (data: RawData, isBinary) => {
			// Who is being hung up on may go on talking until its socket is gone.
			if (ws.readyState !== WebSocket.OPEN) return;
			const frame = data as Buffer;
			metrics.bytesReceived(frame.length);
			socket.received();
			// A text is no frame of ours.
			session.receive(isBinary ? frame : new Uint8Array());
		});
		ws.on('close', () => {
			connections.delete(ws);
			socket.destroy();
			session.destroy();
		});
	}

	const door = openDoor(http, {
		path: MAILBOX_PATH,
		maxBytes: MAX_FRAME_BYTES,
		allowedOrigins,
		trusted,
		limits,
		metrics,
		log,
		accept
	});

	function watch(): void {
		const now = performance.now();
		for (const [ws, { socket, session, openedAt }] of connections) {
			if (socket.stalledMs(now) > limits.stalledMs) drop(ws);
			if (session.mailbox !== null || now - openedAt < limits.openWithinMs) continue;
			metrics.refused('mailbox never opened');
			hangUpOn(ws, POLICY_VIOLATION, 'opened no mailbox');
		}
		const heldBytes = ([, { socket }]: [WebSocket, Connection]) => socket.heldBytes;
		for (const [ws] of heaviest(connections, heldBytes, limits.heldBytesInAll)) drop(ws);
	}

	function drop(ws: WebSocket): void {
		metrics.slowReaderDropped();
		ws.terminate();
	}

	/** What other processes may have changed, and what is due in the store. */
	async function runChores(): Promise<void> {
		if (!store.canWrite) await store.probe();
		totals = await store.totals();
		for (const mailbox of hub.mailboxes) {
			const info = await store.info(mailbox);
			hub.check(mailbox, info);
			if (info) await store.touch(mailbox);
		}
		if (performance.now() - sweptAt < SWEEP_MS) return;
		sweptAt = performance.now();
		metrics.mailboxSwept(await store.sweep());
	}

	const timers = [
		setInterval(watch, WATCH_MS),
		setInterval(() => {
			chore ??= runChores()
				.catch(failed)
				.finally(() => (chore = null));
		}, CHECK_MS)
	];
	for (const timer of timers) timer.unref();

	return {
		get connectionCount() {
			return connections.size;
		},
		close() {
			heartbeat.stop();
			for (const timer of timers) clearInterval(timer);
			door.close();
			for (const ws of connections.keys()) hangUpOn(ws, SERVICE_RESTART, 'restarting');
		},
		async idle() {
			await chore;
		}
	};
}
