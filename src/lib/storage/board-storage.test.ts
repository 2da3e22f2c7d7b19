import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { BoardStorage } from './board-storage.ts';
import { openDatabase, type InkmeshDatabase } from './database.ts';

let database: InkmeshDatabase;
let name = 0;

beforeEach(async () => {
	database = await openDatabase(`board storage ${name++}`);
});
afterEach(() => database.close());

async function openBoard(boardId = 'board') {
	const doc = new Y.Doc();
	const storage = new BoardStorage({
		openDatabase: async () => database,
		boardId,
		doc,
		onStatus: () => undefined
	});
	await storage.load();
	return { doc, storage, map: doc.getMap('elements') };
}

describe('board storage', () => {
	it('brings back what was saved', async () => {
		const alice = await openBoard();
		alice.map.set('a', 1);
		alice.map.set('b', 2);
		expect(alice.storage.state.status).toBe('saving');
		await alice.storage.whenSaved();
		expect(alice.storage.state.status).toBe('saved');
		expect((await openBoard()).map.toJSON()).toEqual({ a: 1, b: 2 });
	});
	it('keeps boards apart', async () => {
		const alice = await openBoard('one');
		alice.map.set('a', 1);
		await alice.storage.whenSaved();
		expect((await openBoard('other')).map.size).toBe(0);
	});
	it('saves what was written while it was still loading', async () => {
		const doc = new Y.Doc();
		const storage = new BoardStorage({
			openDatabase: async () => database,
			boardId: 'board',
			doc,
			onStatus: () => undefined
		});
		doc.getMap('elements').set('early', 1);
		await storage.load();
		await storage.whenSaved();
		expect((await openBoard()).map.toJSON()).toEqual({ early: 1 });
	});
	it('compacts a long log without losing a row of another tab', async () => {
		const [alice, bob] = [await openBoard(), await openBoard()];
		bob.map.set('of bob', 1);
		await bob.storage.whenSaved();
		for (let i = 0; i < 420; i++) {
			alice.map.set(`key ${i}`, i);
			await alice.storage.whenSaved();
		}
		await expect.poll(() => database.count('log')).toBeLessThan(30);
		const reopened = await openBoard();
		expect(reopened.map.size).toBe(421);
		expect(reopened.map.get('of bob')).toBe(1);
	});
	it('skips a damaged row, counts it and reads the rest', async () => {
		const alice = await openBoard();
		for (const key of ['a', 'b', 'c']) {
			alice.map.set(key, key);
			await alice.storage.whenSaved();
		}
		const [, second] = await database.getAllKeys('log');
		const row = await database.get('log', second ?? 0);
		if (!row) throw new Error('expected a second row, got none');
		await database.put('log', { ...row, bytes: row.bytes.map((byte) => byte ^ 0x55) }, second);
		const reopened = await openBoard();
		expect(reopened.storage.skippedCount).toBe(1);
		expect(reopened.map.get('a')).toBe('a');
		// What depends on the lost row waits for a peer to bring it; nothing is thrown away.
		Y.applyUpdate(reopened.doc, Y.encodeStateAsUpdate(alice.doc));
		expect(reopened.map.toJSON()).toEqual({ a: 'a', b: 'b', c: 'c' });
	});
	it('says that it failed where there is no storage, and keeps everything in memory', async () => {
		const doc = new Y.Doc();
		const storage = new BoardStorage({
			openDatabase: async () => null,
			boardId: 'board',
			doc,
			onStatus: () => undefined
		});
		await storage.load();
		doc.getMap('elements').set('a', 1);
		expect(storage.state.status).toBe('failed');
		expect(doc.getMap('elements').get('a')).toBe(1);
	});
});
