// Several devices and one mailbox, over real sockets with a real server and its store on the disk.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Sealing } from '../../src/lib/access/sealing.ts';
import { MAX_PACKED_BYTES } from '../../src/lib/document/packed-points.ts';
import { Chains } from '../../src/lib/mailbox/chains.ts';
import { ClockRanges } from '../../src/lib/mailbox/clock-ranges.ts';
import { encodeManifest, nameOfPart, partLabel } from '../../src/lib/mailbox/manifest.ts';
import { OwnChain } from '../../src/lib/mailbox/own-chain.ts';
import { sealEntry } from '../../src/lib/mailbox/sealed-entry.ts';
import { DocumentDigest } from '../../src/lib/sync/anti-entropy.ts';
import type { MailboxPeer } from '../support/mailbox-peer.ts';
import { keysOf, MailboxWorld, write } from '../support/mailbox-world.ts';
import { changeAtRandom, contentOf } from '../support/random-document.ts';
import { Random } from '../support/random.ts';

let world: MailboxWorld;

beforeEach(async () => {
	world = await MailboxWorld.open();
	vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(async () => {
	await world.close();
	vi.restoreAllMocks();
});

const digestOf = ({ doc }: MailboxPeer) => String(new DocumentDigest(doc).current);

describe('people who are never online at the same moment', () => {
	it('always converge through the mailbox alone, and its log stays short', { timeout: 120_000 }, async () => {
		const random = new Random(23);
		const people = ['alice', 'bob', 'carol'].map((name) => world.person(name));
		for (let round = 0; round < 50; round++) {
			const person = random.pick(people);
			const isOffline = random.chance(0.2);
			if (isOffline) await person.open({ url: 'ws://127.0.0.1:9/mailbox' });
			else await person.open();
			// Before what others did has come, and after.
			changeAtRandom(person.doc, random, 1 + random.int(4));
			if (!isOffline) await person.whenComplete();
			changeAtRandom(person.doc, random, random.int(4));
			write(person, `stroke ${round}`, { points: random.bytes(6_000) });
			if (!isOffline) await person.whenComplete();
			person.close();
		}
		// Whoever was offline last has something to bring.
		for (const person of [...people, ...people]) {
			await person.open();
			await person.whenComplete();
			person.close();
		}
		const fresh = await world.newcomer();
		expect(fresh.doc.getMap('elements').size).toBeGreaterThan(50);
		for (const person of people) {
			expect(contentOf(person.doc)).toEqual(contentOf(fresh.doc));
			expect(digestOf(person)).toBe(digestOf(fresh));
		}
		const info = await world.store.info(world.keys.mailboxName);
		console.log(`    300 kB of strokes in 50 rounds: ${info?.entries} entries, ${info?.usedBytes} bytes`);
	});

	it('find the work of somebody whose page closed before anything was brought', async () => {
		const alice = world.person('alice');
		await alice.open({ url: 'ws://127.0.0.1:9/mailbox' });
		write(alice, 'offline');
		alice.close();
		await alice.open();
		await alice.whenComplete();
		alice.close();
		expect(keysOf(await world.newcomer())).toEqual(['offline']);
	});
});

describe('what waited for something that the mailbox brings', () => {
	it('is brought to the mailbox, though nobody wrote it here', async () => {
		const carol = new Y.Doc();
		carol.getMap('elements').set('first', 1);
		const first = Y.encodeStateAsUpdate(carol);
		const known = Y.encodeStateVector(carol);
		carol.getMap('elements').set('second', 2);
		const second = Y.encodeStateAsUpdate(carol, known);
		const alice = await world.opened('alice');
		// There is a mailbox by then, and nothing else has all compared anew.
		write(alice, 'before');
		await alice.whenComplete();
		// A peer brought the later part, and nothing of it can be shown yet.
		Y.applyUpdate(alice.doc, second);
		expect(keysOf(alice)).toEqual(['before']);
		const bob = await world.opened('bob');
		Y.applyUpdate(bob.doc, first);
		await expect.poll(() => keysOf(alice), { timeout: 15_000 }).toEqual(['before', 'first', 'second']);
		await expect
			.poll(async () => keysOf(await world.newcomer()), { timeout: 20_000 })
			.toEqual(['before', 'first', 'second']);
	}, 45_000);
});

describe('two who are online at once', () => {
	it('hear each other within a moment, deletions too', async () => {
		const [alice, bob] = [await world.opened('alice'), await world.opened('bob')];
		write(alice, 'a');
		await bob.until(() => keysOf(bob).length === 1);
		bob.doc.getMap('elements').delete('a');
		await alice.until(() => keysOf(alice).length === 0);
		expect(digestOf(alice)).toBe(digestOf(bob));
	});
});

describe('compaction', () => {
	/** Enough for one to pay. */
	async function growLog(peer: MailboxPeer, prefix = 'big'): Promise<void> {
		const random = new Random(prefix.length);
		for (let i = 0; i < 4; i++) {
			write(peer, `${prefix} ${i}`, random.bytes(40_000));
			await peer.whenComplete();
		}
	}

	it('puts one snapshot in place of many entries, from which a newcomer gets everything', async () => {
		const alice = await world.opened('alice');
		await growLog(alice);
		// What came after the snapshot may not be worth another.
		await expect.poll(() => world.entryCount()).toBeLessThan(3);
		write(alice, 'after');
		await alice.whenComplete();
		expect(digestOf(await world.newcomer())).toBe(digestOf(alice));
	});

	it('leaves a snapshot where it is for who gets the board from a peer', async () => {
		const alice = await world.opened('alice');
		const random = new Random(5);
		for (let i = 0; i < 20; i++) write(alice, `big ${i}`, random.bytes(100_000));
		await alice.whenComplete();
		await expect.poll(() => world.entryCount()).toBe(1);
		const bob = world.person('bob');
		await bob.open({
			// As if alice's answer came over a connection.
			whenAnswered: () => Promise.resolve(Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(alice.doc)))
		});
		await bob.whenComplete();
		expect(digestOf(bob)).toBe(digestOf(alice));
		const carol = await world.newcomer();
		console.log(`    from the mailbox ${bob.receivedBytes} bytes, ${carol.receivedBytes} without a peer`);
		expect(bob.receivedBytes).toBeLessThan(carol.receivedBytes / 2);
		expect(digestOf(carol)).toBe(digestOf(alice));
	});

	it('takes strokes as long as there are', async () => {
		const alice = await world.opened('alice');
		const random = new Random(9);
		for (let i = 0; i < 3; i++) write(alice, `longest ${i}`, random.bytes(MAX_PACKED_BYTES));
		await alice.whenComplete();
		await expect.poll(() => world.entryCount()).toBe(1);
		expect(digestOf(await world.newcomer())).toBe(digestOf(alice));
	});

	it('of two at once loses nothing: one is refused', async () => {
		const wait = { min: 200, max: 200 };
		const [alice, bob] = [world.person('alice'), world.person('bob')];
		for (const peer of [alice, bob]) {
			await peer.open({ compactAfterMs: wait });
			await peer.whenComplete();
		}
		await Promise.all([growLog(alice, 'of alice'), growLog(bob, 'of bob too')]);
		await expect.poll(() => world.entryCount()).toBeLessThan(3);
		const fresh = await world.newcomer();
		expect(fresh.doc.getMap('elements').size).toBe(8);
		await alice.until(() => alice.doc.getMap('elements').size === 8);
		expect(digestOf(fresh)).toBe(digestOf(alice));
	});

	it('waits while an entry is known to be missing', async () => {
		const chain = new OwnChain();
		const sealing = new Sealing(world.keys.readKey);
		const doc = new Y.Doc();
		doc.getMap('elements').set('second', 2);
		const tail = Y.encodeStateAsUpdate(doc);
		const withheld = await sealEntry({ ...chain.next, kind: 'update', tail }, sealing, world.keys);
		chain.wrote(withheld);
		const second = await sealEntry({ ...chain.next, kind: 'update', tail }, sealing, world.keys);
		const client = await world.writer();
		await client.append(second);
		const alice = await world.opened('alice');
		expect(keysOf(alice)).toEqual(['second']);
		expect(alice.mailbox?.state.hasGap).toBe(true);
		await growLog(alice);
		expect(await world.entryCount()).toBeGreaterThanOrEqual(5);
		// It comes after all.
		await client.append(withheld);
		await expect.poll(() => world.entryCount()).toBeLessThan(3);
		expect(digestOf(await world.newcomer())).toBe(digestOf(alice));
	});

	it('waits while there is something that a newer app may understand', async () => {
		const stranger = new Sealing(new Random(2).bytes(32));
		const tail = Uint8Array.of(1, 2, 3);
		const entry = await sealEntry({ ...new OwnChain().next, kind: 'update', tail }, stranger, world.keys);
		await (await world.writer()).append(entry);
		const alice = await world.opened('alice');
		expect(alice.mailbox?.state.unreadable).toBe(1);
		await growLog(alice);
		expect(await world.entryCount()).toBeGreaterThanOrEqual(5);
	});

	it('is not done by an app that does not understand the board', async () => {
		const alice = world.person('alice');
		await alice.open({ mayCompact: () => false });
		await alice.whenComplete();
		await growLog(alice);
		expect(await world.entryCount()).toBeGreaterThanOrEqual(4);
	});

	it.each(['with parts that are missing', 'with parts of garbage', 'that leaves out what was there'])(
		'by a writer who means harm, %s, is healed by whoever still has everything',
		async (kind) => {
			const alice = await world.opened('alice');
			for (let i = 0; i < 5; i++) {
				write(alice, `stroke ${i}`);
				await alice.whenComplete();
			}
			const bob = await world.opened('bob');
			bob.close();
			const structs = new ClockRanges();
			for (const [client, items] of alice.doc.store.clients) {
				structs.add(
					client,
					0,
					items.reduce((sum, { length }) => sum + length, 0)
				);
			}
			const client = await world.writer();
			const sealing = new Sealing(world.keys.readKey);
			const garbage = await sealing.seal(partLabel(world.keys.mailboxName), new Random(4).bytes(500));
			const parts = [{ name: nameOfPart(garbage), size: garbage.length, structs, hasDeletions: true }];
			const isEmpty = kind.includes('leaves out');
			const tail = encodeManifest({ chains: new Chains(), parts: isEmpty ? [] : parts });
			const manifest = await sealEntry(
				{ ...new OwnChain().next, kind: 'manifest', tail },
				sealing,
				world.keys
			);
			const chunks = kind.includes('garbage') ? [parts[0]?.name ?? new Uint8Array()] : [];
			if (chunks.length > 0) await client.ask({ type: 'putChunk', bytes: garbage });
			const { position } = await client.hears('caughtUp');
			expect(await client.replace(position, manifest, chunks)).toBeGreaterThan(position);
			// She sees it, and brings back what it took away.
			const before = await world.entryCount();
			await expect.poll(() => world.entryCount(), { timeout: 15_000 }).toBeGreaterThan(before);
			await alice.whenComplete();
			alice.close();
			const fresh = await world.newcomer();
			expect(keysOf(fresh)).toEqual(keysOf(alice));
			await bob.open();
			await bob.whenComplete();
			expect(keysOf(bob)).toEqual(keysOf(alice));
		},
		30_000
	);
});

describe('a mailbox that was deleted', () => {
	it('is filled again by whoever has the board', { timeout: 30_000 }, async () => {
		const alice = await world.opened('alice');
		write(alice, 'a');
		await alice.whenComplete();
		alice.close();
		await world.store.delete(world.keys.mailboxName);
		await alice.open();
		await expect.poll(() => world.entryCount(), { timeout: 15_000 }).toBe(1);
		expect(keysOf(await world.newcomer())).toEqual(['a']);
	});
});
