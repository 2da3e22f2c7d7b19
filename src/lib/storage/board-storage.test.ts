import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { BoardList } from './board-list.ts';
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

	it('loses nothing when two tabs that know different things compact one after the other', async () => {
		const [alice, bob] = [await openBoard(), await openBoard()];
		for (const [tab, letter] of [
			[alice, 'a'],
			[bob, 'b']
		] as const) {
			for (let i = 0; i < 402; i++) {
				tab.map.set(`${letter}${i}`, i);
				await tab.storage.whenSaved();
			}
			await expect.poll(() => database.count('log')).toBeLessThan(30);
		}
		expect((await openBoard()).map.size).toBe(804);
	});
	it('never says saved and never compacts before it could read what is stored', async () => {
		const before = await openBoard();
		before.map.set('old', 1);
		await before.storage.whenSaved();
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		let opens = 0;
		const doc = new Y.Doc();
		const storage = new BoardStorage({
			boardId: 'board',
			doc,
			onStatus: () => undefined,
			openDatabase: () => (opens++ === 0 ? Promise.reject(new Error('blocked')) : Promise.resolve(database))
		});
		await storage.load();
		expect(storage.state.status).toBe('failed');
		for (let i = 0; i < 50; i++) doc.getMap('elements').set(`new ${i}`, i);
		expect([storage.state.status, opens]).toEqual(['failed', 1]);
		vi.advanceTimersByTime(2_000);
		vi.useRealTimers();
		await storage.whenSaved();
		await expect.poll(() => storage.state.status).toBe('saved');
		expect(opens).toBe(2);
		expect(doc.getMap('elements').size).toBe(51);
		expect((await openBoard()).map.size).toBe(51);
	});
	it('opens another connection when the browser has closed its own', async () => {
		let connection = database;
		const doc = new Y.Doc();
		const storage = new BoardStorage({
			boardId: 'board',
			doc,
			onStatus: () => undefined,
			openDatabase: async () => (connection = await openDatabase(`board storage ${name - 1}`))
		});
		await storage.load();
		connection.close();
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		doc.getMap('elements').set('a', 1);
		await vi.waitFor(() => expect(storage.state.status).toBe('failed'));
		vi.advanceTimersByTime(2_000);
		vi.useRealTimers();
		await storage.whenSaved();
		expect((await openBoard()).map.toJSON()).toEqual({ a: 1 });
		connection.close();
	});
	it('stores an open board anew, and whole, when it was taken off the device meanwhile', async () => {
		const alice = await openBoard();
		alice.map.set('a', 1);
		await alice.storage.whenSaved();
		await new BoardList(database).remove('board');
		alice.storage.storeAnew();
		alice.map.set('b', 2);
		await alice.storage.whenSaved();
		await expect.poll(() => database.count('snapshots')).toBe(1);
		expect((await openBoard()).map.toJSON()).toEqual({ a: 1, b: 2 });
	});
	it('writes what was changed last even when it is closed at once', async () => {
		const alice = await openBoard();
		alice.map.set('a', 1);
		alice.map.set('b', 2);
		const saved = alice.storage.whenSaved();
		alice.storage.destroy();
		await saved;
		expect((await openBoard()).map.toJSON()).toEqual({ a: 1, b: 2 });
	});
});
