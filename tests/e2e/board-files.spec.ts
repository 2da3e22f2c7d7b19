// Boards as files: of one board, of all, back where they came from, and on another device.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { plainPng } from '../support/pictures.ts';

async function saved(page: Page, act: () => Promise<void>): Promise<string> {
	const downloading = page.waitForEvent('download');
	await act();
	return (await downloading).path();
}

async function choose(page: Page, file: string, act: () => Promise<void>): Promise<void> {
	const choosing = page.waitForEvent('filechooser');
	await act();
	await (
		await choosing
	).setFiles({
		name: 'board.inkmesh',
		mimeType: 'application/octet-stream',
		buffer: await readFile(file)
	});
}

async function inMenu(page: Page, menu: string, item: string): Promise<void> {
	await page.getByRole('button', { name: menu }).click();
	await page.getByRole('menuitem', { name: item }).click();
}

async function drawSome(board: BoardPage): Promise<void> {
	for (const y of [200, 260]) {
		await board.draw([
			[400, y],
			[600, y + 30]
		]);
	}
	await board.board(async (api) => {
		api.title = 'Lesson 4';
		const [id] = api.create([{ type: 'text', position: [0, 0], text: 'forces' }]);
		if (id) api.update(id, { text: 'forces and motion' });
	});
}

test('a board saved as a file merges with the board it came from, and its elements come into others', async ({
	openBoard
}) => {
	const alice = await openBoard();
	await drawSome(alice);
	const file = await saved(alice.page, () => inMenu(alice.page, 'Menu', 'Save as a file'));
	await alice.board((api) => {
		const [first] = api.elements();
		if (first) api.remove([first.id]);
		api.create([{ type: 'rectangle', position: [10, 10], size: [50, 50] }]);
	});
	await choose(alice.page, file, () => inMenu(alice.page, 'Menu', 'Add from a file'));
	// Nothing twice, and what was deleted since stays deleted.
	await expect.poll(() => alice.count()).toBe(3);

	const other = await openBoard();
	await choose(other.page, file, () => inMenu(other.page, 'Menu', 'Add from a file'));
	await other.waitForCount(3);
	expect(await other.board((api) => api.elements().map(({ type }) => type))).toEqual([
		'stroke',
		'stroke',
		'text'
	]);
	await other.board((api) => api.undo());
	await other.waitForCount(0);
});

test('all boards of a device, pictures included, open on another one, and can be changed there', async ({
	openBoard,
	browser,
	server
}) => {
	const alice = await openBoard();
	await drawSome(alice);
	await alice.board(
		async (api, letters) => {
			const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
			await api.addImage(new Blob([bytes], { type: 'image/png' }));
			await api.whenSaved();
		},
		plainPng(300, 200, [12, 155, 176]).toString('base64')
	);
	const scene = await alice.scene();
	const { page } = alice;
	await inMenu(page, 'Menu', 'My boards');
	await page.getByRole('link', { name: 'Lesson 4' }).waitFor();
	const file = await saved(page, () => inMenu(page, 'Board files', 'Save all boards as a file'));
	await expect(page.getByText('keep it as you would keep keys')).toBeVisible();

	const context = await browser.newContext();
	// Nobody else is there, and the mailbox is not asked.
	await context.addInitScript(() => {
		Reflect.deleteProperty(window, 'RTCPeerConnection');
		Reflect.set(
			window,
			'WebSocket',
			class {
				readonly readyState = 3;
				close(): void {}
			}
		);
	});
	const home = await context.newPage();
	await home.goto(server.url);
	await choose(home, file, () => inMenu(home, 'Board files', 'Open a board file'));
	await expect(home.getByText('1 board opened.')).toBeVisible();
	await home.getByRole('link', { name: 'Lesson 4' }).click();
	await home.waitForFunction(() => window.inkmesh?.board?.count === 4);
	expect(await home.evaluate(() => JSON.stringify(window.inkmesh?.board?.elements()))).toBe(scene);
	expect(await home.evaluate(() => window.inkmesh?.board?.role)).toBe('editor');
	await context.close();
});

test('what is no board file is refused in words', async ({ openBoard }) => {
	const alice = await openBoard();
	const choosing = alice.page.waitForEvent('filechooser');
	await inMenu(alice.page, 'Menu', 'Add from a file');
	await (
		await choosing
	).setFiles({ name: 'x.inkmesh', mimeType: 'text/plain', buffer: Buffer.from('INKMESH\x02garbage') });
	await expect(alice.page.getByText('This board file is damaged.')).toBeVisible();
});
