// The mailboxes of a server as its configuration says: the store, and its place on the server's port.
import type { BlockList } from 'node:net';
import type { Config, MailboxConfig } from './config.ts';
import type { ServerLimits } from './limits.ts';
import { LmdbMailboxStore } from './lmdb-mailbox-store.ts';
import type { Logger } from './log.ts';
import { attachMailboxServer } from './mailbox-server.ts';
import type { Metrics } from './metrics.ts';
import type { HttpServer } from './socket-door.ts';

const DAY_MS = 86_400_000;

export interface Mailboxes {
	/** False while the disk takes no writes. */
	readonly canWrite: boolean;
	readonly connectionCount: number;
	/** Hangs up on everybody, and closes the store when what is under way is done. */
	close(): Promise<void>;
}

export interface MailboxesOptions {
	readonly allowedOrigins: Config['allowedOrigins'];
	readonly trusted: BlockList;
	readonly limits: ServerLimits;
	readonly metrics: Metrics;
	readonly log: Logger;
}

/** The store of this configuration. Rejects when its folder can't be had. */
export async function openMailboxStore(config: MailboxConfig): Promise<LmdbMailboxStore> {
	const { dir, ttlDays, maxBytes, totalBytes } = config;
	try {
		return await LmdbMailboxStore.open({
			folder: dir,
			limits: { ttlMs: ttlDays * DAY_MS, maxBytes, totalBytes }
		});
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Error(`MAILBOX_DIR: the mailboxes in ${dir} can’t be opened: ${reason}`, { cause });
	}
}

/** Opens the store and serves it. Rejects when its folder can't be had. */
export async function startMailboxes(
	http: HttpServer,
	config: MailboxConfig,
	options: MailboxesOptions
): Promise<Mailboxes> {
	const store = await openMailboxStore(config);
	const server = attachMailboxServer(http, {
		...options,
		store,
		ttlMs: config.ttlDays * DAY_MS,
		maxBytes: config.maxBytes,
		limits: options.limits.mailbox
	});
	return {
		get canWrite() {
			return store.canWrite;
		},
		get connectionCount() {
			return server.connectionCount;
		},
		async close() {
			server.close();
			await server.idle();
			await store.close();
		}
	};
}
