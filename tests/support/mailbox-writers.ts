// People who write into one mailbox as fast as they may, whatever becomes of the server: what was not acknowledged they send
// again, as browsers do.
import { setTimeout as after } from 'node:timers/promises';
import { createMailboxKeys, MailboxClient, randomEntry, sha256, type MailboxKeys } from './mailbox-client.ts';
import { Random } from './random.ts';

/** How many entries of one writer are under way. */
const UNDER_WAY = 3;
const RETRY_MS = 20;

export interface WritersOptions {
	readonly count: number;
	readonly seed: number;
	/** The server's address, as it is now. */
	readonly url: () => string;
	readonly maxEntryBytes?: number;
}

export class MailboxWriters {
	readonly keys: MailboxKeys;
	/** Where each acknowledged entry is, by its hash. */
	readonly acknowledged = new Map<string, number>();
	/** How often an acknowledgement contradicted a former one. */
	contradictions = 0;
	readonly #options: Required<WritersOptions>;
	readonly #done: Promise<unknown>;
	#isOver = false;

	constructor(options: WritersOptions) {
		this.#options = { maxEntryBytes: 1_000, ...options };
		this.keys = createMailboxKeys(new Random(options.seed));
		this.#done = Promise.all(
			Array.from({ length: options.count }, (_, i) => this.#write(new Random(options.seed * 1_000 + i)))
		);
	}

	/** Resolves when so many more are acknowledged. */
	async acknowledges(more: number): Promise<void> {
		const wanted = this.acknowledged.size + more;
		while (this.acknowledged.size < wanted) await after(1);
	}

	/** Ends, once what is under way is acknowledged. */
	async stop(): Promise<void> {
		this.#isOver = true;
		await this.#done;
	}

	async #write(random: Random): Promise<void> {
		const pending: Uint8Array[] = [];
		while (!this.#isOver || pending.length > 0) {
			let client: MailboxClient | null = null;
			try {
				client = await MailboxClient.openToWrite(this.#options.url(), this.keys);
				while (!this.#isOver || pending.length > 0) await this.#writeSome(client, pending, random);
			} catch {
				await after(RETRY_MS); // the server is gone; it comes back
			} finally {
				client?.close();
			}
		}
	}

	async #writeSome(client: MailboxClient, pending: Uint8Array[], random: Random): Promise<void> {
		while (pending.length < UNDER_WAY && !this.#isOver)
			pending.push(randomEntry(this.keys, random, random.integer(100, this.#options.maxEntryBytes)));
		const answers = pending.map(async (entry) => {
			const position = await client.append(entry);
			if (typeof position !== 'number') return after(RETRY_MS);
			const hash = hashOf(entry);
			if ((this.acknowledged.get(hash) ?? position) !== position) this.contradictions++;
			this.acknowledged.set(hash, position);
			pending.splice(pending.indexOf(entry), 1);
		});
		const failed = (await Promise.allSettled(answers)).find(({ status }) => status === 'rejected');
		if (failed) throw new Error('expected answers to all, got a closed socket');
	}
}

/** Where each entry of a mailbox is, by its hash. Rejects when one is told twice or out of order. */
export async function readMailbox(
	url: string,
	keys: MailboxKeys,
	known?: { readonly position: number; readonly epoch: Uint8Array }
): Promise<{ entries: Map<string, number>; epoch: Uint8Array; position: number; isContinued: boolean }> {
	const client = await MailboxClient.open(url, keys, known);
	const { epoch, isContinued } = await client.hears('opened');
	await client.hears('caughtUp');
	client.close();
	const entries = new Map<string, number>();
	let last = isContinued ? (known?.position ?? 0) : 0;
	for (const { position, entry } of client.entries) {
		const hash = hashOf(entry);
		if (position <= last || entries.has(hash))
			throw new Error(`expected a new entry after ${last}, got one at ${position}`);
		entries.set(hash, position);
		last = position;
	}
	// Entries that others wrote since then may have come, too.
	return { entries, epoch, position: last, isContinued };
}

const hashOf = (entry: Uint8Array) => Buffer.from(sha256(entry)).toString('base64');
