import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openStored } from '../../../tests/support/stored-boards.ts';
import { BoardList } from './board-list.ts';
import { crc32 } from './checksum.ts';
import { openDatabase } from './database.ts';
import { storageTroubleOf } from './storage-trouble.ts';

/** A database as the first version of the app made it, with a board in it: a snapshot, and a row after it. */
async function makeFirstVersion(name: string): Promise<void> {
	const database = await openDB(name, 1, {
		upgrade(old) {
			old.createObjectStore('boards', { keyPath: 'boardId' });
			old.createObjectStore('log', { autoIncrement: true }).createIndex('boardId', 'boardId');
			old.createObjectStore('snapshots', { keyPath: 'boardId' });
		}
	});
	const doc = new Y.Doc();
	doc.getMap('elements').set('a', 1);
	const snapshot = Y.encodeStateAsUpdateV2(doc);
	let row: Uint8Array = new Uint8Array(0);
	doc.on('update', (update: Uint8Array) => void (row = update));
	doc.getMap('elements').set('b', 2);
	await database.put('snapshots', { boardId: 'board', bytes: snapshot, checksum: crc32(snapshot) });
	await database.add('log', { boardId: 'board', bytes: row, checksum: crc32(row) });
	await database.put('boards', {
		boardId: 'board',
		link: '#x',
		role: 'editor',
		title: 'Old',
		usedAt: 1,
		people: []
	});
	database.close();
}

describe('the database', () => {
	it('is brought up to date from the first version without loss', async () => {
		await makeFirstVersion('old');
		const database = await openDatabase('old');
		expect((await openStored(database)).map.toJSON()).toEqual({ a: 1, b: 2 });
		expect((await new BoardList(database).all()).map(({ title }) => title)).toEqual(['Old']);
		expect(await database.count('quarantine')).toBe(0);
		database.close();
	});
	it('of a newer app is not touched, and is told as such', async () => {
		const newer = await openDB('newer', 99, {
			upgrade: (database) => void database.createObjectStore('things', { autoIncrement: true })
		});
		await newer.add('things', 'precious');
		newer.close();
		const error: unknown = await openDatabase('newer').catch((reason: unknown) => reason);
		expect(storageTroubleOf(error)).toBe('newer app');
		const after = await openDB('newer');
		expect([after.version, await after.getAll('things')]).toEqual([99, ['precious']]);
		after.close();
	});
	it('tells a browser that refuses from one that has trouble', async () => {
		const { open } = IDBFactory.prototype;
		const troubles = [];
		for (const name of ['SecurityError', 'InvalidStateError', 'QuotaExceededError']) {
			IDBFactory.prototype.open = () => {
				throw new DOMException('', name);
			};
			troubles.push(await openDatabase('any').catch(storageTroubleOf));
		}
		IDBFactory.prototype.open = open;
		expect(troubles).toEqual(['refused', 'refused', 'full']);
	});
});
