import type { BrowserContext, Page } from '@playwright/test';
import { BoardPage, expect, test } from '../support/board-page.ts';

declare global {
	interface Window {
		/** Lets the board be read that `withHeldStorage` holds back. */
		letRead: () => void;
	}
}

const LINE = [
	[500, 300],
	[800, 500]
] as const;
const LINE_BOX = { x: 480, y: 280, width: 340, height: 240 };
const ALL = { x: 300, y: 100, width: 700, height: 550 };

type OpenBoard = (url: undefined, options: { readonly context: BrowserContext }) => Promise<BoardPage>;

const cameraOf = (board: BoardPage) => board.board(({ camera }) => camera);

/** When the page has noted the view that it shows now. */
async function waitForNote(board: BoardPage, hasPicture = true): Promise<void> {
	await expect
		.poll(async () => {
			const [{ x, y, zoom }, view] = await Promise.all([cameraOf(board), storedView(board.page)]);
			if (!view || (hasPicture && view.left === undefined)) return null;
			const isThere = Math.abs(view.x - x - 640 / zoom) < 1 && Math.abs(view.y - y - 400 / zoom) < 1;
			return isThere && (!hasPicture || Math.abs((view.left ?? NaN) - x) < 1);
		})
		.toBe(true);
}

/** A board with a line on it, whose view was noted and whose page is closed; gives back its address. */
async function leaveBoard(openBoard: OpenBoard, context: BrowserContext): Promise<string> {
	const board = await openBoard(undefined, { context });
	await board.draw(LINE);
	await waitForNote(board);
	await board.page.close();
	return board.url();
}

function storedView(page: Page) {
	return page.evaluate(async () => {
		const opening = indexedDB.open('inkmesh');
		await new Promise((resolve) => (opening.onsuccess = resolve));
		const database = opening.result;
		const reading = database.transaction('views').objectStore('views').getAll();
		await new Promise((resolve) => (reading.onsuccess = resolve));
		database.close();
		const [view] = reading.result as { x: number; y: number; picture?: { box: { minX: number } } }[];
		return view && { x: view.x, y: view.y, left: view.picture?.box.minX };
	});
}

/** A page that is told what is stored of its board only when `letRead` is called. */
async function withHeldStorage(context: BrowserContext, url: string): Promise<BoardPage> {
	const page = await context.newPage();
	await page.addInitScript(() => {
		const released = new Promise<void>((resolve) => (window.letRead = resolve));
		const get = IDBObjectStore.prototype.get;
		IDBObjectStore.prototype.get = function (key) {
			const request = get.call(this, key);
			if (this.name !== 'snapshots') return request;
			const listen = request.addEventListener.bind(request);
			request.addEventListener = (type: string, listener: (event: Event) => void) =>
				listen(type, (event) => void released.then(() => listener(event)));
			return request;
		};
	});
	const board = new BoardPage(page);
	await page.goto(url);
	await page.getByRole('application', { name: 'Board' }).waitFor();
	return board;
}

test('a board opens where it was left, and looks so before it is read', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const board = await openBoard(undefined, { context });
	await board.draw(LINE);
	await board.page.mouse.move(640, 400);
	await board.page.mouse.wheel(120, 60);
	await board.page.getByRole('button', { name: 'Zoom in' }).click();
	await waitForNote(board);
	const camera = await cameraOf(board);
	const ink = await board.inkIn(ALL, 'board');
	expect(ink).toBeGreaterThan(500);
	await board.page.close();

	const again = await withHeldStorage(context, board.url());
	await expect.poll(() => again.inkIn(ALL, 'board')).toBeGreaterThan(0.8 * ink);
	expect(await again.count()).toBe(0);
	expect(await cameraOf(again)).toEqual(camera);
	await again.page.evaluate(() => window.letRead());
	await again.waitForCount(1);
	await expect.poll(() => again.inkIn(ALL, 'board')).toBe(ink);
	// What stood in is gone: nothing of it is left where the line is deleted.
	await again.board((api) => api.remove(api.elements().map(({ id }) => id)));
	await expect.poll(() => again.inkIn(ALL, 'board')).toBe(0);
	expect(again.errors).toEqual([]);
	await context.close();
});

test('what is drawn before the board is read lies on the picture of it', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const again = await withHeldStorage(context, await leaveBoard(openBoard, context));
	await expect.poll(() => again.inkIn(LINE_BOX, 'board')).toBeGreaterThan(500);
	await again.draw([
		[800, 300],
		[500, 500]
	]);
	await again.waitForCount(1);
	await again.page.evaluate(() => window.letRead());
	await again.waitForCount(2);
	await expect.poll(() => again.inkIn(LINE_BOX, 'board')).toBeGreaterThan(1_500);
	await context.close();
});

test('the picture of another theme is not shown', async ({ openBoard, browser, viewport }) => {
	const context = await browser.newContext({ viewport, colorScheme: 'light' });
	const again = await withHeldStorage(context, await leaveBoard(openBoard, context));
	await again.page.emulateMedia({ colorScheme: 'dark' });
	await again.page.reload();
	await again.page.getByRole('application', { name: 'Board' }).waitFor();
	await again.nextFrames(10);
	const [left, top] = await again.page.evaluate(() => {
		const { data } = document.querySelector('canvas')!.getContext('2d')!.getImageData(640, 400, 1, 1);
		return [...data];
	});
	expect(Math.max(left ?? 255, top ?? 255)).toBeLessThan(90);
	await context.close();
});

test('a board whose view nobody has noted shows what is on it', async ({
	openBoard,
	browser,
	server,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const board = await openBoard(undefined, { context });
	await board.board((api) =>
		api.create([{ type: 'rectangle', position: [50_000, -20_000], size: [400, 300] }])
	);
	await waitForNote(board, false);
	// A page that is closed notes its view, too.
	await board.page.close();
	const home = await context.newPage();
	await home.goto(new URL('/', server.url).href);
	await home.evaluate(async () => {
		const opening = indexedDB.open('inkmesh');
		await new Promise((resolve) => (opening.onsuccess = resolve));
		const writing = opening.result.transaction('views', 'readwrite');
		writing.objectStore('views').clear();
		await new Promise((resolve) => (writing.oncomplete = resolve));
		opening.result.close();
	});
	await home.close();
	const again = await openBoard(board.url(), { context });
	await expect.poll(async () => (await cameraOf(again)).x).toBeGreaterThan(49_000);
	await context.close();
});
