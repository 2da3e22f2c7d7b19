import { expect, test, type BoardPage } from '../support/board-page.ts';

const types = (board: BoardPage) => board.board((api) => api.elements().map(({ type }) => type));

test('every tool of the bar works by mouse, and its keys choose it', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await alice.tool('Rectangle');
	await alice.draw([
		[300, 200],
		[420, 280]
	]);
	await alice.tool('Ellipse');
	await alice.draw([
		[500, 200],
		[620, 280]
	]);
	await page.keyboard.press('a');
	await alice.draw([
		[360, 240],
		[560, 240]
	]);
	await page.keyboard.press('t');
	await page.mouse.click(400, 400);
	await page.locator('textarea').pressSequentially('Harbour');
	await page.keyboard.press('Escape');
	await page.keyboard.press('p');
	await alice.draw([
		[300, 500],
		[500, 560]
	]);
	await page.keyboard.press('n');
	await page.mouse.click(900, 300);
	await page.locator('textarea').pressSequentially('Soup');
	await page.keyboard.press('Escape');
	expect(await types(alice)).toEqual(['rectangle', 'ellipse', 'arrow', 'text', 'stroke', 'note']);
	const arrow = await alice.board((api) => api.elements().find(({ type }) => type === 'arrow'));
	expect([arrow?.start, arrow?.end]).toMatchObject([{ id: expect.any(String) }, { id: expect.any(String) }]);

	// A click on empty board ends typing, and the element stays.
	await page.keyboard.press('v');
	await page.mouse.dblclick(360, 240);
	await page.locator('textarea').pressSequentially('label');
	await page.mouse.click(800, 600);
	await expect(page.locator('textarea')).toHaveCount(0);
	expect(await alice.board((api) => api.elements()[0]?.text)).toBe('label');

	// The arrow follows what it holds on to.
	await page.keyboard.press('e');
	await alice.draw([
		[290, 540],
		[400, 520],
		[480, 580]
	]);
	expect(await types(alice)).toEqual(['rectangle', 'ellipse', 'arrow', 'text', 'note']);
	await page.keyboard.press('Control+z');
	expect(await types(alice)).toHaveLength(6);
	await page.keyboard.press('Control+Shift+Z');
	expect(await types(alice)).toHaveLength(5);
});

test('select: click, shift, marquee, move, delete, undo', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const ids = await alice.board((api) =>
		api.create([
			{ type: 'rectangle', position: [300, 200], size: [100, 80], fill: 'solid' },
			{ type: 'rectangle', position: [500, 200], size: [100, 80], fill: 'solid' },
			{ type: 'rectangle', position: [700, 200], size: [100, 80], fill: 'solid' }
		])
	);
	const selected = () => alice.board((api) => api.selection);
	await page.keyboard.press('v');
	await page.mouse.click(350, 240);
	expect(await selected()).toEqual([ids[0]]);
	await page.keyboard.down('Shift');
	await page.mouse.click(550, 240);
	await page.keyboard.up('Shift');
	expect(await selected()).toEqual([ids[0], ids[1]]);
	await alice.draw([
		[550, 240],
		[570, 340]
	]);
	expect(await alice.board((api) => api.elements().map(({ position }) => position))).toEqual([
		[320, 300],
		[520, 300],
		[700, 200]
	]);
	await page.keyboard.press('Control+z');
	expect(await alice.board((api) => api.elements()[0]?.position)).toEqual([300, 200]);
	await alice.draw([
		[480, 150],
		[850, 350]
	]);
	expect((await selected()).sort()).toEqual([ids[1], ids[2]].sort());
	await page.keyboard.press('ArrowRight');
	expect(await alice.board((api) => api.elements()[1]?.position)).toEqual([501, 200]);
	await page.keyboard.press('Delete');
	expect(await alice.count()).toBe(1);
	await page.keyboard.press('Control+z');
	expect(await alice.count()).toBe(3);
	await page.keyboard.press('Control+a');
	expect(await selected()).toHaveLength(3);
	await page.keyboard.press('Escape');
	expect(await selected()).toEqual([]);
});

test('colour, width and opacity are taken by what is selected and by what is drawn next', async ({
	openBoard
}) => {
	const alice = await openBoard();
	await alice.page.getByRole('radio', { name: 'Red' }).click();
	await alice.page.getByRole('radio', { name: 'XL' }).click();
	await alice.draw([
		[500, 300],
		[700, 400]
	]);
	expect(await alice.board((api) => api.elements()[0])).toMatchObject({ color: 'red', size: 12 * 1.6 });
	await alice.tool('Select');
	await alice.page.mouse.click(600, 350);
	await alice.page.getByRole('radio', { name: 'Teal' }).click();
	await alice.page.getByRole('slider', { name: 'Opacity' }).fill('50');
	expect(await alice.board((api) => api.elements()[0])).toMatchObject({ color: 'teal', opacity: 0.5 });
	await alice.page.getByRole('button', { name: 'Undo' }).click();
	await alice.page.getByRole('button', { name: 'Undo' }).click();
	expect(await alice.board((api) => api.elements()[0])).toMatchObject({ color: 'red', opacity: 1 });
});

test('wheel, keys, space and middle button move the camera', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const camera = () => alice.board((api) => api.camera);
	await page.mouse.move(640, 400);
	await page.mouse.wheel(30, 50);
	await expect.poll(camera).toEqual({ x: 30, y: 50, zoom: 1 });
	await page.keyboard.down('Control');
	await page.mouse.wheel(0, -100);
	await page.keyboard.up('Control');
	await expect.poll(async () => (await camera()).zoom).toBeGreaterThan(1.2);
	// The page point under the pointer stays under it.
	const { x, y, zoom } = await camera();
	expect(x + 640 / zoom).toBeCloseTo(670, 3);
	expect(y + 400 / zoom).toBeCloseTo(450, 3);
	await page.keyboard.press('Shift+Digit0');
	await expect.poll(async () => (await camera()).zoom).toBe(1);
	await page.getByRole('button', { name: 'Zoom in' }).click();
	await expect.poll(async () => (await camera()).zoom).toBe(1.25);
	await alice.board((api) => api.setCamera({ x: 0, y: 0, zoom: 1 }));
	// The button just clicked still has the focus, and is not pressed again.
	await page.keyboard.down('Space');
	await alice.draw([
		[600, 400],
		[700, 450]
	]);
	await page.keyboard.up('Space');
	expect(await camera()).toEqual({ x: -100, y: -50, zoom: 1 });
	expect(await alice.count()).toBe(0);
	await page.mouse.move(600, 400);
	await page.mouse.down({ button: 'middle' });
	await page.mouse.move(650, 400, { steps: 3 });
	await page.mouse.up({ button: 'middle' });
	expect(await camera()).toMatchObject({ x: -150, y: -50 });
});

test('the space bar pans no longer once another window was in front', async ({ openBoard }) => {
	const alice = await openBoard();
	await alice.page.keyboard.down('Space');
	await alice.page.evaluate(() => window.dispatchEvent(new Event('blur')));
	await alice.draw([
		[600, 400],
		[700, 450]
	]);
	expect(await alice.count()).toBe(1);
});

test('keys go to the board from wherever the focus is, but for those that the focus has a use for', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	await alice.board((api) => {
		api.setTool('select');
		api.select(api.create([{ type: 'rectangle', position: [400, 300], size: [100, 80] }]));
	});
	const rectangle = () => alice.board((api) => api.elements()[0]);

	// A slider moves by arrows; every other key is the board's.
	const opacity = page.getByRole('slider', { name: 'Opacity' });
	await opacity.focus();
	await page.keyboard.press('ArrowLeft');
	expect(await rectangle()).toMatchObject({ opacity: 0.95, position: [400, 300] });
	await page.keyboard.press('Control+z');
	expect(await rectangle()).toMatchObject({ opacity: 1 });
	await page.keyboard.press('Delete');
	expect(await alice.count()).toBe(0);
	await page.keyboard.press('Control+z');
	await alice.board((api) => api.select(api.elements().map(({ id }) => id)));

	// Radios are one stop for Tab, and arrows choose among them.
	const radio = (name: string) => page.getByRole('radio', { name, exact: true });
	await radio('Red').click();
	await radio('Red').focus();
	await page.keyboard.press('ArrowRight');
	await expect(radio('Red')).toHaveAttribute('tabindex', '-1');
	const chosen = page.getByRole('radiogroup', { name: 'Colour', exact: true }).locator('[aria-checked=true]');
	await expect(chosen).toBeFocused();
	await expect(chosen).toHaveAttribute('tabindex', '0');
	await page.keyboard.press('ArrowLeft');
	expect(await rectangle()).toMatchObject({ color: 'red', position: [400, 300] });
	await radio('None').focus();
	await page.keyboard.press('ArrowDown');
	expect(await rectangle()).toMatchObject({ fill: 'tint', position: [400, 300] });

	// A button that was reached by keyboard is pressed by the space bar.
	await radio('Select').focus();
	await page.keyboard.press('ArrowRight');
	expect(await alice.board((api) => api.tool)).toBe('select');
	await page.keyboard.press('Space');
	expect(await alice.board((api) => api.tool)).toBe('hand');

	// What lies over the board keeps its keys.
	await alice.board((api) => {
		api.setTool('select');
		api.select(api.elements().map(({ id }) => id));
	});
	await page.getByRole('button', { name: /^People/ }).click();
	await page.getByRole('radiogroup', { name: 'Your colour' }).getByRole('radio', { name: 'Pink' }).click();
	for (const key of ['Delete', 'ArrowLeft', 'Home', 'Escape']) await page.keyboard.press(key);
	await expect(page.getByLabel('Your name')).toHaveCount(0);
	expect(await rectangle()).toMatchObject({ position: [400, 300] });
	expect(await alice.board((api) => api.selection)).toHaveLength(1);
});

test('a word that is still being composed stays when the board is touched', async ({
	browser,
	openBoard
}) => {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true });
	const alice = await openBoard(undefined, { context });
	const { page } = alice;
	const session = await page.context().newCDPSession(page);
	await page.keyboard.press('t');
	await page.touchscreen.tap(400, 300);
	await expect(page.locator('textarea')).toBeFocused();
	// All there is of it on the board is a letter taken back.
	await page.keyboard.press('x');
	await page.keyboard.press('Backspace');
	for (const text of ['H', 'Har', 'Harbour']) {
		await session.send('Input.imeSetComposition', {
			text,
			selectionStart: text.length,
			selectionEnd: text.length
		});
	}
	expect(await alice.board((api) => api.elements().map(({ text }) => text))).toEqual(['']);
	await page.touchscreen.tap(900, 600);
	await expect(page.locator('textarea')).toHaveCount(0);
	expect(await alice.board((api) => api.elements().map(({ text }) => text))).toEqual(['Harbour']);
	await context.close();
});

test('undo while typing takes back own letters only, and typing goes on', async ({ openBoard }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await bob.waitForPeers(1);
	const [text] = await alice.board((api) =>
		api.create([{ type: 'text', position: [400, 300], text: 'Soup' }])
	);
	await bob.waitForCount(1);
	for (const { page } of [alice, bob]) {
		await page.keyboard.press('v');
		await page.mouse.dblclick(420, 312);
		await expect(page.locator('textarea')).toBeFocused();
	}
	await alice.page.keyboard.type(' of fish');
	await expect(bob.page.locator('textarea')).toHaveValue('Soup of fish');
	await bob.page.keyboard.press('Home');
	await bob.page.keyboard.type('!');
	const field = alice.page.locator('textarea');
	await expect(field).toHaveValue('!Soup of fish');
	await alice.page.keyboard.press('Control+z');
	await expect(field).toHaveValue('!Soup');
	await alice.page.keyboard.press('Control+Shift+Z');
	await expect(field).toHaveValue('!Soup of fish');
	await alice.page.keyboard.press('Control+z');
	await alice.page.keyboard.type('s');
	await expect
		.poll(() => bob.board((api, id) => api.elements().find((one) => one.id === id)?.text, text))
		.toBe('!Soups');
	await alice.page.getByRole('button', { name: 'Undo' }).click();
	await expect(field).toHaveCount(0);
});

test('two fingers pan and pinch without a mark, a two-finger tap undoes, a finger draws', async ({
	browser,
	openBoard
}) => {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true
	});
	const alice = await openBoard(undefined, { context });
	const session = await context.newCDPSession(alice.page);
	const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
		session.send('Input.dispatchTouchEvent', {
			type,
			touchPoints: points.map(([x, y], id) => ({ x, y, id }))
		});
	await touch('touchStart', [100, 300]);
	for (let i = 1; i <= 8; i++) await touch('touchMove', [100 + i * 20, 300 + i * 5]);
	await touch('touchEnd');
	expect(await alice.count()).toBe(1);

	await touch('touchStart', [150, 400]);
	await touch('touchStart', [150, 400], [250, 400]);
	for (let i = 1; i <= 10; i++) await touch('touchMove', [150 - i * 5, 400], [250 + i * 5, 400]);
	await touch('touchEnd');
	const { zoom } = await alice.board((api) => api.camera);
	// From 100 px apart to 200.
	expect(zoom).toBeCloseTo(2, 1);
	expect(await alice.count()).toBe(1);

	await touch('touchStart', [150, 400]);
	await touch('touchStart', [150, 400], [250, 400]);
	await touch('touchEnd');
	await alice.waitForCount(0);
	await context.close();
});

test('on a phone everything is within reach of a thumb, and large enough', async ({ browser, openBoard }) => {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true
	});
	const alice = await openBoard(undefined, { context });
	await alice.page.getByRole('button', { name: 'More tools' }).tap();
	await alice.page.getByRole('radio', { name: 'Ellipse' }).tap();
	expect(await alice.board((api) => api.tool)).toBe('ellipse');
	await alice.page.getByRole('button', { name: 'Properties' }).tap();
	await alice.page.getByRole('radio', { name: 'Green' }).tap();
	await alice.page.getByRole('button', { name: 'Properties' }).tap();
	const small = await alice.page.evaluate(() =>
		[...document.querySelectorAll<HTMLElement>('.interface button')]
			.map((button) => ({
				name: button.ariaLabel ?? button.textContent,
				box: button.getBoundingClientRect()
			}))
			.filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
			.map(({ name, box }) => `${name} ${box.width}×${box.height}`)
	);
	expect(small).toEqual([]);
	const outside = await alice.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
	expect(outside).toBe(false);
	await context.close();
});

test('the controls have the names that are promised', async ({ openBoard }) => {
	const { page } = await openBoard();
	const tools = page.getByRole('radiogroup', { name: 'Tools' });
	for (const name of [
		'Select',
		'Hand',
		'Draw',
		'Eraser',
		'Rectangle',
		'Ellipse',
		'Diamond',
		'Arrow',
		'Line',
		'Text',
		'Note'
	]) {
		await expect(tools.getByRole('radio', { name, exact: true })).toBeVisible();
	}
	for (const name of ['Undo', 'Redo', 'Share', 'Menu', 'Zoom in', 'Zoom out', 'Help']) {
		await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
	}
	await expect(page.getByRole('application', { name: 'Board' })).toBeVisible();
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
});

test('whose text is deleted by somebody while typing is told, and the rest of the word does nothing', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await alice.tool('Text');
	await alice.page.mouse.click(500, 300);
	await alice.page.keyboard.type('harbou');
	await bob.waitForCount(1);
	await bob.board((board) => board.remove(board.elements().map(({ id }) => id)));
	await expect(alice.page.getByRole('alert')).toBeVisible();
	await alice.page.keyboard.type('reh');
	expect(await alice.board((board) => board.tool)).toBe('select');
	expect(await alice.count()).toBe(0);
	await alice.page.mouse.click(700, 500);
	await expect(alice.page.getByRole('alert')).toHaveCount(0);
});
