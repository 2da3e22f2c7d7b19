// Looking at the board in other ways: palette, minimap, focus, slides, paper.
import { put } from '../support/editor-page.ts';
import { expect, test } from '../support/board-page.ts';

test('the palette finds commands and runs them', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [{ type: 'rectangle', position: [300, 200], size: [100, 60] }]);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Control+/');
	const palette = page.getByRole('dialog', { name: 'All commands' });
	await expect(palette).toBeVisible();
	await page.keyboard.type('duplic');
	await page.keyboard.press('Enter');
	await expect(palette).toBeHidden();
	await alice.waitForCount(2);
	// What would do nothing now is not offered.
	await page.keyboard.press('Control+Shift+p');
	await page.keyboard.type('distribute');
	await expect(palette.getByText('“Distribute horizontally” does nothing just now.')).toBeVisible();
	await page.keyboard.type(' the moon');
	await expect(palette.getByText('Nothing of that name.')).toBeVisible();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Delete');
	await alice.waitForCount(1);
});

test('only the board is shown when that is wanted, and keys without Ctrl can be turned off', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const tools = page.getByRole('radiogroup', { name: 'Tools' });
	await page.keyboard.press('Control+.');
	await expect(tools).toBeHidden();
	await page.getByRole('button', { name: 'Show the controls' }).click();
	await expect(tools).toBeVisible();
	await page.keyboard.press('Control+/');
	await expect(page.getByRole('dialog', { name: 'All commands' })).toBeVisible();
	await page.keyboard.type('keys without ctrl');
	await page.keyboard.press('Enter');
	await page.keyboard.press('e');
	expect(await alice.board((api) => api.tool)).toBe('draw');
	await page.reload();
	await alice.ready();
	await page.keyboard.press('e');
	expect(await alice.board((api) => api.tool)).toBe('draw');
});

test('who has lost the content is led back, and the minimap goes anywhere', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [
		{ type: 'rectangle', position: [300, 200], size: [100, 60] },
		{ type: 'rectangle', position: [6_000, 4_000], size: [100, 60] }
	]);
	await alice.board((api) => api.setCamera({ x: -5_000, y: -5_000, zoom: 1 }));
	await page.getByRole('button', { name: 'Back to content' }).click();
	await expect(page.getByRole('button', { name: 'Back to content' })).toBeHidden();
	await page.keyboard.press('m');
	const map = page.getByRole('img', { name: 'Minimap' });
	await map.click({ position: { x: 20, y: 20 } });
	const { x } = await alice.board((api) => api.camera);
	await map.click({ position: { x: 150, y: 90 } });
	expect((await alice.board((api) => api.camera)).x).toBeGreaterThan(x + 500);
});

test('the way back to the content is offered as long as there is some and none is in view', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const back = page.getByRole('button', { name: 'Back to content' });
	const goTo = (place: number) => alice.board((api, at) => api.setCamera({ x: at, y: at, zoom: 1 }), place);
	await put(alice, [{ type: 'rectangle', position: [300, 200], size: [100, 60] }]);
	await goTo(-5_000);
	await expect(back).toBeVisible();
	await alice.tool('Draw');
	await alice.draw([
		[500, 300],
		[600, 400]
	]);
	await alice.waitForCount(2);
	await expect(back).toBeHidden();
	await goTo(5_000);
	await expect(back).toBeVisible();
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Delete');
	await alice.waitForCount(0);
	await expect(back).toBeHidden();
});

for (const place of ['desk', 'phone'] as const) {
	test(`on a ${place} the way back stands right above the tools, whatever else is open`, async ({
		browser,
		openBoard
	}) => {
		const isPhone = place === 'phone';
		const context = await browser.newContext(
			isPhone
				? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
				: { viewport: { width: 1280, height: 500 } }
		);
		const alice = await openBoard(undefined, { context });
		const { page } = alice;
		const back = page.getByRole('button', { name: 'Back to content' });
		const under = isPhone ? page.getByRole('button', { name: 'Properties' }) : page.locator('.bar.tools');
		const expectPlace = async () => {
			const [box, below] = [await back.boundingBox(), await under.boundingBox()];
			if (!box || !below) throw new Error('expected both in their places, got none');
			expect(box.height).toBe(isPhone ? 44 : 40);
			expect(box.x + box.width / 2).toBeCloseTo(isPhone ? 195 : 640, 0);
			expect(below.y - box.y - box.height).toBe(isPhone ? 10 : 8);
		};
		await put(alice, [{ type: 'rectangle', position: [100, 200], size: [100, 60] }]);
		await alice.board((api) => api.setCamera({ x: -5_000, y: -5_000, zoom: 1 }));
		await expectPlace();
		await page.keyboard.press('Control+a');
		if (isPhone) await under.tap();
		await expect(page.getByRole('region', { name: 'Properties' })).toBeVisible();
		await expectPlace();
		await context.close();
	});
}

test('frames are shown as slides, and others follow', async ({ openBoard }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await put(alice, [
		{ type: 'frame', position: [900, 110], size: [400, 250], text: 'Two' },
		{ type: 'frame', position: [300, 100], size: [400, 250], text: 'One' },
		{ type: 'frame', position: [300, 600], size: [400, 250], text: 'Three' }
	]);
	await bob.waitForCount(3);
	const before = await alice.board((api) => api.camera);
	await alice.page.keyboard.press('Control+Alt+p');
	await expect(alice.page.getByText('1 of 3')).toBeVisible();
	await bob.page.getByRole('button', { name: 'Follow' }).click();
	const middle = (page: typeof alice) =>
		page.board((api) => {
			const { x, y, zoom } = api.camera;
			return [Math.round(x + innerWidth / 2 / zoom), Math.round(y + innerHeight / 2 / zoom)];
		});
	for (const [key, place] of [
		[null, [500, 225]],
		['ArrowRight', [1_100, 235]],
		['ArrowRight', [500, 725]],
		['ArrowRight', [500, 725]],
		['ArrowLeft', [1_100, 235]]
	] as const) {
		if (key) await alice.page.keyboard.press(key);
		expect(await middle(alice)).toEqual(place);
		await expect.poll(() => middle(bob)).toEqual(place);
	}
	await expect(alice.page.getByRole('radiogroup', { name: 'Tools' })).toBeHidden();
	await alice.page.keyboard.press('Escape');
	expect(await alice.board((api) => api.camera)).toEqual(before);
	await expect(bob.page.getByRole('button', { name: 'Follow' })).toBeHidden();
});

test('nothing is selected while slides are shown, and the bar follows what others delete', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	const { page } = alice;
	const ids = await put(
		alice,
		['One', 'Two', 'Three'].map((text, i) => ({
			type: 'frame',
			position: [300 + 500 * i, 100],
			size: [400, 250],
			text
		}))
	);
	await bob.waitForCount(3);
	const remove = (...at: number[]) =>
		bob.board(
			(api, gone) => api.remove(gone as never),
			at.flatMap((i) => ids[i] ?? [])
		);
	const middle = () => alice.board((api) => Math.round(api.camera.x + innerWidth / 2 / api.camera.zoom));
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Control+Alt+p');
	await expect(page.getByText('1 of 3')).toBeVisible();
	expect(await alice.board((api) => api.selection)).toEqual([]);
	await page.keyboard.press('Delete');
	expect(await alice.count()).toBe(3);
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Space');
	await expect(page.getByText('3 of 3')).toBeVisible();
	await remove(0);
	await expect(page.getByText('2 of 2')).toBeVisible();
	// What is shown goes: the one before it is the last now.
	expect(await middle()).toBe(1_500);
	await remove(2);
	await expect(page.getByText('1 of 1')).toBeVisible();
	expect(await middle()).toBe(1_000);
	await remove(1);
	await expect(page.getByText('The presentation has ended: its last frame was deleted.')).toBeVisible();
	await expect(page.getByRole('radiogroup', { name: 'Tools' })).toBeVisible();
});

test('the paper has a colour, for everybody, and undo takes back one’s own', async ({ openBoard }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await alice.page.getByRole('button', { name: 'Menu' }).click();
	await alice.page.getByRole('menuitemradio', { name: 'Blue paper' }).click();
	await expect.poll(() => bob.board((api) => api.background)).toBe('blue');
	const isBlue = () =>
		bob.page.evaluate(() => {
			const context = document.querySelector('canvas')?.getContext('2d');
			const [red = 0, , blue = 0] = context?.getImageData(600, 305, 1, 1).data ?? [];
			return blue > red;
		});
	await expect.poll(isBlue).toBe(true);
	await alice.page.getByRole('menuitemradio', { name: 'Green paper' }).click();
	await expect.poll(() => bob.board((api) => api.background)).toBe('green');
	await bob.page.keyboard.press('Control+z');
	await alice.page.keyboard.press('Escape');
	await alice.page.keyboard.press('Control+z');
	await expect.poll(() => bob.board((api) => api.background)).toBe('blue');
	await expect.poll(isBlue).toBe(true);
	await alice.page.keyboard.press('Control+z');
	await expect.poll(() => bob.board((api) => api.background)).toBe(null);
	await alice.page.keyboard.press('Control+Shift+Z');
	await expect.poll(() => bob.board((api) => api.background)).toBe('blue');
});
