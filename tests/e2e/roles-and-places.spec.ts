import { expect, test } from '../support/board-page.ts';

test('a view link shows the board and everything that happens on it, and lets nobody write', async ({
	openBoard
}) => {
	const alice = await openBoard();
	await alice.draw([
		[400, 300],
		[600, 400]
	]);
	await alice.page.getByRole('button', { name: 'Share' }).click();
	await alice.page.getByRole('radio', { name: 'Can look' }).click();
	await alice.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await alice.page.getByRole('button', { name: 'Copy' }).click();
	await expect(alice.page.getByRole('button', { name: 'Copied' })).toBeVisible();
	const link = await alice.page.evaluate(() => navigator.clipboard.readText());
	expect(link).toContain('/board#v.');
	await alice.page.keyboard.press('Escape');

	const viewer = await openBoard(link);
	await viewer.waitForCount(1);
	await alice.waitForPeers(1);
	expect(await viewer.board((board) => board.role)).toBe('viewer');
	await expect(viewer.page.getByRole('radio', { name: 'Draw' })).toHaveCount(0);
	await expect(viewer.page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
	await viewer.draw([
		[400, 500],
		[600, 600]
	]);
	await viewer.page.keyboard.press('r');
	const refusal = await viewer.board((board) => {
		try {
			board.create([{ type: 'rectangle', position: [0, 0], size: [10, 10] }]);
			return '';
		} catch (error) {
			return String(error);
		}
	});
	expect(refusal).toContain('read-only');
	await alice.draw([
		[700, 300],
		[800, 400]
	]);
	await viewer.waitForCount(2);
	expect(await alice.count()).toBe(2);
	await viewer.page.getByRole('button', { name: 'Share' }).click();
	await expect(viewer.page.getByRole('radio', { name: 'Can draw' })).toHaveCount(0);
});

test('two people draw together at a plain http address of the LAN, and are told what is missing', async ({
	openBoard,
	server
}) => {
	const alice = await openBoard(`http://board.lan:${server.port}/board`);
	expect(await alice.page.evaluate(() => [window.isSecureContext, 'serviceWorker' in navigator])).toEqual([
		false,
		false
	]);
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await alice.draw([
		[400, 300],
		[600, 400]
	]);
	await bob.waitForCount(1);
	await bob.page.reload();
	await bob.ready();
	await bob.waitForCount(1);
	await alice.page.getByRole('button', { name: 'Share' }).click();
	await expect(alice.page.getByRole('dialog')).toContainText('not encrypted');
	await alice.page.getByRole('button', { name: 'Copy' }).click();
	await expect(alice.page.getByRole('button', { name: 'Copied' })).toBeVisible();
});

test('name and colour are kept, and others see a new name at once', async ({ openBoard }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await bob.waitForPeers(1);
	await alice.page.getByRole('button', { name: /^People/ }).click();
	await alice.page.getByLabel('Your name').fill('Ada');
	await alice.page.getByLabel('Your name').press('Enter');
	const colors = alice.page.getByRole('radiogroup', { name: 'Your colour' });
	await colors.getByRole('radio', { name: 'Green' }).click();
	await expect
		.poll(() => bob.board((board) => board.peers().map(({ name, color }) => [name, color])))
		.toEqual([['Ada', '#16a06a']]);
	await alice.page.reload();
	await alice.ready();
	await expect.poll(() => bob.board((board) => board.peers().map(({ name }) => name))).toEqual(['Ada']);
});

test('home makes boards, lists them with pictures, finds and removes them', async ({ page, server }) => {
	await page.goto(server.url);
	await expect(page.getByRole('heading', { name: 'Nothing drawn here yet' })).toBeVisible();
	for (const title of ['Harbour', 'Kitchen plan']) {
		await page.getByRole('button', { name: 'New board' }).click();
		await page.getByRole('application', { name: 'Board' }).waitFor();
		await page.getByLabel('Board title').fill(title);
		await page.getByLabel('Board title').press('Enter');
		await page.mouse.move(400, 300);
		await page.mouse.down();
		await page.mouse.move(600, 400, { steps: 5 });
		await page.mouse.up();
		await page.getByRole('button', { name: 'Menu' }).click();
		await page.getByRole('menuitem', { name: 'My boards' }).click();
		await page.getByRole('link', { name: title }).waitFor();
	}
	await expect(page.locator('article')).toHaveCount(2);
	await expect(page.locator('article img')).toHaveCount(2);
	await page.getByLabel('Find a board').fill('kitch');
	await expect(page.locator('article')).toHaveCount(1);
	await page.getByRole('button', { name: 'More about Kitchen plan' }).click();
	await page.getByRole('menuitem', { name: 'Remove from this device' }).click();
	await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
	await page.getByLabel('Find a board').fill('');
	await expect(page.getByRole('link')).toHaveText([/Harbour/]);
});
