import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BoardList } from '../storage/board-list.ts';
import { openDatabase, type InkmeshDatabase } from '../storage/database.ts';
import { hashOf } from './asset-hash.ts';
import { AssetStore } from './asset-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const picture = Uint8Array.of(1, 2, 3);
const other = Uint8Array.of(4, 5, 6);
const [hash, otherHash] = [hashOf(picture), hashOf(other)];

let database: InkmeshDatabase;
let name = 0;
let now = Date.UTC(2026, 0, 1);
const stores: AssetStore[] = [];

beforeEach(async () => {
	database = await openDatabase(`assets ${++name}`);
});
afterEach(() => {
	for (const store of stores.splice(0)) store.destroy();
	database.close();
});

function openStore(
	boardId = 'board',
	open = () => openDatabase(`assets ${name}`) as Promise<InkmeshDatabase | null>
) {
	const store = new AssetStore({ boardId, openDatabase: open, now: () => now });
	stores.push(store);
	return store;
}

describe('asset store', () => {
	it('gives back what it was given, on the next page too', async () => {
		expect(await openStore().put(hash, picture)).toBe(true);
		const store = openStore();
		expect(await store.get(hash)).toEqual(picture);
		expect(await store.get(otherHash)).toBeNull();
		expect(await store.present([hash, otherHash])).toEqual(new Set([hash]));
	});
	it('keeps the same image once for all boards', async () => {
		await openStore('one').put(hash, picture);
		await openStore('two').put(hash, picture);
		expect([await database.count('assets'), await database.count('assetUses')]).toEqual([1, 2]);
	});
	it('throws damaged bytes away rather than show them', async () => {
		const store = openStore();
		await store.put(hash, picture);
		await database.put('assets', { hash, bytes: other });
		expect(await store.get(hash)).toBeNull();
		expect(await database.count('assets')).toBe(0);
	});
	it.each<[string, () => Promise<InkmeshDatabase | null>]>([
		['gives no storage', () => Promise.resolve(null)],
		['refuses it', () => Promise.reject(new Error('refused'))]
	])('lives in memory where the browser %s', async (_, open) => {
		const store = openStore('board', open);
		expect(await store.put(hash, picture)).toBe(false);
		expect(await store.get(hash)).toEqual(picture);
		expect(await store.present([hash, otherHash])).toEqual(new Set([hash]));
		expect(await store.collect(new Set())).toBe(0);
	});
	it('goes on when the browser has closed the connection', async () => {
		let connection: InkmeshDatabase | null = null;
		const store = openStore('board', async () => (connection = await openDatabase(`assets ${name}`)));
		await store.put(hash, picture);
		(connection as InkmeshDatabase | null)?.close();
		expect(await store.get(hash)).toEqual(picture);
	});
});

describe('collecting images', () => {
	it('keeps what the board names, however old', async () => {
		const store = openStore();
		await store.put(hash, picture);
		now += 100 * DAY_MS;
		expect(await store.collect(new Set([hash]))).toBe(0);
		expect(await store.get(hash)).toEqual(picture);
	});
	it('keeps for a week what it names no more, and no longer', async () => {
		const store = openStore();
		await store.put(hash, picture);
		now += 6 * DAY_MS;
		expect(await store.collect(new Set())).toBe(0);
		now += 2 * DAY_MS;
		expect(await store.collect(new Set())).toBe(1);
		expect(await store.get(hash)).toBeNull();
	});
	it('counts the week from when the board was last seen to name it', async () => {
		const store = openStore();
		await store.put(hash, picture);
		now += 6 * DAY_MS;
		await store.keep([hash]);
		now += 6 * DAY_MS;
		expect(await store.collect(new Set())).toBe(0);
	});
	it('keeps what another board on this device names', async () => {
		await openStore('other').put(hash, picture);
		const store = openStore();
		await store.put(hash, picture);
		now += 8 * DAY_MS;
		expect(await store.collect(new Set())).toBe(0);
		expect(await store.get(hash)).toEqual(picture);
	});
	it('notes no use of what is not here', async () => {
		await openStore().keep([hash]);
		expect(await database.count('assetUses')).toBe(0);
	});
});

describe('taking a board off the device', () => {
	async function remove(boardId: string, meanwhile = async () => {}) {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		await new BoardList(database).remove(boardId);
		await meanwhile();
		vi.advanceTimersByTime(2_000);
		vi.useRealTimers();
		// One transaction after those that were asked for before it.
		const transaction = database.transaction(['assets', 'assetUses'], 'readwrite');
		await transaction.done;
	}

	it('takes its images along, and no others', async () => {
		await openStore('one').put(hash, picture);
		await openStore('two').put(otherHash, other);
		await remove('one');
		const store = openStore('two');
		expect([await store.get(hash), await store.get(otherHash)]).toEqual([null, other]);
	});
	it('leaves images that another board shows', async () => {
		await openStore('one').put(hash, picture);
		await openStore('two').put(hash, picture);
		await remove('one');
		expect(await openStore('two').get(hash)).toEqual(picture);
	});
	it('leaves the images of a tab that still shows it', async () => {
		const tab = openStore('one');
		await tab.put(hash, picture);
		await remove('one', () => tab.keep([hash]));
		expect(await tab.get(hash)).toEqual(picture);
	});
});
