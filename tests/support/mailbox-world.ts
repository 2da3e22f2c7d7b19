import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbMailboxStore } from '../../signaling-server/src/lmdb-mailbox-store.ts';
import { attachMailboxServer } from '../../signaling-server/src/mailbox-server.ts';
import { deriveBoardKeys, type BoardKeys } from '../../src/lib/access/board-keys.ts';
import { createBoardLink } from '../../src/lib/access/board-link.ts';
import type { MailboxOptions } from '../../src/lib/mailbox/mailbox.ts';
import { keysForMailbox, MailboxClient } from './mailbox-client.ts';
import { MailboxPeer } from './mailbox-peer.ts';

/** A real server with its store on the disk, one board, and the devices that have it. */
export class MailboxWorld {
	readonly keys: BoardKeys = deriveBoardKeys(createBoardLink());
	readonly store: LmdbMailboxStore;
	readonly #httpUrl: string;
	readonly #peers: MailboxPeer[] = [];
	readonly #clients: MailboxClient[] = [];
	readonly #end: () => Promise<void>;
	/** How far the store's clock is ahead. */
	aheadMs = 0;

	private constructor(store: LmdbMailboxStore, httpUrl: string, end: () => Promise<void>) {
		this.store = store;
		this.#httpUrl = httpUrl;
		this.#end = end;
	}

	static async open(): Promise<MailboxWorld> {
		let world: MailboxWorld | null = null;
		const folder = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
		const now = () => Date.now() + (world?.aheadMs ?? 0);
		const store = await LmdbMailboxStore.open({ folder, now });
		const http = createServer().listen(0, '127.0.0.1');
		await once(http, 'listening');
		const httpUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
		const server = attachMailboxServer(http, { store, ttlMs: 86_400_000, maxBytes: 64 * 1024 * 1024 });
		world = new MailboxWorld(store, httpUrl, async () => {
			server.close();
			await server.idle();
			await store.close();
			http.close();
			rmSync(folder, { recursive: true, force: true });
		});
		return world;
	}

	async close(): Promise<void> {
		for (const peer of this.#peers) peer.close();
		for (const client of this.#clients) client.close();
		await this.#end();
	}

	/** A device that has nothing of the board, and has not opened it. */
	person(name: string, differing: Partial<MailboxOptions> = {}): MailboxPeer {
		const url = `${this.#httpUrl.replace('http', 'ws')}/mailbox`;
		const peer = new MailboxPeer(name, { keys: this.keys, url, ...differing });
		this.#peers.push(peer);
		return peer;
	}

	/** The same, with the board open and all that the mailbox has. */
	async opened(name: string, differing: Partial<MailboxOptions> = {}): Promise<MailboxPeer> {
		const peer = this.person(name, differing);
		await peer.open();
		await peer.whenComplete();
		return peer;
	}

	/** Somebody who opens the board for the first time, and has all there is. */
	newcomer(): Promise<MailboxPeer> {
		return this.opened(`newcomer ${this.#peers.length}`);
	}

	/** A writer of this board with bytes of its own. */
	async writer(): Promise<MailboxClient> {
		const client = await MailboxClient.openToWrite(this.#httpUrl, keysForMailbox(this.keys));
		this.#clients.push(client);
		return client;
	}

	async entryCount(): Promise<number> {
		return (await this.store.info(this.keys.mailboxName))?.entries ?? 0;
	}
}

export const write = ({ doc }: MailboxPeer, key: string, value: unknown = key) =>
	doc.getMap('elements').set(key, value);

export const keysOf = ({ doc }: MailboxPeer) => [...doc.getMap('elements').keys()].sort();
