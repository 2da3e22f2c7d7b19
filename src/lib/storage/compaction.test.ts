import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Random } from '../../../tests/support/random.ts';
import {
	damageRow,
	drawStrokes,
	openStored,
	storedBytes,
	type StoredDocument
} from '../../../tests/support/stored-boards.ts';
import { BoardList } from './board-list.ts';
import { compactBoard } from './compaction.ts';
import { isWorthCompacting } from './worth-compacting.ts';
import { openDatabase, type InkmeshDatabase } from './database.ts';

let database: InkmeshDatabase;
let name = 0;

beforeEach(async () => {
	database = await openDatabase(`compaction ${name++}`);
});
afterEach(() => database.close());

/** So that there is something worth compacting: a thousand strokes of one tab, or of two together. */
const ENOUGH = 1_000;

/** Fills the log with the rows of two tabs, neither of which has had enough to compact by itself. */
async function fillByTwo(random: Random): Promise<[StoredDocument, StoredDocument]> {
	const [alice, bob] = [await openStored(database), await openStored(database)];
	await drawStrokes(alice, random, ENOUGH / 2);
	await drawStrokes(bob, random, ENOUGH / 2);
	expect([await database.count('log'), await database.count('snapshots')]).toEqual([ENOUGH, 0]);
	return [alice, bob];
}

/** A new document that holds the same and has no history, as a snapshot. */
function sizeAnew({ map }: StoredDocument): number {
	const doc = new Y.Doc();
	doc.transact(() => map.forEach((value, key) => doc.getMap('elements').set(key, value)));
	return Y.encodeStateAsUpdateV2(doc).length;
}

describe('compaction', () => {
	it('pays for a log of a quarter of the snapshot, above a floor, or of very many rows', () => {
		const megabytes = (count: number) => count * 1024 * 1024;
		const pays = (rows: number, logBytes: number, snapshotBytes: number) =>
			isWorthCompacting({ rows, logBytes, snapshotBytes });
		expect(pays(10, megabytes(0.2), 0)).toBe(false);
		expect(pays(10, megabytes(0.3), 0)).toBe(true);
		expect(pays(10, megabytes(2), megabytes(10))).toBe(false);
		expect(pays(10, megabytes(3), megabytes(10))).toBe(true);
		expect(pays(2_001, megabytes(0.1), megabytes(10))).toBe(true);
	});
	it('happens by itself, and loses no row of another tab', async () => {
		const [alice, bob] = [await openStored(database), await openStored(database)];
		bob.map.set('of bob', 1);
		await bob.storage.whenSaved();
		await drawStrokes(alice, new Random(1), ENOUGH);
		await expect.poll(() => database.count('snapshots')).toBe(1);
		await expect.poll(() => database.count('log')).toBeLessThan(ENOUGH);
		const reopened = await openStored(database);
		expect(reopened.map.size).toBe(ENOUGH + 1);
		expect(reopened.map.get('of bob')).toBe(1);
	});
	it('leaves what is appended meanwhile in the log', async () => {
		const [alice] = await fillByTwo(new Random(2));
		const compacting = compactBoard(database, 'board');
		alice.map.set('meanwhile', 1);
		await alice.storage.whenSaved();
		await compacting;
		expect([await database.count('log'), await database.count('snapshots')]).toEqual([1, 1]);
		expect((await openStored(database)).map.size).toBe(ENOUGH + 1);
	});
	it('of two at once does one of them, and loses nothing', async () => {
		await fillByTwo(new Random(3));
		const sizes = await Promise.all([compactBoard(database, 'board'), compactBoard(database, 'board')]);
		expect(sizes[0]).toEqual(sizes[1]);
		expect([await database.count('log'), await database.count('snapshots')]).toEqual([0, 1]);
		expect((await openStored(database)).map.size).toBe(ENOUGH);
	});
	it('does not bring back a board that was taken off the device meanwhile', async () => {
		await fillByTwo(new Random(5));
		const compacting = compactBoard(database, 'board');
		await new BoardList(database).remove('board');
		await compacting;
		expect([await database.count('log'), await database.count('snapshots')]).toEqual([0, 0]);
	});
	it('puts a damaged row aside before anything is replaced, and keeps what waits for it', async () => {
		const [alice] = await fillByTwo(new Random(6));
		await damageRow(database, 300);
		await compactBoard(database, 'board');
		await compactBoard(database, 'board');
		expect([await database.count('quarantine'), await database.count('log')]).toEqual([1, 0]);
		const reopened = await openStored(database);
		expect(reopened.map.size).toBe(300 + ENOUGH / 2);
		Y.applyUpdate(reopened.doc, Y.encodeStateAsUpdate(alice.doc, Y.encodeStateVector(reopened.doc)));
		expect(reopened.map.size).toBe(ENOUGH);
		await reopened.storage.whenSaved();
		expect((await openStored(database)).map.size).toBe(ENOUGH);
	});
	it('stores what was drawn and half deleted over many sessions in no more than 1.5 times what is left', async () => {
		const random = new Random(7);
		let session = await openStored(database);
		for (let i = 0; i < 10; i++) {
			const keys = await drawStrokes(session, random, 500);
			for (const key of keys.filter((_, j) => j % 2 === 0)) session.map.delete(key);
			await session.storage.whenSaved();
			session.storage.destroy();
			session = await openStored(database);
		}
		const anew = sizeAnew(session);
		await expect.poll(() => storedBytes(database)).toBeLessThan(1.5 * anew);
		const stored = await storedBytes(database);
		console.log(`    5,000 strokes, half deleted: ${stored} bytes stored, ${anew} anew`);
		expect(session.map.size).toBe(2_500);
	});
});
