// Copying, order and locks, by mouse, keys, menu and finger; and by two people at once.
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';

const boxAt = (x: number, y: number, color: string): ElementInput => ({
	type: 'rectangle',
	position: [x, y],
	size: [200, 140],
	fill: 'solid',
	color
});

const THREE = [boxAt(300, 200, 'red'), boxAt(360, 240, 'green'), boxAt(420, 280, 'blue')];

async function put(board: BoardPage, inputs: readonly ElementInput[]): Promise<void> {
	await board.board((api, elements) => void api.create(elements), inputs);
	await board.waitForCount(inputs.length);
	await board.page.keyboard.press('v');
}

/** Colours of all elements, the lowest first. */
const colors = (board: BoardPage) => board.board((api) => api.elements().map(({ color }) => color));
const places = (board: BoardPage) => board.board((api) => api.elements().map(({ position }) => position));

async function choose(board: BoardPage, at: readonly [number, number], item: string): Promise<void> {
	const menu = board.page.getByRole('menu', { name: 'Commands here' });
	await board.page.mouse.click(...at, { button: 'right' });
	// Of two whose names begin alike, the shorter one is meant, which comes first.
	await menu.getByRole('menuitem', { name: item }).first().click();
	await expect(menu).toBeHidden();
}

test('what is selected is copied by its key and by dragging with Alt, and one undo takes each back', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [boxAt(300, 200, 'red')]);
	await page.mouse.click(350, 250);
	await page.keyboard.press('Control+d');
	expect(await places(alice)).toEqual([
		[300, 200],
		[316, 216]
	]);
	await page.keyboard.down('Alt');
	await alice.draw(
		[
			[400, 300],
			[500, 450]
		],
		{ lifts: false }
	);
	// What it is a copy of stays in sight while the copy is on its way.
	expect(await alice.inkIn({ x: 320, y: 220, width: 20, height: 20 }, 'board')).toBe(400);
	expect(await alice.inkIn({ x: 420, y: 370, width: 20, height: 20 }, 'overlay')).toBe(400);
	await page.mouse.up();
	await page.keyboard.up('Alt');
	expect(await places(alice)).toEqual([
		[300, 200],
		[316, 216],
		[416, 366]
	]);
	// As far on again.
	await page.keyboard.press('Control+d');
	expect((await places(alice)).at(-1)).toEqual([516, 516]);
	for (const count of [3, 2, 1]) {
		await page.keyboard.press('Control+z');
		await alice.waitForCount(count);
	}
});

test('the menu of the right button is about what lies there, and does what it says', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, THREE);
	await choose(alice, [310, 210], 'Bring to front');
	expect(await colors(alice)).toEqual(['green', 'blue', 'red']);
	await choose(alice, [310, 210], 'Send backward');
	expect(await colors(alice)).toEqual(['green', 'red', 'blue']);
	await choose(alice, [610, 410], 'Duplicate');
	expect(await colors(alice)).toEqual(['green', 'red', 'blue', 'blue']);
	await choose(alice, [310, 210], 'Delete');
	expect(await colors(alice)).toEqual(['green', 'blue', 'blue']);
	// On the empty board it is about the board; Escape closes it, and the keys are the board's again.
	await page.mouse.click(900, 650, { button: 'right' });
	await expect(page.getByRole('menuitem', { name: 'Select all' })).toBeVisible();
	await expect(page.getByRole('menuitem', { name: 'Duplicate' })).toHaveCount(0);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('menu')).toHaveCount(0);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Delete');
	await alice.waitForCount(0);
});

test('the menu by its key is about what is selected', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await alice.board((api, elements) => api.create(elements), [
		boxAt(600, 330, 'red'),
		boxAt(200, 200, 'blue')
	] as const);
	await page.keyboard.press('v');
	await page.mouse.click(220, 230);
	await page.keyboard.press('Shift+F10');
	await expect(page.getByRole('menuitem', { name: 'Duplicate' })).toBeVisible();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+d');
	const places = await alice.board((api) =>
		api.elements().map((element) => 'position' in element && element.position)
	);
	expect(places).toEqual([
		[600, 330],
		[200, 200],
		[216, 216]
	]);
});

test('order by the keys', async ({ openBoard }) => {
	const alice = await openBoard();
	await put(alice, THREE);
	await alice.page.mouse.click(310, 210);
	for (const [key, expected] of [
		[']', ['green', 'red', 'blue']],
		['Control+]', ['green', 'blue', 'red']],
		['[', ['green', 'red', 'blue']],
		['Control+[', ['red', 'green', 'blue']],
		['Shift+}', ['green', 'blue', 'red']],
		['Shift+{', ['red', 'green', 'blue']]
	] as const) {
		await alice.page.keyboard.press(key);
		expect(await colors(alice), key).toEqual(expected);
	}
});

test('what is locked is neither selected nor moved, until all is unlocked', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [boxAt(300, 200, 'red')]);
	await page.mouse.click(350, 250);
	await page.keyboard.press('Shift+L');
	expect(await alice.board((api) => api.selection)).toEqual([]);
	await alice.draw([
		[350, 250],
		[500, 400]
	]);
	expect(await places(alice)).toEqual([[300, 200]]);
	await choose(alice, [350, 250], 'Unlock all');
	expect(await alice.board((api) => api.selection)).toHaveLength(1);
	await alice.draw([
		[350, 250],
		[450, 350]
	]);
	expect(await places(alice)).toEqual([[400, 300]]);
	// Or it alone, from its own menu.
	await page.keyboard.press('Shift+L');
	await choose(alice, [450, 350], 'Unlock');
	expect(await alice.board((api) => api.selection)).toHaveLength(1);
	await page.keyboard.press('Delete');
	await alice.waitForCount(0);
});

test('a finger that rests opens the menu, on a phone too', async ({ browser, openBoard }) => {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true
	});
	const alice = await openBoard(undefined, { context });
	await put(alice, [boxAt(60, 200, 'red')]);
	const session = await context.newCDPSession(alice.page);
	await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 120, y: 260 }] });
	const item = alice.page.getByRole('menuitem', { name: 'Duplicate' });
	await item.waitFor();
	await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await expect(item).toBeVisible();
	const box = await alice.page.getByRole('menu').boundingBox();
	expect(box && box.x >= 0 && box.x + box.width <= 390 && box.y + box.height <= 844).toBe(true);
	await item.tap();
	await alice.waitForCount(2);
	// In the middle it does not fit to either side, and is in the window all the same.
	await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 195, y: 600 }] });
	const all = alice.page.getByRole('menuitem', { name: 'Select all' });
	await all.waitFor();
	await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	const menu = await alice.page.getByRole('menu').boundingBox();
	expect(menu && menu.x >= 0 && menu.x + menu.width <= 390 && menu.y + menu.height <= 844).toBe(true);
	await context.close();
});

test('two people at once: one brings forward what the other copies, moves and locks', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await put(alice, THREE);
	await bob.waitForCount(3);
	await bob.page.keyboard.press('v');
	await Promise.all([alice.page.mouse.click(310, 210), bob.page.mouse.click(310, 210)]);
	await Promise.all([
		alice.page.keyboard.press('Shift+}'),
		bob.page.keyboard.press('Control+d').then(() => bob.page.keyboard.press('ArrowRight'))
	]);
	await Promise.all([alice.waitForCount(4), bob.waitForCount(4)]);
	await alice.page.keyboard.press('ArrowDown');
	await expect.poll(async () => (await alice.scene()) === (await bob.scene())).toBe(true);
	// The red one is above the other two, where Alice brought it and as far down as she moved it; Bob's copy is beside it.
	const red = await bob.board((api) =>
		api.elements().flatMap(({ color, position }, i) => (color === 'red' ? [[i, position]] : []))
	);
	expect(red.map(([, position]) => position)).toEqual(
		expect.arrayContaining([
			[300, 201],
			[317, 216]
		])
	);
	expect(red.every(([i]) => (i as number) >= 2)).toBe(true);
});
