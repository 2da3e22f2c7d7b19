import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentOf, copyOf, documentsOfSeveral } from '../../../tests/support/random-document.ts';
import { forSeeds, Random } from '../../../tests/support/random.ts';
import { damageRow, drawStrokes, openStored } from '../../../tests/support/stored-boards.ts';
import { BoardList } from './board-list.ts';
import { compactBoard } from './compaction.ts';
import { openDatabase, type InkmeshDatabase } from './database.ts';
import { appendUpdate, applyStored, readStored } from './stored-board.ts';

let database: InkmeshDatabase;
let name = 0;

beforeEach(async () => {
	database = await openDatabase(`stored board ${name++}`);
});
afterEach(() => database.close());

async function openWithThreeRows() {
	const alice = await openStored(database);
	for (const key of ['a', 'b', 'c']) {
		alice.map.set(key, key);
		await alice.storage.whenSaved();
	}
	return alice;
}

describe('a damaged row', () => {
	it('is put aside as it was, with the reason, and the rest is read', async () => {
		await openWithThreeRows();
		await damageRow(database, 1);
		const reopened = await openStored(database);
		expect(reopened.map.get('a')).toBe('a');
		expect(reopened.storage.skippedCount).toBe(1);
		expect(await database.count('log')).toBe(2);
		const [aside] = await database.getAll('quarantine');
		expect(aside).toMatchObject({ boardId: 'board', from: 'log', reason: 'the checksum differs' });
		expect((aside?.row as { bytes: Uint8Array }).bytes.length).toBeGreaterThan(5);
	});
	it('is not stumbled over again, and still counted', async () => {
		await openWithThreeRows();
		await damageRow(database, 1);
		await openStored(database);
		const again = await openStored(database);
		expect(again.storage.skippedCount).toBe(1);
		expect(await database.count('quarantine')).toBe(1);
		expect(again.storage.state.status).toBe('saved');
	});
	it('is healed by a peer, with all that waited for it, and that is stored', async () => {
		const alice = await openWithThreeRows();
		await damageRow(database, 1);
		const reopened = await openStored(database);
		expect(reopened.map.toJSON()).toEqual({ a: 'a' });
		Y.applyUpdate(reopened.doc, Y.encodeStateAsUpdate(alice.doc, Y.encodeStateVector(reopened.doc)));
		expect(reopened.map.toJSON()).toEqual({ a: 'a', b: 'b', c: 'c' });
		await reopened.storage.whenSaved();
		expect((await openStored(database)).map.toJSON()).toEqual({ a: 'a', b: 'b', c: 'c' });
	});
	it('of any shape wedges nothing', async () => {
		const alice = await openWithThreeRows();
		for (const bytes of [undefined, 'text', new Uint8Array(0), new Uint8Array([255, 255, 255])]) {
			await database.add('log', { boardId: 'board', bytes, checksum: 0 } as never);
		}
		const reopened = await openStored(database);
		expect(reopened.map.toJSON()).toEqual(alice.map.toJSON());
		// No bytes at all have the checksum 0, and are no update either.
		expect(reopened.storage.skippedCount).toBe(4);
		reopened.map.set('d', 'd');
		await reopened.storage.whenSaved();
		expect((await openStored(database)).map.size).toBe(4);
	});
	it('goes with the board', async () => {
		await openWithThreeRows();
		await damageRow(database, 1);
		await openStored(database);
		await new BoardList(database).remove('board');
		expect(await database.count('quarantine')).toBe(0);
	});
	it('in front of thousands costs no more than a few times what reading them does', async () => {
		const author = new Y.Doc();
		const random = new Random(1);
		const writes: Promise<void>[] = [];
		author.on('update', (bytes: Uint8Array) => writes.push(appendUpdate(database, 'board', bytes)));
		for (let i = 0; i < 4_000; i++) author.getMap('elements').set(`key ${i}`, random.bytes(200));
		await Promise.all(writes);
		const open = async () => {
			const content = await readStored(database, 'board');
			const doc = new Y.Doc();
			const before = performance.now();
			applyStored(doc, content);
			return { doc, tookMs: performance.now() - before };
		};
		const whole = await open();
		await damageRow(database, 0);
		const torn = await open();
		console.log(
			`    4,000 rows: ${whole.tookMs.toFixed(0)} ms, without the first ${torn.tookMs.toFixed(0)} ms`
		);
		expect([whole.doc.getMap('elements').size, torn.doc.getMap('elements').size]).toEqual([4_000, 0]);
		expect(torn.tookMs).toBeLessThan(500 + 5 * whole.tookMs);
		Y.applyUpdate(torn.doc, Y.encodeStateAsUpdate(author));
		expect(torn.doc.getMap('elements').size).toBe(4_000);
	});
});

describe('a damaged snapshot', () => {
	it('is put aside, and loses no row of the log', async () => {
		const alice = await openStored(database);
		await drawStrokes(alice, new Random(2), 1_000);
		await compactBoard(database, 'board');
		const bob = await openStored(database);
		bob.map.set('of bob', 1);
		await bob.storage.whenSaved();
		const snapshot = await database.get('snapshots', 'board');
		if (!snapshot) throw new Error('expected a snapshot, got none');
		await database.put('snapshots', { ...snapshot, bytes: snapshot.bytes.subarray(0, 1_000) });
		const reopened = await openStored(database);
		expect(reopened.storage.skippedCount).toBe(1);
		expect(reopened.map.toJSON()).toEqual({ 'of bob': 1 });
		expect(await database.count('snapshots')).toBe(0);
		Y.applyUpdate(reopened.doc, Y.encodeStateAsUpdate(alice.doc));
		await reopened.storage.whenSaved();
		expect((await openStored(database)).map.size).toBe(1_001);
	});
});

describe('a snapshot of a document that waits for something', () => {
	it('holds what waits, deletions too, whatever is missing', () => {
		forSeeds(60, (random) => {
			const [author] = documentsOfSeveral(random, { clients: 3, changes: 40 });
			if (!author) throw new Error('expected a document, got none');
			const updates: Uint8Array[] = [];
			author.on('update', (update: Uint8Array) => updates.push(update));
			const start = Y.encodeStateAsUpdate(author);
			const list = author.getArray('list');
			const map = author.getMap('elements');
			for (let i = 0; i < 30; i++) {
				if (random.chance(0.3) && list.length > 0) list.delete(random.int(list.length));
				else if (random.chance(0.5)) list.insert(random.int(list.length + 1), [i]);
				else map.set(`key ${random.int(9)}`, i);
			}
			// Two are lost; the rest is stored, compacted, opened and compacted again.
			const lost = [random.int(updates.length), random.int(updates.length)];
			const torn = new Y.Doc();
			Y.applyUpdate(torn, start);
			for (const [i, update] of updates.entries()) if (!lost.includes(i)) Y.applyUpdate(torn, update);
			let stored = torn;
			for (let i = 0; i < 2; i++) {
				const bytes = Y.encodeStateAsUpdateV2(stored);
				stored = new Y.Doc();
				Y.applyUpdateV2(stored, bytes);
			}
			for (const i of lost) Y.applyUpdate(stored, updates[i] ?? start);
			expect(stored.store.pendingStructs).toBeNull();
			expect(stored.store.pendingDs).toBeNull();
			expect(contentOf(stored)).toEqual(contentOf(copyOf(author)));
		});
	});
});
