import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { AntiEntropy, DocumentDigest } from './anti-entropy.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('document digest', () => {
	it('is equal for equal documents, whatever way they became so', () => {
		const [alice, bob] = [new Y.Doc(), new Y.Doc()];
		alice.getMap('elements').set('a', 1);
		bob.getMap('elements').set('b', 1);
		alice.getMap('elements').delete('a');
		Y.applyUpdate(alice, Y.encodeStateAsUpdate(bob));
		Y.applyUpdate(bob, Y.encodeStateAsUpdate(alice));
		expect(new DocumentDigest(alice).current).toEqual(new DocumentDigest(bob).current);
	});
	it('sees a deletion that the state vectors miss', () => {
		const [alice, bob] = [new Y.Doc(), new Y.Doc()];
		alice.getMap('elements').set('a', 1);
		Y.applyUpdate(bob, Y.encodeStateAsUpdate(alice));
		const digest = new DocumentDigest(alice);
		const before = digest.current;
		alice.getMap('elements').delete('a');
		expect(Y.encodeStateVector(alice)).toEqual(Y.encodeStateVector(bob));
		expect(digest.current).not.toEqual(before);
		expect(digest.current).not.toEqual(new DocumentDigest(bob).current);
	});
	it('costs little on a large board, and nothing while it does not change', () => {
		const doc = new Y.Doc();
		doc.transact(() => {
			for (let i = 0; i < 100_000; i++) doc.getMap('elements').set(`element ${i}`, i);
			for (let i = 0; i < 100_000; i += 3) doc.getMap('elements').delete(`element ${i}`);
		});
		const digest = new DocumentDigest(doc);
		const startedAt = performance.now();
		const first = digest.current;
		console.log(`    digest of 100,000 elements: ${(performance.now() - startedAt).toFixed(1)} ms`);
		expect(digest.current).toBe(first);
	});
});

describe('anti-entropy', () => {
	function pair() {
		let [ours, theirs] = [Uint8Array.of(1), Uint8Array.of(1)];
		let asked = 0;
		const told: Uint8Array[] = [];
		const entropy = new AntiEntropy({
			digest: () => ours,
			send: (digest) => told.push(digest),
			ask: () => asked++,
			random: () => 0.5
		});
		return {
			entropy,
			told,
			get asked() {
				return asked;
			},
			change: (byte: number) => (ours = Uint8Array.of(byte)),
			hear: (byte: number) => {
				theirs = Uint8Array.of(byte);
				entropy.receive(theirs);
			}
		};
	}

	it('tells its digest every 15 to 20 seconds until it is destroyed', () => {
		const { entropy, told } = pair();
		vi.advanceTimersByTime(60_000);
		expect(told.length).toBe(3);
		entropy.destroy();
		vi.advanceTimersByTime(60_000);
		expect(told.length).toBe(3);
	});
	it('tells it twice soon after a link broke', () => {
		const { entropy, told } = pair();
		entropy.checkSoon();
		entropy.checkSoon();
		vi.advanceTimersByTime(5_000);
		expect(told.length).toBe(2);
		entropy.destroy();
	});
	it('asks when a difference outlives two rounds, once for each difference', () => {
		const room = pair();
		room.hear(2);
		expect(room.asked).toBe(0);
		room.hear(2);
		expect(room.asked).toBe(1);
		for (let i = 0; i < 6; i++) room.hear(2);
		expect(room.asked).toBe(1);
		room.change(3);
		room.hear(2);
		room.hear(2);
		expect(room.asked).toBe(2);
		room.entropy.destroy();
	});
	it('lets a passing difference be', () => {
		const room = pair();
		for (let i = 0; i < 5; i++) {
			room.hear(2);
			room.hear(1);
		}
		expect(room.asked).toBe(0);
		room.entropy.destroy();
	});
});
