import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { memoryChannels, type MemoryChannel } from '../../../tests/support/memory-channel.ts';
import { changeAtRandom, contentOf } from '../../../tests/support/random-document.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import { encodeMark, parseDocumentMessage } from './document-message.ts';
import { FramedChannel } from './framed-channel.ts';
import { SyncAnswers } from './sync-answers.ts';

const PART_BYTES = 128 * 1024;
const nothing = new Map<number, number>();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Pair {
	/** Writes, answers and sends on what it writes, as a link does. */
	readonly alice: Y.Doc;
	/** Applies what comes. */
	readonly bob: Y.Doc;
	readonly answers: SyncAnswers;
	readonly network: MemoryChannel;
	/** The updates that came to bob, and whether each was a part of an answer; that an answer was complete; and marks. */
	readonly received: ({ readonly size: number; readonly isAnswer: boolean } | 'synced' | 'mark')[];
}

/** One channel for live changes and one for bulk, which go at the pace that a test sets. */
function openPair({ liveClients = () => [] as number[] } = {}): Pair {
	const [network, far] = memoryChannels();
	const [alice, bob] = [new Y.Doc(), new Y.Doc()];
	const received: Pair['received'] = [];
	const channel = new FramedChannel(network, {
		onRawOpen: () => undefined,
		onMessage: () => undefined,
		onFault: () => undefined
	});
	const farChannel = new FramedChannel(far, {
		onRawOpen: () => undefined,
		onFault: (reason) => {
			throw new Error(reason);
		},
		onMessage: (bytes) => {
			const message = parseDocumentMessage(bytes);
			if (message?.type === 'synced' || message?.type === 'mark') return void received.push(message.type);
			if (message?.type !== 'update') throw new Error(`expected an update, got ${message?.type}`);
			received.push({ size: message.update.length, isAnswer: message.isAnswer });
			Y.applyUpdate(bob, message.update);
		}
	});
	network.open();
	far.open();
	farChannel.trust();
	const link = {
		send: (message: Uint8Array) => channel.sendMessage(message),
		sendBulk: (next: () => Uint8Array | null) => channel.sendBulk(next)
	};
	const answers = new SyncAnswers({ doc: alice, link, liveClients });
	alice.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
		if (transaction.local) answers.sendLocal([update], transaction.beforeState.get(alice.clientID) ?? 0);
	});
	return { alice, bob, answers, network, received };
}

const sizesOf = (received: Pair['received']) =>
	received.flatMap((message) => (typeof message === 'string' ? [] : [message.size]));

/** Writes entries of about 1 kB each in one transaction. */
function writeMany(doc: Y.Doc, kilobytes: number, name: string): void {
	const filling = 'x'.repeat(1_000);
	doc.transact(() => {
		for (let i = 0; i < kilobytes; i++) doc.getMap('elements').set(`${name} ${i}`, filling);
	});
}

const keysOf = (doc: Y.Doc) => doc.getMap('elements').size;

describe('sync answers', () => {
	it('give a peer that asks all it lacks, in parts, and say when that was all', () => {
		const { alice, bob, answers, network, received } = openPair();
		const before = new Y.Doc();
		writeMany(before, 2_000, 'early');
		Y.applyUpdate(alice, Y.encodeStateAsUpdate(before));
		network.drain();
		received.length = 0;
		answers.answer(nothing);
		network.drain();
		expect(keysOf(bob)).toBe(2_000);
		expect(received.length).toBeGreaterThan(10);
		expect(Math.max(...sizesOf(received))).toBeLessThan(PART_BYTES + 2_000);
		expect(received.indexOf('synced')).toBe(received.length - 1);
		for (const message of received.slice(0, -1)) expect(message).toMatchObject({ isAnswer: true });
	});
	it('send a small change at once and whole', () => {
		const { alice, bob, received, network } = openPair();
		alice.getMap('elements').set('a', 1);
		expect(network.bufferedAmount).toBeGreaterThan(0);
		network.drain();
		expect(bob.getMap('elements').toJSON()).toEqual({ a: 1 });
		expect(received).toEqual([{ size: expect.any(Number) as number, isAnswer: false }]);
	});
	it('send a mark behind all changes before it, small ones, large ones and deletions by the thousand', () => {
		const { alice, bob, answers, received, network } = openPair();
		writeMany(alice, 50, 'few');
		answers.sendAfterChanges(encodeMark({ number: 1, clock: 0 }));
		network.drain();
		expect(received.at(-1)).toBe('mark');
		writeMany(alice, 20_000, 'many');
		answers.sendAfterChanges(encodeMark({ number: 2, clock: 0 }));
		alice.transact(() => {
			for (let i = 0; i < 20_000; i += 2) alice.getMap('elements').delete(`many ${i}`);
		});
		// The first waits and is told by the second.
		answers.sendAfterChanges(encodeMark({ number: 3, clock: 0 }));
		received.length = 0;
		network.drain();
		expect(received.filter((message) => message === 'mark')).toHaveLength(1);
		expect(received.at(-1)).toBe('mark');
		expect(keysOf(bob)).toBe(50 + 10_000);
	});
	it('send a large change in parts that all together are the change', () => {
		const { alice, bob, received, network } = openPair();
		alice.getMap('elements').set('a', 1);
		network.drain();
		received.length = 0;
		writeMany(alice, 3_000, 'many');
		network.drain();
		expect(keysOf(bob)).toBe(3_001);
		expect(bob.store.pendingStructs).toBeNull();
		expect(received.length).toBeGreaterThan(20);
		expect(Math.max(...sizesOf(received))).toBeLessThan(1024 * 1024);
		// Not what bob had before; and nobody asked, so nothing is said to be complete.
		expect(sizesOf(received).reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000 * 1_040);
		expect(received).not.toContain('synced');
	});
	it('send small changes that came together as one message', () => {
		const { alice, bob, answers, network, received } = openPair();
		const updates: Uint8Array[] = [];
		const other = new Y.Doc();
		other.on('update', (update: Uint8Array) => void updates.push(update));
		for (let i = 0; i < 20; i++) other.getMap('elements').set(`key ${i}`, i);
		Y.applyUpdate(alice, Y.encodeStateAsUpdate(other));
		answers.sendLocal(updates, 0);
		network.drain();
		expect([received.length, keysOf(bob)]).toEqual([1, 20]);
	});
	it('send changes that came together and are large as a whole in parts', () => {
		const { alice, bob, answers, network, received } = openPair();
		const updates: Uint8Array[] = [];
		alice.on('update', (update: Uint8Array) => void updates.push(update));
		for (let i = 0; i < 400; i++) alice.getMap('elements').set(`key ${i}`, 'x'.repeat(1_000));
		network.drain();
		expect([keysOf(bob), updates.length]).toEqual([400, 400]);
		received.length = 0;
		answers.sendLocal(updates, 0);
		network.drain();
		expect(received.length).toBeGreaterThan(3);
		expect(Math.max(...sizesOf(received))).toBeLessThan(PART_BYTES + 2_000);
	});
	it('send what a large change deletes', () => {
		const { alice, bob, network } = openPair();
		writeMany(alice, 500, 'first');
		network.drain();
		alice.transact(() => {
			for (let i = 0; i < 500; i += 2) alice.getMap('elements').delete(`first ${i}`);
			writeMany(alice, 300, 'second');
		});
		network.drain();
		expect(keysOf(bob)).toBe(550);
	});
	it('let small changes go before the parts that still wait', () => {
		const { alice, bob, answers, network } = openPair();
		writeMany(alice, 2_000, 'many');
		const waiting = new Y.Doc();
		waiting.getMap('elements').set('of somebody else', 1);
		answers.sendLocal([Y.encodeStateAsUpdate(waiting)], 0);
		let partsBefore = 0;
		while (!bob.getMap('elements').has('of somebody else')) {
			network.drain(16 * 1024);
			partsBefore++;
		}
		expect(partsBefore).toBeLessThan(30);
		expect(keysOf(bob)).toBeLessThan(500);
		network.drain();
		expect(keysOf(bob)).toBe(2_001);
	});
	it('lose no large change that comes while the last part of another is still on its way', () => {
		const { alice, bob, network } = openPair();
		// Three parts, which fill the browser above the mark for bulk: the sender can't know yet that these were all.
		writeMany(alice, 300, 'first');
		expect(network.bufferedAmount).toBeGreaterThan(256 * 1024);
		writeMany(alice, 200, 'second');
		network.drain();
		expect(keysOf(bob)).toBe(500);
		expect(bob.store.pendingStructs).toBeNull();
	});
	it('lose nothing, whatever is written and asked while the network is slow', () => {
		forSeeds(8, (random) => {
			const { alice, bob, answers, network } = openPair();
			for (let i = 0; i < 40; i++) {
				if (random.chance(0.3)) writeMany(alice, random.int(500), `round ${i}`);
				else if (random.chance(0.2)) answers.answer(Y.decodeStateVector(Y.encodeStateVector(bob)));
				else changeAtRandom(alice, random, 3);
				if (random.chance(0.5)) network.drain(random.int(400_000));
				vi.advanceTimersByTime(random.int(1_500));
			}
			vi.advanceTimersByTime(5_000);
			network.drain();
			expect(bob.store.pendingStructs).toBeNull();
			expect(contentOf(bob)).toEqual(contentOf(alice));
			expect(Y.equalSnapshots(Y.snapshot(bob), Y.snapshot(alice))).toBe(true);
		});
	});
	it('answer a peer that keeps asking every 2 s only, and then what it asked last', () => {
		const { alice, bob, answers, network, received } = openPair();
		alice.getMap('elements').set('a', 1);
		network.drain();
		received.length = 0;
		for (let i = 0; i < 100; i++) {
			answers.answer(i < 99 ? nothing : Y.decodeStateVector(Y.encodeStateVector(bob)));
			vi.advanceTimersByTime(5);
			network.drain();
		}
		expect(received.length).toBe(2);
		const [first = 0] = sizesOf(received.splice(0));
		vi.advanceTimersByTime(2_000 - 100 * 5 - 1);
		network.drain();
		expect(received.length).toBe(0);
		vi.advanceTimersByTime(1);
		network.drain();
		expect(received.length).toBe(2);
		expect(sizesOf(received)[0]).toBeLessThan(first);
		vi.advanceTimersByTime(60_000);
		network.drain();
		expect(received.length).toBe(2);
	});
	it('answer a peer that asks seldom at once', () => {
		const { answers, network, received } = openPair();
		for (let i = 0; i < 3; i++) {
			answers.answer(nothing);
			network.drain();
			expect(received.filter((message) => message === 'synced').length).toBe(i + 1);
			vi.advanceTimersByTime(2_000);
		}
	});
	it('answer a peer that asks in the middle of an answer after it, not instead', () => {
		const { alice, bob, answers, network, received } = openPair();
		const before = new Y.Doc();
		writeMany(before, 2_000, 'early');
		Y.applyUpdate(alice, Y.encodeStateAsUpdate(before));
		answers.answer(nothing);
		network.drain(100_000);
		vi.advanceTimersByTime(5_000);
		answers.answer(nothing);
		network.drain();
		expect([keysOf(bob), received.filter((message) => message === 'synced').length]).toEqual([2_000, 1]);
		vi.advanceTimersByTime(5_000);
		network.drain();
		expect(received.filter((message) => message === 'synced').length).toBe(2);
	});
	it('give what the people who are here have made first', () => {
		const docs = [1, 2].map((clientID) => {
			const doc = Object.assign(new Y.Doc(), { clientID });
			writeMany(doc, 500, `of ${clientID}`);
			return doc;
		});
		for (const [live, absent] of [
			[1, 2],
			[2, 1]
		] as const) {
			const { alice, bob, answers, network } = openPair({ liveClients: () => [live] });
			for (const doc of docs) Y.applyUpdate(alice, Y.encodeStateAsUpdate(doc));
			answers.answer(nothing);
			while (Y.getState(bob.store, live) < 500) network.drain(16 * 1024);
			// Not even the parts that are under way have much of the others.
			expect(Y.getState(bob.store, absent)).toBeLessThan(300);
			network.drain();
			expect(keysOf(bob)).toBe(1_000);
		}
	});
	it('leave no timer when destroyed', () => {
		const { answers } = openPair();
		answers.answer(nothing);
		answers.answer(nothing);
		expect(vi.getTimerCount()).toBe(1);
		answers.destroy();
		answers.destroy();
		expect(vi.getTimerCount()).toBe(0);
	});
});
