import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_ENTRY_BYTES, MAX_FRAME_BYTES, parseMessage } from '../../src/lib/mailbox/messages.ts';
import {
	createMailboxKeys,
	MailboxClient,
	randomEntry,
	sha256,
	type MailboxKeys
} from '../../tests/support/mailbox-client.ts';
import { mutate, Random } from '../../tests/support/random.ts';
import { DEFAULT_LIMITS, type MailboxLimits } from './limits.ts';
import { LmdbMailboxStore } from './lmdb-mailbox-store.ts';
import { attachMailboxServer, type MailboxServer } from './mailbox-server.ts';
import type { MailboxStore, StoreLimits } from './mailbox-store.ts';
import { Metrics } from './metrics.ts';

const poll = (read: () => unknown) => expect.poll(read, { interval: 5, timeout: 8_000 });
const NOTHING = new Uint8Array(16);
const MIB = 1024 * 1024;

let random: Random;
let keys: MailboxKeys;
let folder: string;
let store: LmdbMailboxStore;
let server: MailboxServer;
let metrics: Metrics;
let http: ReturnType<typeof createServer>;
let url: string;
let nowMs: number;
const clients: MailboxClient[] = [];

interface Setup {
	readonly limits?: Partial<MailboxLimits>;
	readonly store?: Partial<StoreLimits>;
	/** Stands between the server and the store. */
	readonly around?: (store: MailboxStore) => MailboxStore;
}

async function start({ limits, store: storeLimits = {}, around = (plain) => plain }: Setup = {}) {
	store = await LmdbMailboxStore.open({ folder, limits: storeLimits, now: () => nowMs });
	metrics = new Metrics();
	server = attachMailboxServer(http, {
		store: around(store),
		ttlMs: 90 * 86_400_000,
		maxBytes: storeLimits.maxBytes ?? 256 * MIB,
		limits: { ...DEFAULT_LIMITS.mailbox, ...limits },
		metrics
	});
}

async function stop() {
	server.close();
	for (const client of clients.splice(0)) client.close();
	await server.idle();
	await store.close();
	metrics.destroy();
}

async function restart(setup: Setup) {
	await stop();
	await start(setup);
}

beforeEach(async () => {
	random = new Random(1);
	keys = createMailboxKeys(random);
	nowMs = Date.UTC(2026, 0, 1);
	folder = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
	http = createServer();
	http.listen(0, '127.0.0.1');
	await once(http, 'listening');
	url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
	await start();
});

afterEach(async () => {
	vi.useRealTimers();
	await stop();
	http.closeAllConnections();
	http.close();
	rmSync(folder, { recursive: true, force: true });
});

const kept = (client: MailboxClient) => (clients.push(client), client);
const reader = async (known?: Parameters<MailboxClient['sayOpen']>[0], of = keys) =>
	kept(await MailboxClient.open(url, of, known));
const writer = async (of = keys) => kept(await MailboxClient.openToWrite(url, of));
const stranger = async () => kept(await MailboxClient.connect(url, keys));
const entry = (length?: number) => randomEntry(keys, random, length);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const told = (client: MailboxClient) => client.entries.map((one) => hex(one.entry));

/** The same store, but for some of its methods. */
const altered = (plain: MailboxStore, changes: Partial<MailboxStore>) =>
	new Proxy(plain, {
		get(target, name) {
			if (Object.hasOwn(changes, name)) return Reflect.get(changes, name) as unknown;
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		}
	});

/** Others can still read and write. */
async function expectServing() {
	const [alice, bob] = [await writer(), await reader()];
	const bytes = entry();
	expect(await alice.append(bytes)).toBeGreaterThan(0);
	await poll(() => told(bob)).toContain(hex(bytes));
}

describe('the mailbox server', () => {
	it('replays what is there, then pushes what comes, to all but who sent it', async () => {
		const [alice, early] = [await writer(), await reader()];
		expect(await early.hears('opened')).toEqual({
			type: 'opened',
			epoch: NOTHING,
			position: 0,
			isContinued: false,
			ttlS: 7_776_000,
			usedBytes: 0,
			maxBytes: 256 * MIB
		});
		const bytes = [entry(), entry(), entry(5_000)];
		for (const one of bytes.slice(0, 2)) expect(await alice.append(one)).toBeGreaterThan(0);
		await poll(() => told(early)).toEqual(bytes.slice(0, 2).map(hex));
		const late = await reader();
		await late.hears('caughtUp');
		expect(late.heard.map(({ type }) => type)).toEqual(['challenge', 'opened', 'entry', 'entry', 'caughtUp']);
		const position = await alice.append(bytes[2] ?? entry());
		for (const client of [early, late]) {
			await poll(() => told(client)).toEqual(bytes.map(hex));
			expect(client.entries.at(-1)).toMatchObject({ position, chunks: null });
		}
		// The first of its own came back when its append made the mailbox; the others did not.
		expect(alice.entries.length).toBeLessThan(2);
	});
	it('tells who has opened a mailbox that is made later of it', async () => {
		const early = await reader();
		await early.hears('caughtUp');
		await (await writer()).append(entry());
		await poll(() => early.entries.length).toBe(1);
		expect(early.heard.map(({ type }) => type)).toEqual([
			'challenge',
			'opened',
			'caughtUp',
			'opened',
			'entry',
			'caughtUp'
		]);
		expect((await reader()).heard[1]).toMatchObject({ usedBytes: expect.any(Number) as number });
	});
	it('goes on after the position a client knows, and from the start for one that knows another epoch', async () => {
		const alice = await writer();
		const bytes = [entry(), entry(), entry()];
		const positions: number[] = [];
		for (const one of bytes) positions.push(Number(await alice.append(one)));
		const { epoch } = (await store.info(keys.mailbox)) ?? { epoch: NOTHING };
		const bob = await reader({ position: positions[1], epoch });
		await bob.hears('caughtUp');
		expect(await bob.hears('opened')).toMatchObject({ isContinued: true, position: positions[2], epoch });
		expect(told(bob)).toEqual([hex(bytes[2] ?? NOTHING)]);
		for (const known of [
			{ position: 2, epoch: random.bytes(16) },
			{ position: 1_000, epoch }
		]) {
			const carol = await reader(known);
			await carol.hears('caughtUp');
			expect(await carol.hears('opened')).toMatchObject({ isContinued: false });
			expect(told(carol)).toEqual(bytes.map(hex));
		}
	});
	it('loses, repeats and overtakes nothing between replay and push', async () => {
		const writers = [await writer(), await writer(), await writer()];
		const readers: MailboxClient[] = [];
		const appends: Promise<unknown>[] = [];
		const written: string[] = [];
		for (let i = 0; i < 300; i++) {
			const bytes = entry(random.integer(100, 20_000));
			written.push(hex(bytes));
			appends.push(random.pick(writers).append(bytes));
			// Each of them comes in the middle of it, and reads while others write.
			if (i % 30 === 15) readers.push(await reader());
			if (i === 200) {
				await Promise.all(appends);
				const { position } = (await store.info(keys.mailbox)) ?? { position: 0 };
				await writers[0]?.replace(position, entry());
			}
		}
		await Promise.all(appends);
		const late = await reader();
		await late.hears('caughtUp');
		for (const client of readers) {
			await poll(() => client.entries.at(-1)?.position).toBe(301);
			const positions = client.entries.map(({ position }) => position);
			expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
			// Who came after the replacement begins with it; for all others it is one of many.
			expect(told(client).slice(-100)).toEqual(told(late).slice(-100));
			const first = positions[0] ?? 0;
			expect(positions).toEqual(Array.from({ length: 302 - first }, (_, i) => first + i));
		}
		expect(late.entries).toHaveLength(100);
		expect(new Set(written).size).toBe(300);
	});
	it('keeps chunks and blobs, and gives them to whoever knows the mailbox', async () => {
		const [alice, bob] = [await writer(), await reader()];
		const [chunk, name] = [random.bytes(100_000), random.bytes(32)];
		await alice.append(entry());
		expect(await alice.ask({ type: 'putChunk', bytes: chunk })).toMatchObject({ type: 'done', position: 0 });
		expect(await alice.ask({ type: 'putBlob', name, part: 3, bytes: chunk })).toMatchObject({ type: 'done' });
		const manifest = entry();
		const position = await alice.replace(1, manifest, [sha256(chunk)], [name]);
		await poll(() => bob.entries.at(-1)).toMatchObject({ position, chunks: [sha256(chunk)] });
		for (const request of [
			{ type: 'getChunk', name: sha256(chunk) } as const,
			{ type: 'getBlob', name, part: 3 } as const
		]) {
			const answer = await bob.ask(request);
			expect(answer.type === 'bytes' && answer.bytes && hex(answer.bytes)).toBe(hex(chunk));
		}
		expect(await bob.ask({ type: 'getChunk', name })).toMatchObject({ bytes: null });
		expect(await bob.ask({ type: 'getBlob', name, part: 0 })).toMatchObject({ bytes: null });
		expect(told(await replayed())).toEqual([hex(manifest)]);
	});
	it('lets one of two compactions through', async () => {
		const [alice, bob] = [await writer(), await writer()];
		const last = Number(await alice.append(entry()));
		await poll(() => bob.entries.length).toBe(1);
		const outcomes = await Promise.all([alice.replace(last, entry()), bob.replace(last, entry())]);
		expect(outcomes.map((outcome) => typeof outcome).sort()).toEqual(['number', 'string']);
		expect(outcomes).toContain('conflict');
	});
	it('lets no compaction of a former mailbox through', async () => {
		const [alice, bob] = [await writer(), await writer()];
		const last = Number(await alice.append(entry()));
		await store.delete(keys.mailbox);
		// As another process would, which alice is not told of.
		await store.append(keys.mailbox, entry(), { mayCreate: true });
		expect((await store.info(keys.mailbox))?.position).toBe(last);
		expect(await alice.replace(last, entry())).toBe('conflict');
		expect(await bob.append(entry())).toBe(last + 1);
	});
	it('notices that an operator deleted a mailbox, and that it is made again', async () => {
		vi.useFakeTimers({ toFake: ['setInterval'] });
		await restart({});
		const [alice, bob] = [await writer(), await reader()];
		await alice.append(entry());
		await poll(() => bob.entries.length).toBe(1);
		await store.delete(keys.mailbox);
		await vi.advanceTimersByTimeAsync(6_000);
		for (const client of [alice, bob])
			await poll(() => client.heard.findLast(({ type }) => type === 'opened')).toMatchObject({
				epoch: NOTHING
			});
		const again = entry();
		expect(await alice.append(again)).toBe(1);
		await poll(() => told(bob).at(-1)).toBe(hex(again));
	});
	it('makes a deleted mailbox again for who appends before anybody noticed', async () => {
		const [alice, bob] = [await writer(), await reader()];
		await alice.append(entry());
		await poll(() => bob.entries.length).toBe(1);
		await store.delete(keys.mailbox);
		const carol = await writer();
		expect(await alice.append(entry())).toBe(1);
		expect(await carol.append(entry())).toBe(2);
		await poll(() => bob.entries.map(({ position }) => position)).toEqual([1, 1, 2]);
	});

	it.each<[string, number, (own: Uint8Array) => readonly Uint8Array[]]>([
		['who makes it', 0, () => []],
		['who makes it anew', 5, () => []],
		['who appends to one that others made anew', 5, () => [entry(), entry()]],
		['who repeats what others put into one made anew', 5, (own) => [entry(), own]]
	])('tells %s of a mailbox and all that is in it before the entry is done', async (_, former, others) => {
		const alice = await writer();
		await alice.hears('caughtUp');
		// The new one's positions are among those that she was told of the former.
		for (let i = 0; i < former; i++) await alice.append(entry());
		await store.delete(keys.mailbox);
		const own = entry();
		// As another process would, which nobody here is told of.
		for (const bytes of others(own)) await store.append(keys.mailbox, bytes, { mayCreate: true });
		const types: unknown[] = [];
		alice.socket.on('message', (data) => types.push(parseMessage(data as Buffer)?.type));
		const position = await alice.append(own);
		const before = types.slice(0, types.indexOf('done')).filter((type) => type !== 'caughtUp');
		expect(before).toEqual(['opened', ...Array<string>(Number(position)).fill('entry')]);
		expect(told(alice).at(-1)).toBe(hex(own));
		const { epoch } = (await store.info(keys.mailbox)) ?? {};
		expect(alice.heard.findLast(({ type }) => type === 'opened')).toMatchObject({ epoch });
	});

	async function replayed() {
		const client = await reader();
		await client.hears('caughtUp');
		return client;
	}
});

describe('the mailbox server, before a hostile client', () => {
	it('stores nothing of who has not proven that it may write', async () => {
		const mallory = await reader();
		expect(await mallory.append(entry())).toBe('not proven');
		expect(await mallory.replace(0, entry())).toBe('not proven');
		for (const request of [
			{ type: 'putChunk', bytes: random.bytes(100) } as const,
			{ type: 'putBlob', name: random.bytes(32), part: 0, bytes: random.bytes(100) } as const
		]) {
			expect(await mallory.ask(request)).toMatchObject({ type: 'refused', reason: 'not proven' });
		}
		expect(await store.info(keys.mailbox)).toBeNull();
	});
	it.each<[string, (mallory: MailboxClient) => void]>([
		['the proof of another key', (mallory) => mallory.sayProof(createMailboxKeys(random))],
		[
			'a signature that is none',
			(mallory) => mallory.say({ type: 'prove', publicKey: keys.publicKey, signature: new Uint8Array(64) })
		],
		[
			'a public key that is none',
			(mallory) =>
				mallory.say({ type: 'prove', publicKey: new Uint8Array(32).fill(255), signature: new Uint8Array(64) })
		],
		['a second mailbox on one socket', (mallory) => mallory.sayOpen({ mailbox: 'another-mailbox-name-1' })],
		['text', ({ socket }) => socket.send('hello')],
		['an empty frame', ({ socket }) => socket.send(new Uint8Array())],
		['an entry that is too long', ({ socket }) => socket.send(new Uint8Array(MAX_ENTRY_BYTES + 100).fill(2))],
		['a frame that is too long', ({ socket }) => socket.send(new Uint8Array(MAX_FRAME_BYTES + 1))]
	])('hangs up on %s', async (_, attack) => {
		const mallory = await reader();
		attack(mallory);
		await poll(() => mallory.closeCode).not.toBeNull();
		await expectServing();
	});
	it('hangs up on who asks before it opens, or speaks another version', async () => {
		const [mallory, old] = [await stranger(), await stranger()];
		mallory.say({ type: 'append', request: 1, epoch: NOTHING, entry: entry() });
		old.say({ type: 'open', version: 2, mailbox: keys.mailbox, position: 0, epoch: new Uint8Array() });
		for (const client of [mallory, old]) await poll(() => client.closeCode).toBe(1008);
		expect(old.heard.at(-1)).toEqual({ type: 'bye', reason: 'expected version 1' });
	});
	it('does not take a proof that was made for another socket', async () => {
		const [alice, mallory] = [await writer(), await reader()];
		const [challenge] = alice.heard;
		mallory.heard[0] = challenge ?? { type: 'pong' };
		mallory.sayProof();
		await poll(() => mallory.closeCode).toBe(1008);
	});
	it('refuses entries with a wrong signature, of another key, or of another board', async () => {
		const alice = await writer();
		const other = createMailboxKeys(random);
		const good = entry();
		const wrong = Uint8Array.from(good, (byte, i) => (i === 20 ? byte ^ 1 : byte));
		const foreign = randomEntry(other, random);
		const elsewhere = keys.signed(random.bytes(100), other.mailbox);
		for (const bytes of [wrong, foreign, elsewhere, good.subarray(0, 64), random.bytes(1)]) {
			expect(await alice.append(bytes)).toBe('not signed');
			expect(await alice.replace(0, bytes)).toBe('not signed');
		}
		expect(await store.info(keys.mailbox)).toBeNull();
		expect(await alice.append(good)).toBe(1);
	});
	it('stores a replayed entry once, also when a compaction took its place', async () => {
		const [alice, bob] = [await writer(), await writer()];
		const bytes = entry();
		const position = await alice.append(bytes);
		for (const client of [alice, bob, alice]) expect(await client.append(bytes)).toBe(position);
		await alice.replace(Number(position), entry());
		await store.sweep();
		expect(await bob.append(bytes)).toBe(position);
		expect((await store.info(keys.mailbox))?.entries).toBe(1);
	});
	it('forgets chunks that no manifest names', async () => {
		const alice = await writer();
		const chunks = Array.from({ length: 50 }, () => random.bytes(10_000));
		for (const bytes of chunks) await alice.ask({ type: 'putChunk', bytes });
		expect((await store.totals()).bytes).toBeGreaterThan(500_000);
		expect(await alice.replace(0, entry(), [random.bytes(32)])).toBe('no such chunk');
		nowMs += 11 * 60_000;
		expect(await store.sweep()).toMatchObject({ chunks: 50 });
		expect((await store.totals()).bytes).toBe(0);
	});
	it('takes no more of 1 GB of appends than a mailbox may hold, and lives on', async () => {
		const maxBytes = 8 * MIB;
		const fast = { perSecond: 1e9, burst: 4e9 };
		await restart({
			store: { maxBytes },
			limits: { requests: fast, requestsPerClient: fast, bytes: fast, bytesPerClient: fast, refusals: fast }
		});
		const mallory = await writer();
		const length = 900 * 1024;
		while (typeof (await mallory.append(entry(length))) === 'number') continue;
		// What was not stored is new when it comes again.
		const entries = Array.from({ length: 16 }, () => entry(length));
		const before = process.memoryUsage.rss();
		let most = 0;
		for (let sent = 0; sent < 1e9; sent += entries.length * length) {
			const answers = await Promise.all(entries.map((bytes) => mallory.append(bytes)));
			expect(new Set(answers)).toEqual(new Set(['full']));
			most = Math.max(most, process.memoryUsage.rss());
		}
		expect((await store.totals()).bytes).toBeLessThanOrEqual(maxBytes);
		const other = createMailboxKeys(random);
		expect(await (await writer(other)).append(randomEntry(other, random))).toBe(1);
		// Both ends are in this process.
		expect(most - before).toBeLessThan(600 * MIB);
	}, 120_000);
	it('tells who asks too fast to slow down, and hangs up on who does not', async () => {
		await restart({
			limits: { requests: { perSecond: 0.001, burst: 6 }, refusals: { perSecond: 0.001, burst: 5 } }
		});
		const alice = await writer();
		const outcomes = [];
		for (let i = 0; i < 9; i++) outcomes.push(await alice.append(entry()));
		expect(outcomes).toEqual([1, 2, 3, 4, ...Array<string>(5).fill('slow down')]);
		await expect(alice.append(entry())).rejects.toThrow('closed with 1013');
	});
	it('bounds what all sockets of one client ask for, by number and bytes', async () => {
		await restart({ limits: { requestsPerClient: { perSecond: 0.001, burst: 7 } } });
		const [alice, bob] = [await writer(), await writer()];
		expect([await alice.append(entry()), await bob.append(entry())]).toEqual([1, 2]);
		expect([await alice.append(entry()), await bob.append(entry())]).toEqual([3, 'slow down']);
		await restart({ limits: { bytesPerClient: { perSecond: 0.001, burst: 30_000 } } });
		const carol = await writer();
		expect([await carol.append(entry(20_000)), await carol.append(entry(20_000))]).toEqual([4, 'slow down']);
	});
	it('makes 60 of a thousand mailboxes for one client, and keeps nothing of the others', async () => {
		const { newMailboxes, openings } = DEFAULT_LIMITS.mailbox;
		// However slow the machine is, none more comes back to it; and the door lets all in, not only the first 400.
		await restart({
			limits: { newMailboxes: { ...newMailboxes, perSecond: 0.001 }, openings: { ...openings, burst: 1_000 } }
		});
		const outcomes: unknown[] = [];
		for (let i = 0; i < 1_000; i++) {
			const board = createMailboxKeys(random);
			const mallory = await writer(board);
			outcomes.push(await mallory.append(randomEntry(board, random)));
			outcomes.push((await mallory.ask({ type: 'putChunk', bytes: random.bytes(100) })).type);
			mallory.close();
		}
		expect(outcomes.filter((outcome) => outcome === 1)).toHaveLength(60);
		expect(outcomes.filter((outcome) => outcome === 'slow down')).toHaveLength(940);
		expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(940);
		expect((await store.totals()).mailboxes).toBe(60);
		expect((await store.totals()).bytes).toBeLessThan(60 * 1_000);
		await poll(() => server.connectionCount).toBe(0);
	}, 60_000);
	it('keeps no mailbox for who only reads, however many names it opens', async () => {
		for (let i = 0; i < 100; i++) {
			const mallory = await reader({ mailbox: `mailbox-that-is-not-${100 + i}` });
			await mallory.hears('caughtUp');
			mallory.close();
		}
		expect(await store.totals()).toEqual({ mailboxes: 0, bytes: 0 });
	});
	it('reads nothing from the store for a reader that takes nothing, and drops it', async () => {
		vi.useFakeTimers({ toFake: ['setInterval'] });
		await restart({ limits: { stalledMs: 300 } });
		const alice = await writer();
		for (let i = 0; i < 30; i++) await alice.append(entry(900_000));
		const slow = await reader();
		await poll(() => slow.entries.length).toBeGreaterThan(0);
		slow.socket.pause();
		for (let i = 0; i < 100; i++) slow.say({ type: 'getChunk', request: i, name: random.bytes(32) });
		for (let i = 0; i < 20; i++) await alice.append(entry(900_000));
		await poll(() => {
			vi.advanceTimersByTime(1_000);
			return metrics.countOf('inkmesh_slow_readers_dropped_total');
		}).toBe(1);
		// Of 45 MB no more went into its direction than the kernel's buffers and one page hold.
		expect(metrics.countOf('inkmesh_sent_bytes_total')).toBeLessThan(25 * MIB);
		await expectServing();
	});
	it('drops who sends most of messages that never end, when they are too many', async () => {
		vi.useFakeTimers({ toFake: ['setInterval'] });
		await restart({ limits: { heldBytesInAll: 2 * MIB } });
		const half = await Promise.all(Array.from({ length: 5 }, stranger));
		const alice = await writer();
		for (const { socket } of half) socket.send(new Uint8Array(MAX_FRAME_BYTES - 100), { fin: false });
		await poll(() => {
			vi.advanceTimersByTime(1_000);
			return half.filter(({ closeCode }) => closeCode !== null).length;
		}).toBeGreaterThan(2);
		expect(alice.closeCode).toBeNull();
		await expectServing();
	});
	it('drops who opens nothing', async () => {
		vi.useFakeTimers({ toFake: ['setInterval'] });
		await restart({ limits: { openWithinMs: 50 } });
		const mallory = await stranger();
		await poll(() => {
			vi.advanceTimersByTime(1_000);
			return mallory.closeCode;
		}).toBe(1008);
	});
	it('tells who is one too many so, and pages of other origins nothing', async () => {
		await restart({ limits: { connectionsPerClient: 2 } });
		await reader();
		await reader();
		const third = await stranger();
		expect(third.heard).toEqual([{ type: 'bye', reason: 'too many connections from one client' }]);
		await expect(MailboxClient.connect(url, keys, { Origin: 'https://evil.example' })).rejects.toThrow('403');
	});
	it('outlives whatever bytes come', async () => {
		const frames = [entry(), random.bytes(40)];
		for (let i = 0; i < 60; i++) {
			const mallory = await writer();
			for (let j = 0; j < 5; j++) {
				const type = random.int(11);
				mallory.socket.send(Uint8Array.of(type, ...mutate(random.pick(frames), random)));
			}
			mallory.close();
		}
		await expectServing();
	});
	it('gets back what appends held whose pages were closed in the middle of them', async () => {
		let begun = 0;
		let goOn = () => {};
		const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
		await restart({
			limits: { bytesInFlightInAll: 4 * MIB },
			around: (plain) =>
				altered(plain, {
					async append(...of) {
						begun++;
						await mayGoOn;
						return plain.append(...of);
					}
				})
		});
		const gone = await Promise.all(Array.from({ length: 10 }, () => writer()));
		for (const client of gone)
			client.say({ type: 'append', request: 1, epoch: NOTHING, entry: entry(400_000) });
		await poll(() => begun).toBe(gone.length);
		const alice = await writer();
		expect(await alice.append(entry(400_000))).toBe('slow down');
		for (const client of gone) client.close();
		await poll(() => server.connectionCount).toBe(1);
		goOn();
		await poll(() => alice.append(entry(400_000))).toEqual(expect.any(Number));
	});
	it('gets back what appends held whose pages took nothing before they were closed', async () => {
		await restart({ limits: { bytesInFlightInAll: 4 * MIB } });
		const alice = await writer();
		await alice.append(entry());
		const gone = await Promise.all(Array.from({ length: 10 }, () => writer()));
		for (const client of gone) {
			await client.hears('caughtUp');
			client.socket.pause();
		}
		// More than the kernel keeps for them: what they append is not answered before they have taken it.
		for (let i = 0; i < 20; i++) await alice.append(entry(900_000));
		for (const client of gone)
			client.say({ type: 'append', request: 1, epoch: NOTHING, entry: entry(400_000) });
		await poll(async () => (await store.info(keys.mailbox))?.entries).toBe(1 + 20 + gone.length);
		expect(await alice.append(entry(400_000))).toBe('slow down');
		for (const client of gone) client.close();
		await poll(() => alice.append(entry(400_000))).toEqual(expect.any(Number));
	});
	it('answers requests of one socket a few at a time, all of them', async () => {
		const alice = await writer();
		const bytes = random.bytes(400_000);
		await alice.ask({ type: 'putChunk', bytes });
		const answers = await Promise.all(
			Array.from({ length: 100 }, () => alice.ask({ type: 'getChunk', name: sha256(bytes) }))
		);
		expect(answers.every((answer) => answer.type === 'bytes' && answer.bytes?.length === 400_000)).toBe(true);
	});
	it('says that it can’t store while the store fails, and reads on', async () => {
		let isBroken = false;
		await restart({
			around: (plain) =>
				altered(plain, {
					append: (...of) => (isBroken ? Promise.reject(new Error('the disk is full')) : plain.append(...of))
				})
		});
		const alice = await writer();
		await alice.append(entry());
		isBroken = true;
		expect(await alice.append(entry())).toBe('unavailable');
		const bob = await reader();
		await bob.hears('caughtUp');
		expect(bob.entries).toHaveLength(1);
		isBroken = false;
		expect(await alice.append(entry())).toBe(2);
	});
	it('sends everybody away when it ends, to come back soon', async () => {
		const [alice, bob] = [await writer(), await reader()];
		server.close();
		for (const client of [alice, bob]) await poll(() => client.closeCode).toBe(1012);
	});
});
