import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { BoardList } from './board-list.ts';
import { openDatabase, type StoredView } from './database.ts';
import { readStoredView, storeView } from './stored-view.ts';

const VIEW: StoredView = { boardId: 'board', x: 10, y: -20, zoom: 0.5 };

describe('a stored view', () => {
	it('is read as it was noted last, and each board has its own', async () => {
		const database = await openDatabase('views of two');
		await storeView(database, { ...VIEW, x: 1 });
		await storeView(database, VIEW);
		await storeView(database, { ...VIEW, boardId: 'other', x: 2 });
		expect(await readStoredView(database, 'board')).toEqual(VIEW);
		expect(await readStoredView(database, 'none')).toBeNull();
		database.close();
	});
	it.each([{ x: NaN }, { y: Infinity }, { zoom: 0 }, { zoom: -1 }, { zoom: 'far' as never }])(
		'that makes no sense is none: %o',
		async (part) => {
			const database = await openDatabase('senseless');
			await storeView(database, { ...VIEW, ...part });
			expect(await readStoredView(database, 'board')).toBeNull();
			database.close();
		}
	);
	it('goes with its board', async () => {
		const database = await openDatabase('removed');
		await storeView(database, VIEW);
		await new BoardList(database).remove('board');
		expect(await readStoredView(database, 'board')).toBeNull();
		database.close();
	});
});
