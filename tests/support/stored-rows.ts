// Looks into, and meddles with, what a page's browser has stored.
import type { Page } from '@playwright/test';

/** What is stored of all boards of this browser. */
export interface StoredAmount {
	readonly rows: number;
	readonly logBytes: number;
	readonly snapshotBytes: number;
	readonly quarantined: number;
}

/** What the page's browser has stored, of all boards together. */
export function storedAmount(page: Page): Promise<StoredAmount> {
	return page.evaluate(async () => {
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const request = indexedDB.open('inkmesh');
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error ?? new Error('no database'));
		});
		const all = (store: string) =>
			new Promise<{ bytes: Uint8Array }[]>((resolve) => {
				const request = database.transaction(store).objectStore(store).getAll();
				request.onsuccess = () => resolve(request.result as { bytes: Uint8Array }[]);
			});
		const [log, snapshots, quarantine] = [await all('log'), await all('snapshots'), await all('quarantine')];
		database.close();
		const sum = (rows: { bytes: Uint8Array }[]) => rows.reduce((total, { bytes }) => total + bytes.length, 0);
		return {
			rows: log.length,
			logBytes: sum(log),
			snapshotBytes: sum(snapshots),
			quarantined: quarantine.length
		};
	});
}

/** Flips bits in the n-th row of the log. */
export function damageStoredRow(page: Page, n: number): Promise<void> {
	return page.evaluate(async (wanted) => {
		const database = await new Promise<IDBDatabase>((resolve) => {
			const request = indexedDB.open('inkmesh');
			request.onsuccess = () => resolve(request.result);
		});
		await new Promise<void>((resolve, reject) => {
			const transaction = database.transaction('log', 'readwrite');
			let at = 0;
			transaction.objectStore('log').openCursor().onsuccess = ({ target }) => {
				const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
				if (!cursor) return reject(new Error(`expected row ${wanted}, got ${at} rows`));
				if (at++ < wanted) return cursor.continue();
				const row = cursor.value as { bytes: Uint8Array };
				cursor.update({ ...row, bytes: row.bytes.map((byte) => byte ^ 0x55) });
			};
			transaction.oncomplete = () => resolve();
		});
		database.close();
	}, n);
}

/** Appends a row to the log of a board, as another version of the app might. */
export function addStoredRow(
	page: Page,
	row: { readonly boardId: string; readonly bytes: readonly number[]; readonly checksum: number }
): Promise<void> {
	return page.evaluate(async ({ boardId, bytes, checksum }) => {
		const database = await new Promise<IDBDatabase>((resolve) => {
			const request = indexedDB.open('inkmesh');
			request.onsuccess = () => resolve(request.result);
		});
		await new Promise<void>((resolve) => {
			const transaction = database.transaction('log', 'readwrite');
			transaction.objectStore('log').add({ boardId, bytes: Uint8Array.from(bytes), checksum });
			transaction.oncomplete = () => resolve();
		});
		database.close();
	}, row);
}
