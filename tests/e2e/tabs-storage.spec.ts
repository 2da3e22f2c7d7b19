import type { BrowserContext } from '@playwright/test';
import { deriveBoardKeys } from '../../src/lib/access/board-keys.ts';
import { createBoardLink, formatBoardLink, viewLinkOf } from '../../src/lib/access/board-link.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { storedAmount } from '../support/stored-rows.ts';

/** Some strokes in a row of their own. */
async function drawRow(board: BoardPage, row: number, count: number): Promise<void> {
	for (let i = 0; i < count; i++) {
		await board.draw(
			[
				[300 + i * 60, 150 + row * 90],
				[340 + i * 60, 190 + row * 90]
			],
			{ steps: 3 }
		);
	}
}

/** Waits until all tabs show the same so many elements. */
async function expectEqual(boards: readonly BoardPage[], count: number): Promise<string> {
	for (const board of boards) await board.waitForCount(count);
	await expect
		.poll(async () => new Set(await Promise.all(boards.map((board) => board.scene()))).size)
		.toBe(1);
	return boards[0]?.scene() ?? '';
}

/** Closes the tabs and gives back the board as it comes from the device alone. */
async function reopenAlone(
	boards: readonly BoardPage[],
	context: BrowserContext,
	openBoard: (url: string, options: { context: BrowserContext }) => Promise<BoardPage>
): Promise<BoardPage> {
	const [url] = boards.map((board) => board.url());
	for (const board of boards) {
		await board.board((api) => api.whenSaved());
		await board.page.close();
	}
	await context.setOffline(true);
	return openBoard(url ?? '', { context });
}

test('of two tabs that both draw one is killed, and nothing of either is lost', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const one = await openBoard(undefined, { context });
	await one.waitForServiceWorker();
	const two = await openBoard(one.url(), { context });
	await one.waitForPeers(1);
	await Promise.all([drawRow(one, 0, 6), drawRow(two, 1, 6)]);
	await two.draw(
		[
			[300, 500],
			[500, 560]
		],
		{ lifts: false }
	);
	const crash = two.page.waitForEvent('crash');
	const session = await context.newCDPSession(two.page);
	void session.send('Page.crash').catch(() => undefined);
	await crash;
	await two.page.close();
	await drawRow(one, 2, 3);
	await one.waitForCount(15);
	const before = await one.scene();
	const alone = await reopenAlone([one], context, openBoard);
	await alone.waitForCount(15);
	expect(await alone.scene()).toBe(before);
	expect(await alone.board(({ skipped }) => skipped)).toBe(0);
	await context.close();
});

test('five tabs of one board are equal, one person, and one log', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const first = await openBoard(undefined, { context });
	await first.waitForServiceWorker();
	const tabs = [first];
	for (let i = 1; i < 5; i++) tabs.push(await openBoard(first.url(), { context }));
	for (const tab of tabs) await tab.waitForPeers(4);
	await Promise.all(tabs.map((tab, i) => drawRow(tab, i, 8)));
	const before = await expectEqual(tabs, 40);
	for (const { page } of tabs) {
		await expect(page.getByRole('button', { name: 'People: you and 0 others' })).toBeVisible();
	}
	for (const tab of tabs) await tab.board((api) => api.whenSaved());
	const many = await storedAmount(first.page);
	const alone = await reopenAlone(tabs, context, openBoard);
	await alone.waitForCount(40);
	expect(await alone.scene()).toBe(before);
	// Every tab stores what it hears of, so that nothing depends on the tab that made it; more would be somebody's echo.
	console.log(`    five tabs, 40 strokes: ${many.rows} rows of ${many.logBytes} bytes`);
	expect(many.rows).toBeLessThanOrEqual(5 * (40 + 5));
	await context.close();
});

test("a viewer's tab beside an editor's stores the same board once more, and loses no right to draw", async ({
	openBoard,
	browser,
	server,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const link = createBoardLink();
	const editor = await openBoard(`${server.url}/board${formatBoardLink(link)}`, { context });
	await editor.waitForServiceWorker();
	const view = formatBoardLink(viewLinkOf(deriveBoardKeys(link)));
	const viewer = await openBoard(`${server.url}/board${view}`, { context });
	await drawRow(editor, 0, 5);
	const before = await expectEqual([editor, viewer], 5);
	const alone = await reopenAlone([editor, viewer], context, openBoard);
	await alone.waitForCount(5);
	expect(await alone.scene()).toBe(before);
	await drawRow(alone, 1, 1);
	await alone.waitForCount(6);
	await alone.page.goto(server.url);
	await expect(alone.page.getByRole('link', { name: 'Untitled board' })).toHaveCount(1);
	await alone.page.getByRole('link', { name: 'Untitled board' }).click();
	await alone.waitForCount(6);
	expect(await alone.board(({ role }) => role)).toBe('editor');
	await context.close();
});
