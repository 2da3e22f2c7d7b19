import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
	bringUpToDate,
	changeAtRandom,
	contentOf,
	copyOf,
	documentsOfSeveral
} from '../../../tests/support/random-document.ts';
import { forSeeds, Random } from '../../../tests/support/random.ts';
import { MissingUpdates, type StateVector } from './missing-updates.ts';

const stateOf = (doc: Y.Doc): StateVector => Y.decodeStateVector(Y.encodeStateVector(doc));

/** Applies every part in order; nothing may ever wait for something that comes later. */
function applyAll(
	missing: MissingUpdates,
	receiver: Y.Doc,
	maxBytes: () => number,
	between = () => {}
): Uint8Array[] {
	const parts: Uint8Array[] = [];
	for (let part = missing.next(maxBytes()); part; part = missing.next(maxBytes())) {
		parts.push(part);
		Y.applyUpdate(receiver, part);
		if (receiver.store.pendingStructs)
			throw new Error(`part ${parts.length} refers to what was not sent before`);
		between();
	}
	expect(receiver.store.pendingDs).toBeNull();
	expect(missing.next(1_000)).toBeNull();
	return parts;
}

function expectEqual(receiver: Y.Doc, source: Y.Doc): void {
	expect(contentOf(receiver)).toEqual(contentOf(source));
	expect(Y.equalSnapshots(Y.snapshot(receiver), Y.snapshot(source))).toBe(true);
}

/** Bytes of the longest struct when written alone. */
function longestStruct(doc: Y.Doc): number {
	let longest = 0;
	for (const structs of doc.store.clients.values()) {
		for (const struct of structs) {
			const encoder = new Y.UpdateEncoderV1();
			struct.write(encoder, 0);
			longest = Math.max(longest, encoder.toUint8Array().length);
		}
	}
	return longest;
}

describe('missing updates', () => {
	it('bring a peer from any earlier moment to the present, with nothing ever pending', () => {
		forSeeds(30, (random) => {
			const docs = documentsOfSeveral(random);
			const source = docs[0] ?? new Y.Doc();
			const receivers = [new Y.Doc(), ...docs.map(copyOf)];
			for (let i = 0; i < 20; i++) {
				changeAtRandom(random.pick(docs), random, 3);
				bringUpToDate(source, random.pick(docs));
			}
			for (const doc of docs) bringUpToDate(source, doc);
			for (const receiver of receivers) {
				const known = stateOf(receiver);
				const stock = copyOf(receiver);
				Y.applyUpdate(stock, Y.encodeStateAsUpdate(source, Y.encodeStateVector(receiver)));
				const maxBytes = random.pick([1, 20, 200, 2_000, 1_000_000]);
				applyAll(new MissingUpdates(source, known), receiver, () => maxBytes);
				expectEqual(receiver, source);
				expectEqual(receiver, stock);
			}
		});
	});
	it('bring what one peer has to another that has something else', () => {
		forSeeds(40, (random) => {
			const docs = documentsOfSeveral(random);
			const [alice, bob] = [random.pick(docs), copyOf(random.pick(docs))];
			const merged = copyOf(alice);
			bringUpToDate(merged, bob);
			applyAll(new MissingUpdates(alice, stateOf(bob)), bob, () => 1 + random.int(300));
			expectEqual(bob, merged);
		});
	});
	it('are no longer than the limit and one struct', () => {
		forSeeds(30, (random) => {
			const docs = documentsOfSeveral(random, { clients: 5, changes: 100 });
			const source = docs[0] ?? new Y.Doc();
			for (const doc of docs) bringUpToDate(source, doc);
			const maxBytes = 50 + random.int(1_000);
			const parts = applyAll(new MissingUpdates(source, new Map()), new Y.Doc(), () => maxBytes);
			const last = parts.pop() ?? new Uint8Array();
			// A number before the clients, three for each, and an empty set of deletions after them.
			const frame = 2 + docs.length * 15;
			for (const part of parts)
				expect(part.length).toBeLessThanOrEqual(maxBytes + longestStruct(source) + frame);
			const deletions = Y.encodeSnapshot(Y.snapshot(source)).length;
			expect(last.length).toBeLessThanOrEqual(maxBytes + longestStruct(source) + frame + deletions);
		});
	});
	it('follow a document that changes between the parts', () => {
		forSeeds(60, (random) => {
			const docs = documentsOfSeveral(random);
			const source = docs[0] ?? new Y.Doc();
			const receiver = random.chance(0.5) ? new Y.Doc() : copyOf(random.pick(docs));
			const expected = copyOf(receiver);
			let changes = 30;
			const missing = new MissingUpdates(source, stateOf(receiver));
			applyAll(
				missing,
				receiver,
				() => 1 + random.int(200),
				() => {
					// Once the document was read to its end, only deletions are left to be told, as they were then.
					if (missing.isDone || changes-- <= 0) return;
					changeAtRandom(random.pick(docs), random, 3);
					if (random.chance(0.5)) bringUpToDate(source, random.pick(docs));
				}
			);
			bringUpToDate(expected, source);
			expectEqual(receiver, expected);
		});
	});
	it('stand in any order with live changes that come between them', () => {
		forSeeds(40, (random) => {
			const source = copyOf(documentsOfSeveral(random)[0] ?? new Y.Doc());
			const receiver = new Y.Doc();
			const live: Uint8Array[] = [];
			source.on('update', (update: Uint8Array) => void live.push(update));
			const missing = new MissingUpdates(source, stateOf(receiver));
			let changes = 20;
			for (let part = missing.next(100); part; part = missing.next(100)) {
				Y.applyUpdate(receiver, part);
				if (changes-- > 0) changeAtRandom(source, random);
				for (const update of live.splice(0)) Y.applyUpdate(receiver, update);
			}
			expect(receiver.store.pendingStructs).toBeNull();
			expectEqual(receiver, source);
		});
	});
	it('tell many deletions in bounded slices', () => {
		const source = new Y.Doc();
		const map = source.getMap('elements');
		for (let i = 0; i < 4_000; i++) source.transact(() => map.set(`key ${i}`, i));
		const receiver = copyOf(source);
		// Every second one, so that no two ranges can be told as one.
		for (let i = 0; i < 4_000; i += 2) map.delete(`key ${i}`);
		const sizes = applyAll(new MissingUpdates(source, stateOf(receiver)), receiver, () => 1_000);
		expect(sizes.length).toBeGreaterThan(10);
		expect(Math.max(...sizes.map(({ length }) => length))).toBeLessThan(1_100);
		expectEqual(receiver, source);
	});
	it('bring the deletions to a peer that lacks nothing else', () => {
		const source = new Y.Doc();
		source.getMap('elements').set('a', 1);
		const receiver = copyOf(source);
		source.getMap('elements').delete('a');
		expect(stateOf(receiver)).toEqual(stateOf(source));
		const parts = applyAll(new MissingUpdates(source, stateOf(receiver)), receiver, () => 100);
		expect(parts.length).toBe(1);
		expect(receiver.getMap('elements').size).toBe(0);
	});
	it('are one empty part where nothing is missing', () => {
		const source = new Y.Doc();
		const missing = new MissingUpdates(source, new Map());
		expect(missing.next(100)).toEqual(Uint8Array.of(0, 0));
		expect(missing.next(100)).toBeNull();
	});
	it('bring first what the clients named first have made, and then the rest', () => {
		const docs = [1, 2, 3, 4].map((clientID) => {
			const doc = Object.assign(new Y.Doc(), { clientID });
			for (let i = 0; i < 5; i++) doc.getMap('elements').set(`${clientID} ${i}`, i);
			return doc;
		});
		const source = new Y.Doc();
		for (const doc of docs) bringUpToDate(source, doc);
		const receiver = new Y.Doc();
		const arrivals: number[] = [];
		receiver.on('afterTransaction', ({ beforeState, afterState }: Y.Transaction) => {
			for (const [client, clock] of afterState) {
				if (clock !== (beforeState.get(client) ?? 0)) arrivals.push(client);
			}
		});
		applyAll(new MissingUpdates(source, new Map(), { first: [3, 99, 1] }), receiver, () => 1);
		expect([...new Set(arrivals)].slice(0, 2)).toEqual([3, 1]);
		expectEqual(receiver, source);
	});
	it('come to an end and complete what they can, whatever a peer says it knows', () => {
		forSeeds(60, (random) => {
			const docs = documentsOfSeveral(random);
			const source = random.pick(docs);
			const receiver = new Y.Doc();
			const known = new Map(
				[...stateOf(source)].map(([client, clock]) => [client, random.int(2 * clock + 2)])
			);
			known.set(random.int(2 ** 32), random.pick([0, 5, Number.MAX_SAFE_INTEGER]));
			const before = new Map(known);
			const missing = new MissingUpdates(source, known);
			let parts = 0;
			for (let part = missing.next(50); part; part = missing.next(50)) {
				Y.applyUpdate(receiver, part);
				expect(++parts).toBeLessThan(10_000);
			}
			expect(known).toEqual(before);
			// What it claimed and does not have, brought by somebody else, completes it.
			bringUpToDate(receiver, source);
			expectEqual(receiver, source);
		});
	});
	it('cut a map of 20,000 entries into parts that are quick to apply', () => {
		const random = new Random(1);
		const source = new Y.Doc();
		const elements = source.getMap('elements');
		const points = random.bytes(280);
		for (let i = 0; i < 20_000; i++) elements.set(`element${i}`, { type: 'stroke', index: `a${i}`, points });
		for (let i = 0; i < 20_000; i += 3) elements.delete(`element${i}`);
		const maxBytes = 128 * 1024;
		const receiver = new Y.Doc();
		const missing = new MissingUpdates(source, new Map());
		const sizes: number[] = [];
		let [slowestCutMs, slowestApplyMs] = [0, 0];
		for (;;) {
			const start = performance.now();
			const part = missing.next(maxBytes);
			const cut = performance.now();
			if (!part) break;
			Y.applyUpdate(receiver, part);
			slowestCutMs = Math.max(slowestCutMs, cut - start);
			slowestApplyMs = Math.max(slowestApplyMs, performance.now() - cut);
			sizes.push(part.length);
			expect(receiver.store.pendingStructs).toBeNull();
		}
		const whole = Y.encodeStateAsUpdate(source).length;
		console.log(
			`${whole} B in ${sizes.length} parts of ${Math.min(...sizes)}–${Math.max(...sizes)} B; ` +
				`slowest: ${slowestCutMs.toFixed(1)} ms to cut, ${slowestApplyMs.toFixed(1)} ms to apply`
		);
		expect(sizes.length).toBeGreaterThan(30);
		const [last = 0, ...others] = sizes.reverse();
		expect(Math.max(...others)).toBeLessThan(maxBytes + 400);
		expect(last).toBeLessThan(2 * maxBytes);
		// Compared as text: 4 MB of bytes one by one take ten seconds.
		expect(JSON.stringify(receiver.getMap('elements')) === JSON.stringify(elements)).toBe(true);
		expect(Y.equalSnapshots(Y.snapshot(receiver), Y.snapshot(source))).toBe(true);
	});
});
