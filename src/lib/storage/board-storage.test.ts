import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { openStored } from '../../../tests/support/stored-boards.ts';
import { BoardList } from './board-list.ts';
import { BoardStorage } from './board-storage.ts';
import { openDatabase, type InkmeshDatabase } from './database.ts';
import { StorageRefused } from './storage-trouble.ts';

let database: InkmeshDatabase;
let name = 0;

beforeEach(async () => {
	database = await openDatabase(`board storage ${name++}`);
});
afterEach(() => database.close());

const openBoard = (boardId?: string) => openStored(database, boardId);

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
			openDatabase: () => Promise.resolve(database),
			boardId: 'board',
			doc,
			onStatus: () => undefined
		});
		doc.getMap('elements').set('early', 1);
		await storage.load();
		await storage.whenSaved();
		expect((await openBoard()).map.toJSON()).toEqual({ early: 1 });
	});
	it('says that it failed where there is no storage, and keeps everything in memory', async () => {
		const doc = new Y.Doc();
		const storage = new BoardStorage({
			openDatabase: () => Promise.reject(new StorageRefused()),
			boardId: 'board',
			doc,
			onStatus: () => undefined
		});
		await storage.load();
		doc.getMap('elements').set('a', 1);
		expect(storage.state).toMatchObject({ status: 'failed', trouble: 'refused' });
		expect(storage.hasUnsavedWork).toBe(true);
		expect(doc.getMap('elements').get('a')).toBe(1);
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
	it('never says saved for a transaction that was aborted, and writes it again', async () => {
		const alice = await openBoard();
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		abortNextWrite();
		let isSaved = false;
		alice.map.set('a', 1);
		const saved = alice.storage.whenSaved().then(() => (isSaved = true));
		await vi.waitFor(() =>
			expect(alice.storage.state).toMatchObject({ status: 'failed', trouble: 'failing' })
		);
		expect([isSaved, await database.count('log')]).toEqual([false, 0]);
		vi.advanceTimersByTime(2_000);
		vi.useRealTimers();
		await saved;
		expect((await openBoard()).map.toJSON()).toEqual({ a: 1 });
	});
	it('answers a listener of the document only when the change it was called for is saved', async () => {
		const alice = await openBoard();
		const hadUnsaved = new Promise((resolve) => {
			alice.doc.once('afterTransaction', () => {
				void alice.storage.whenSaved().then(() => resolve(alice.storage.hasUnsavedWork));
			});
		});
		alice.map.set('a', 1);
		expect(await hadUnsaved).toBe(false);
	});
	it('says why: no room, or a newer app was here', async () => {
		for (const [name, trouble] of [
			['QuotaExceededError', 'full'],
			['VersionError', 'newer app'],
			['UnknownError', 'failing']
		] as const) {
			const storage = new BoardStorage({
				openDatabase: () => Promise.reject(new DOMException('', name)),
				boardId: 'board',
				doc: new Y.Doc(),
				onStatus: () => undefined
			});
			await storage.load();
			expect(storage.state).toMatchObject({ status: 'failed', trouble });
			storage.destroy();
		}
	});
	it('gives up waiting for a browser that does not answer, and takes in what is stored when it does', async () => {
		const before = await openBoard();
		before.map.set('old', 1);
		await before.storage.whenSaved();
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		let answer: (value: InkmeshDatabase) => void = () => undefined;
		const doc = new Y.Doc();
		const storage = new BoardStorage({
			openDatabase: () => new Promise((resolve) => (answer = resolve)),
			boardId: 'board',
			doc,
			onStatus: () => undefined
		});
		const loaded = storage.load();
		vi.advanceTimersByTime(10_000);
		await loaded;
		expect(storage.state.status).toBe('failed');
		vi.useRealTimers();
		doc.getMap('elements').set('new', 1);
		answer(database);
		await storage.whenSaved();
		expect(doc.getMap('elements').toJSON()).toEqual({ old: 1, new: 1 });
		expect((await openBoard()).map.size).toBe(2);
	});
	it('has unsaved work only of what was done here', async () => {
		const alice = await openBoard();
		Y.applyUpdate(alice.doc, Y.encodeStateAsUpdate(documentWith('of bob')));
		expect([alice.storage.state.status, alice.storage.hasUnsavedWork]).toEqual(['saving', false]);
		alice.map.set('a', 1);
		expect(alice.storage.hasUnsavedWork).toBe(true);
		await alice.storage.whenSaved();
		expect(alice.storage.hasUnsavedWork).toBe(false);
	});
	it('stores what came from a peer before the device could be read, even what waited for what was stored', async () => {
		const before = await openBoard();
		before.map.set('stored', 1);
		await before.storage.whenSaved();
		const known = Y.encodeStateVector(before.doc);
		// Written after what is stored, and stored nowhere here.
		before.storage.destroy();
		before.map.set('after', 2);
		let isThere = false;
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		const doc = new Y.Doc();
		const storage = new BoardStorage({
			openDatabase: () => (isThere ? Promise.resolve(database) : Promise.reject(new Error('not yet'))),
			boardId: 'board',
			doc,
			onStatus: () => undefined
		});
		await storage.load();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(before.doc, known));
		expect(doc.store.pendingStructs).not.toBeNull();
		isThere = true;
		vi.advanceTimersByTime(2_000);
		vi.useRealTimers();
		await vi.waitFor(() => expect(storage.state.status).toBe('saved'));
		expect((await openBoard()).map.toJSON()).toEqual({ stored: 1, after: 2 });
	});
	it('draws with another Yjs client id at every opening', async () => {
		const ids = new Set<number>();
		for (let i = 0; i < 5; i++) {
			const alice = await openBoard();
			alice.map.set(`key ${i}`, i);
			await alice.storage.whenSaved();
			for (const client of alice.doc.store.clients.keys()) ids.add(client);
			expect(alice.doc.store.clients.size).toBe(i + 1);
		}
		expect(ids.size).toBe(5);
	});
});

/** The next write fails the way a full disk makes it: asked for, and aborted. */
function abortNextWrite(): void {
	const { add } = IDBObjectStore.prototype;
	IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args) {
		IDBObjectStore.prototype.add = add;
		const request = add.apply(this, args);
		// As late as can be: the request itself has succeeded.
		request.addEventListener('success', () => this.transaction.abort());
		return request;
	};
}

function documentWith(key: string): Y.Doc {
	const doc = new Y.Doc();
	doc.getMap('elements').set(key, 1);
	return doc;
}
