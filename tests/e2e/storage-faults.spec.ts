import type { CDPSession, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import * as Y from 'yjs';
import { crc32 } from '../../src/lib/storage/checksum.ts';
import { BoardPage, expect, test } from '../support/board-page.ts';
import { filedDocument } from '../support/filed-document.ts';
import { addStoredRow, damageStoredRow, storedAmount } from '../support/stored-rows.ts';

/** A short stroke in a place of its own. */
async function drawOne(board: BoardPage, n: number): Promise<void> {
	const x = 300 + (n % 8) * 80;
	const y = 200 + Math.floor(n / 8) * 60;
	await board.draw(
		[
			[x, y],
			[x + 40, y + 30]
		],
		{ steps: 3 }
	);
}

/** How many elements the file holds that "Save a copy" gives. */
async function countInCopy(page: Page): Promise<number> {
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save a copy' }).click();
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('Untitled board.inkmesh');
	const doc = await filedDocument(await readFile(await download.path()));
	return doc.getMap('elements').size;
}

/** How many listen to the page being left. The framework does, always, and asks nobody. */
async function countBeforeUnload(session: CDPSession): Promise<number> {
	const { result } = await session.send('Runtime.evaluate', { expression: 'window' });
	const { listeners } = await session.send('DOMDebugger.getEventListeners', {
		objectId: result.objectId ?? ''
	});
	return listeners.filter(({ type }) => type === 'beforeunload').length;
}

/** Less than what is written, and more than what the browser itself still stores of the app: its compiled scripts. */
const SPARE_BYTES = 700_000;

test('a full device is said plainly, a file is offered, and all is stored once there is room', async ({
	openBoard
}) => {
	const alice = await openBoard();
	await alice.waitForServiceWorker();
	const session = await alice.page.context().newCDPSession(alice.page);
	const { origin } = new URL(alice.url());
	const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
	// Before anything is written: Chromium asks for the quota once, and goes by the answer for half a minute.
	await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + SPARE_BYTES });
	await drawOne(alice, 0);
	await alice.board((board) => board.whenSaved());
	const listening = await countBeforeUnload(session);
	await alice.board((board) => {
		board.create(
			Array.from({ length: 12_000 }, (_, i) => ({
				type: 'rectangle' as const,
				position: [i, 0] as const,
				size: [9, 9] as const
			}))
		);
	});
	for (let i = 1; i < 5; i++) await drawOne(alice, i);
	await expect(alice.page.getByRole('alert')).toContainText('Not saved. This device has no room left.');
	await expect(alice.page.getByRole('status').first()).toContainText('Not saved · keep this tab open');
	expect(await alice.count()).toBe(12_005);
	expect(await countInCopy(alice.page)).toBe(12_005);

	// Who leaves is asked, and may stay.
	expect(await countBeforeUnload(session)).toBe(listening + 1);
	const asked = alice.page.waitForEvent('dialog');
	await alice.page.close({ runBeforeUnload: true });
	const dialog = await asked;
	expect(dialog.type()).toBe('beforeunload');
	await dialog.dismiss();
	expect(await alice.count()).toBe(12_005);

	await session.send('Storage.overrideQuotaForOrigin', { origin });
	await alice.board((board) => board.whenSaved());
	await expect(alice.page.getByRole('alert')).toHaveCount(0);
	// A page that asks may not be kept for the back button, so it does only while it has to.
	expect(await countBeforeUnload(session)).toBe(listening);
	await alice.page.reload();
	await alice.ready();
	await alice.waitForCount(12_005);
});

test('the browser is asked to keep the storage at the first change, and a full disk is told of before', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	// What the tools of Chromium set as quota is not what it tells a page.
	await context.addInitScript(() => {
		StorageManager.prototype.estimate = () => Promise.resolve({ quota: 1e9, usage: 0.98e9 });
		StorageManager.prototype.persist = () => {
			document.documentElement.dataset.persist = `${document.documentElement.dataset.persist ?? ''}asked `;
			return Promise.resolve(true);
		};
	});
	const alice = await openBoard(undefined, { context });
	const root = alice.page.locator('html');
	await expect(root).not.toHaveAttribute('data-persist');
	for (let i = 0; i < 3; i++) await drawOne(alice, i);
	await expect(root).toHaveAttribute('data-persist', 'asked ');
	await expect(alice.page.getByText('hardly any room left on this device')).toBeVisible();
	await alice.page.getByRole('button', { name: 'Put this away' }).click();
	await expect(alice.page.getByText('hardly any room left on this device')).toHaveCount(0);
	await context.close();
});

test('where the browser refuses storage one draws together all the same, and is told', async ({
	openBoard,
	browser,
	viewport
}) => {
	const bob = await openBoard();
	const context = await browser.newContext({ viewport });
	await context.addInitScript(() => {
		IDBFactory.prototype.open = () => {
			throw new DOMException('A mutation operation was attempted on a database', 'InvalidStateError');
		};
	});
	const alice = new BoardPage(await context.newPage());
	await alice.page.goto(bob.url());
	await expect(alice.page.getByRole('alert')).toContainText('This browser keeps nothing here');
	await alice.waitForPeers(1);
	await drawOne(alice, 0);
	await drawOne(bob, 1);
	await bob.waitForCount(2);
	await alice.waitForCount(2);
	expect(await countInCopy(alice.page)).toBe(2);
	await alice.page.goto(new URL('/', bob.url()).href);
	await expect(alice.page.getByRole('alert')).toContainText('Boards last as long as their tab');
	expect(alice.errors).toEqual([]);
	await context.close();
});

test('where every seventh write fails nothing is lost', async ({ openBoard, browser, viewport }) => {
	const context = await browser.newContext({ viewport });
	await context.addInitScript(() => {
		let writes = 0;
		for (const method of ['add', 'put'] as const) {
			const write = IDBObjectStore.prototype[method];
			IDBObjectStore.prototype[method] = function (...args: Parameters<typeof write>) {
				const request = write.apply(this, args);
				if (++writes % 7 === 0) this.transaction.abort();
				return request;
			};
		}
	});
	const alice = await openBoard(undefined, { context });
	await alice.board((board) => {
		board.on('status', () => {
			if (board.status.trouble) document.title = board.status.trouble;
		});
	});
	for (let i = 0; i < 24; i++) {
		await drawOne(alice, i);
		await alice.board((board) => board.whenSaved());
	}
	await expect(alice.page).toHaveTitle('failing');
	const before = await alice.scene();
	await alice.page.reload();
	await alice.ready();
	expect(await alice.count()).toBe(24);
	expect(await alice.scene()).toBe(before);
	await context.close();
});

test('a damaged row is put aside, healed by a peer, and stored again', async ({ openBoard }) => {
	const alice = await openBoard();
	for (let i = 0; i < 6; i++) {
		await drawOne(alice, i);
		await alice.board((board) => board.whenSaved());
	}
	const bob = await openBoard(alice.url());
	await bob.waitForCount(6);
	await damageStoredRow(alice.page, 2);
	await alice.page.context().setOffline(true);
	await alice.page.reload();
	await alice.ready();
	expect(await alice.board(({ skipped }) => skipped)).toBe(1);
	expect(await alice.count()).toBeLessThan(6);
	await drawOne(alice, 7);
	await alice.board((board) => board.whenSaved());
	await alice.page.context().setOffline(false);
	await alice.waitForCount(7);
	await bob.waitForCount(7);
	await alice.board((board) => board.whenSaved());
	await bob.page.close();
	await alice.page.reload();
	await alice.ready();
	expect(await alice.count()).toBe(7);
	expect(await storedAmount(alice.page)).toMatchObject({ quarantined: 1 });
});

test('a board of a newer app is shown, never written, and can be copied', async ({ openBoard }) => {
	const alice = await openBoard();
	for (let i = 0; i < 3; i++) await drawOne(alice, i);
	await alice.page.getByLabel('Board title').fill('Harbour');
	await alice.page.getByLabel('Board title').press('Enter');
	await alice.board((board) => board.whenSaved());
	const file = await alice.page.evaluate(async () => [
		...((await window.inkmesh?.board?.exportFile()) ?? [])
	]);
	const newer = await filedDocument(Uint8Array.from(file));
	newer.getMap('meta').set('schema', 99);
	const bytes = Y.encodeStateAsUpdate(newer);
	const boardId = await alice.board(({ id }) => id);
	await addStoredRow(alice.page, { boardId, bytes: [...bytes], checksum: crc32(bytes) });
	await alice.page.reload();
	await alice.ready();
	await alice.waitForCount(3);
	await expect(alice.page.getByText('A newer version of Inkmesh made this board.')).toBeVisible();
	await expect(alice.page.getByRole('radio', { name: 'Draw', exact: true })).toHaveCount(0);
	const { rows } = await storedAmount(alice.page);

	const old = alice.url();
	await alice.page.getByRole('button', { name: 'Open a copy' }).click();
	await alice.page.waitForURL((url) => url.href !== old);
	await alice.waitForCount(3);
	await expect(alice.page.getByLabel('Board title')).toHaveValue('Harbour');
	await alice.tool('Draw');
	await drawOne(alice, 4);
	expect(await alice.count()).toBe(4);
	// The copy's own row and its new stroke; the original got none.
	await alice.board((board) => board.whenSaved());
	expect((await storedAmount(alice.page)).rows).toBe(rows + 2);
});
