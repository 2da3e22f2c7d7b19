import { expect, test } from '../support/board-page.ts';

test('tabs of one browser share board and cursors without any network', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const one = await openBoard(undefined, { context, watches: true });
	const two = await openBoard(one.url(), { context, watches: true });
	await one.waitForPeers(1);
	await one.draw([
		[400, 300],
		[600, 400]
	]);
	await two.waitForCount(1);
	await two.page.mouse.move(700, 500, { steps: 4 });
	await expect
		.poll(() => one.inkIn({ x: 690, y: 490, width: 120, height: 60 }, 'overlay'))
		.toBeGreaterThan(200);
	expect(await one.page.evaluate(() => window.seenChannels.length)).toBe(0);
	await two.page.close();
	await one.waitForPeers(0);
	await context.close();
});

test('a board left and opened again in the same page is the same board', async ({ openBoard }) => {
	const alice = await openBoard();
	const url = alice.url();
	await alice.draw([
		[400, 300],
		[600, 400]
	]);
	await alice.board((board) => board.whenSaved());
	for (let i = 0; i < 3; i++) {
		await alice.page.getByRole('button', { name: 'Menu' }).click();
		await alice.page.getByRole('menuitem', { name: 'My boards' }).click();
		await alice.page.getByRole('heading', { name: 'Inkmesh' }).waitFor();
		await alice.page.getByRole('link', { name: 'Untitled board' }).click();
		await alice.waitForCount(1);
		expect(alice.url()).toBe(url);
	}
	const bob = await openBoard(url);
	await bob.waitForCount(1);
	await alice.waitForPeers(1);
});
