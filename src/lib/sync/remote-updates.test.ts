import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { changeAtRandom, contentOf } from '../../../tests/support/random-document.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import { MissingUpdates } from './missing-updates.ts';
import { RemoteUpdates } from './remote-updates.ts';

const [ALICE, BOB, MALLORY] = [11, 22, 33];
const ORIGIN = 'a peer';

function docOf(clientID: number): Y.Doc {
	return Object.assign(new Y.Doc(), { clientID });
}

/** Bob's document, and what lets updates into it. */
function openBob() {
	const doc = docOf(BOB);
	return { doc, updates: new RemoteUpdates(doc, ORIGIN), elements: doc.getMap('elements') };
}

/** What alice does, one update each. */
function updatesOfAlice(count: number): Uint8Array[] {
	const doc = docOf(ALICE);
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => void updates.push(update));
	for (let i = 0; i < count; i++) doc.getMap('elements').set(`key ${i}`, i);
	return updates;
}

interface StructOptions {
	readonly client: number;
	readonly clock: number;
	readonly write: (encoder: encoding.Encoder) => void;
}

/** An update of one struct, whatever it says. */
function updateWith({ client, clock, write }: StructOptions): Uint8Array {
	return encoding.encode((encoder) => {
		for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number);
		write(encoder);
		encoding.writeVarUint(encoder, 0);
	});
}

const STRING = 4;
const GARBAGE_COLLECTED = 0;
const SKIP = 10;
const HAS_PARENT_KEY = 0x20;
const HAS_ORIGIN = 0x80;

/** A text that stands in the inside of another struct, which may be one that has none. */
const inside =
	(parent: { readonly client: number; readonly clock: number }) => (encoder: encoding.Encoder) => {
		encoding.writeUint8(encoder, STRING | HAS_PARENT_KEY);
		encoding.writeVarUint(encoder, 0);
		encoding.writeVarUint(encoder, parent.client);
		encoding.writeVarUint(encoder, parent.clock);
		encoding.writeVarString(encoder, 'key');
		encoding.writeVarString(encoder, 'text');
	};

/** A text that stands behind another struct. */
const behind =
	(origin: { readonly client: number; readonly clock: number }) => (encoder: encoding.Encoder) => {
		encoding.writeUint8(encoder, STRING | HAS_ORIGIN);
		encoding.writeVarUint(encoder, origin.client);
		encoding.writeVarUint(encoder, origin.clock);
		encoding.writeVarString(encoder, 'text');
	};

/** Garbage or a gap of any length. */
const empty = (kind: number, length: number) => (encoder: encoding.Encoder) => {
	encoding.writeUint8(encoder, kind);
	encoding.writeVarUint(encoder, length);
};

function expectTakesSoundUpdates(bob: ReturnType<typeof openBob>): void {
	const carol = docOf(44);
	let update = new Uint8Array();
	carol.on('update', (made: Uint8Array) => (update = new Uint8Array(made)));
	carol.getMap('elements').set('of carol', 1);
	const reception = bob.updates.receive(update);
	expect(reception.status).toBe('taken');
	expect(bob.elements.get('of carol')).toBe(1);
}

describe('remote updates', () => {
	it('bring what is new, and say what it was', () => {
		const bob = openBob();
		const origins: unknown[] = [];
		bob.doc.on('update', (_: Uint8Array, origin: unknown) => void origins.push(origin));
		const [update = new Uint8Array()] = updatesOfAlice(1);
		const reception = bob.updates.receive(update);
		if (reception.status !== 'taken' || !reception.news) throw new Error('expected news');
		const carol = new Y.Doc();
		Y.applyUpdate(carol, reception.news);
		expect(carol.getMap('elements').toJSON()).toEqual({ 'key 0': 0 });
		expect([bob.elements.toJSON(), origins]).toEqual([{ 'key 0': 0 }, [ORIGIN]]);
		expect(bob.updates.receive(update)).toEqual({ status: 'taken', news: null });
	});
	it('wait for what they refer to, and count what waits', () => {
		const bob = openBob();
		const [first = new Uint8Array(), ...later] = updatesOfAlice(3);
		for (const update of later) {
			expect(bob.updates.receive(update)).toEqual({ status: 'taken', news: null });
		}
		expect([bob.elements.size, bob.updates.pendingBytes > 0]).toEqual([0, true]);
		expect(bob.updates.receive(first).status).toBe('taken');
		expect([bob.elements.size, bob.updates.pendingBytes]).toEqual([3, 0]);
	});
	it('tell of all that was waiting, when what it waited for comes', () => {
		const bob = openBob();
		const [first = new Uint8Array(), second = new Uint8Array()] = updatesOfAlice(2);
		bob.updates.receive(second);
		const reception = bob.updates.receive(first);
		const carol = new Y.Doc();
		if (reception.status === 'taken' && reception.news) Y.applyUpdate(carol, reception.news);
		expect(carol.getMap('elements').toJSON()).toEqual({ 'key 0': 0, 'key 1': 1 });
	});
	it('never speak for us about what we have not done', () => {
		const bob = openBob();
		const impostor = docOf(BOB);
		impostor.getMap('elements').set('forged', 1);
		const forged = Y.encodeStateAsUpdate(impostor);
		expect(bob.updates.receive(forged)).toMatchObject({ status: 'refused' });
		expect(bob.elements.size).toBe(0);
		bob.elements.set('own', 1);
		bob.elements.set('own too', 1);
		// What we did comes back from others, and is no news.
		expect(bob.updates.receive(Y.encodeStateAsUpdate(bob.doc))).toEqual({ status: 'taken', news: null });
		impostor.getMap('elements').set('forged', 2);
		impostor.getMap('elements').set('forged', 3);
		expect(bob.updates.receive(Y.encodeStateAsUpdate(impostor))).toMatchObject({ status: 'refused' });
		expectTakesSoundUpdates(bob);
	});
	it.each<[string, Uint8Array]>([
		['no bytes', new Uint8Array()],
		['one byte', Uint8Array.of(1)],
		['text', new TextEncoder().encode('hello')],
		['more clients than it has', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)],
		['more structs than it has', Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0)],
		['a longer text than it has', Uint8Array.of(1, 1, 1, 0, 4, 1, 1, 97, 0xff, 0xff, 0xff, 0xff, 0x0f)],
		['more deletions than it has', Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff, 0x0f)]
	])('are refused, and soon, where they are %s', (_, update) => {
		const bob = openBob();
		const startedAt = performance.now();
		expect(bob.updates.receive(update)).toEqual({ status: 'refused', reason: 'an update that is none' });
		expect(performance.now() - startedAt).toBeLessThan(1_000);
		expectTakesSoundUpdates(bob);
	});
	it('in the second version of the encoding do nothing', () => {
		const alice = docOf(ALICE);
		for (let i = 0; i < 20; i++) alice.getMap('elements').set(`key ${i}`, i);
		const bob = openBob();
		bob.updates.receive(Y.encodeStateAsUpdateV2(alice));
		expect(bob.elements.size).toBe(0);
		expectTakesSoundUpdates(bob);
	});
	it.each<[string, StructOptions]>([
		[
			'stand inside of something that has no inside',
			{ client: MALLORY, clock: 0, write: inside({ client: ALICE, clock: 0 }) }
		],
		[
			'stand inside of themselves',
			{ client: MALLORY, clock: 0, write: inside({ client: MALLORY, clock: 0 }) }
		],
		['are an endless gap', { client: MALLORY, clock: 0, write: empty(SKIP, Number.MAX_SAFE_INTEGER) }],
		[
			'are endless garbage',
			{ client: MALLORY, clock: 0, write: empty(GARBAGE_COLLECTED, Number.MAX_SAFE_INTEGER) }
		],
		['are nothing', { client: MALLORY, clock: 0, write: empty(GARBAGE_COLLECTED, 0) }],
		['come from the end of time', { client: MALLORY, clock: 2 ** 52, write: empty(GARBAGE_COLLECTED, 1) }],
		[
			'come from a client whose id is none',
			{ client: Number.MAX_SAFE_INTEGER, clock: 0, write: empty(GARBAGE_COLLECTED, 1) }
		],
		[
			'wait for ever for something of ours',
			{ client: MALLORY, clock: 0, write: inside({ client: BOB, clock: 99 }) }
		]
	])('that %s leave the document ready for sound ones, and two documents in step', (_, struct) => {
		const bob = openBob();
		const sound = updatesOfAlice(3);
		for (const update of sound.slice(0, 2)) bob.updates.receive(update);
		for (let i = 0; i < 3; i++) bob.updates.receive(updateWith(struct));
		expect(bob.updates.receive(sound[2] ?? new Uint8Array()).status).toBe('taken');
		expectTakesSoundUpdates(bob);
		bob.elements.set('of bob', 1);
		const dave = docOf(55);
		const missing = new MissingUpdates(bob.doc, new Map());
		for (let part = missing.next(100); part; part = missing.next(100)) Y.applyUpdate(dave, part);
		expect(dave.store.pendingStructs).toBeNull();
		expect(contentOf(dave)).toEqual(contentOf(bob.doc));
	});
	it.each<[string, Uint8Array]>([
		['nothing', Uint8Array.of(0, 1, ALICE, 1, 0, 0)],
		['of a client whose id is none', Uint8Array.of(0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0, 1)]
	])('that delete %s are refused: others would throw on it', (_, update) => {
		const bob = openBob();
		bob.elements.set('own', 1);
		expect(bob.updates.receive(update)).toMatchObject({ status: 'refused' });
		const dave = docOf(55);
		Y.applyUpdate(dave, Y.encodeStateAsUpdate(bob.doc));
		expect(contentOf(dave)).toEqual(contentOf(bob.doc));
	});
	it('are not refused for what waited for them and can’t be applied', () => {
		const bob = openBob();
		const [first = new Uint8Array(), second = new Uint8Array()] = updatesOfAlice(2);
		// Nobody's update can bring this about any more; what was stored by an older app may.
		const unsound = updateWith({ client: ALICE, clock: 1, write: behind({ client: ALICE, clock: 7 }) });
		Y.applyUpdate(bob.doc, unsound);
		expect(bob.updates.pendingBytes).toBeGreaterThan(0);
		const reception = bob.updates.receive(first);
		if (reception.status !== 'taken' || !reception.news) throw new Error('expected news');
		const carol = new Y.Doc();
		Y.applyUpdate(carol, reception.news);
		expect(carol.getMap('elements').toJSON()).toEqual({ 'key 0': 0 });
		expect(bob.updates.receive(second)).toMatchObject({ status: 'taken' });
		expect([bob.elements.size, bob.updates.pendingBytes]).toEqual([2, 0]);
		expectTakesSoundUpdates(bob);
	});
	it('of several, sound and in any order, come to what the stock way comes to', () => {
		forSeeds(20, (random) => {
			const alice = docOf(ALICE);
			const made: Uint8Array[] = [];
			alice.on('update', (update: Uint8Array) => void made.push(update));
			changeAtRandom(alice, random, 30);
			const bob = openBob();
			while (made.length > 0) {
				const [update = new Uint8Array()] = made.splice(random.int(made.length), 1);
				expect(bob.updates.receive(update).status).toBe('taken');
			}
			expect(contentOf(bob.doc)).toEqual(contentOf(alice));
			expect(bob.updates.pendingBytes).toBe(0);
		});
	});
	it('leave no listener behind', () => {
		const bob = openBob();
		const listeners = () =>
			(bob.doc as unknown as { _observers: Map<string, Set<unknown>> })._observers.get('update');
		for (const update of [...updatesOfAlice(2), Uint8Array.of(1)]) bob.updates.receive(update);
		expect(listeners()?.size ?? 0).toBe(0);
	});
});
