// Every tool by pointer and keyboard, and what it makes.
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { SHAPE_NAMES, type ElementId } from '../../src/lib/document/element.ts';
import { drag, dragWith, looks, put, topmost } from '../support/editor-page.ts';
import { expect, test } from '../support/board-page.ts';

test('every shape is drawn from corner to corner, and has the style that is chosen', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const names = { 'block-arrow': 'Block arrow' } as Readonly<Record<string, string>>;
	for (const [i, type] of SHAPE_NAMES.entries()) {
		const label = names[type] ?? type[0]?.toUpperCase() + type.slice(1);
		const inBar = page
			.getByRole('radiogroup', { name: 'Tools' })
			.getByRole('radio', { name: label, exact: true });
		if ((await inBar.count()) === 0) await page.getByRole('button', { name: 'More tools' }).click();
		await page.getByRole('radio', { name: label, exact: true }).click();
		if (i === 0) {
			await page.getByRole('radio', { name: 'Hatch' }).click();
			await page.getByRole('radio', { name: 'Dashed line' }).click();
			await page.getByRole('radio', { name: 'Violet' }).click();
			await page.getByRole('radio', { name: 'Sharp' }).click();
		}
		const [x, y] = [300 + (i % 4) * 160, 120 + Math.floor(i / 4) * 160];
		await drag(alice, [x, y], [x + 120, y + 90]);
		const made = await topmost(alice);
		expect(made).toMatchObject({
			type,
			position: [x, y],
			size: [120, 90],
			fill: 'hatch',
			dash: 'dashed',
			color: 'violet'
		});
		if (type !== 'ellipse' && type !== 'cloud') expect(made.isRounded).toBe(false);
		await alice.nextFrames(3);
		expect(await alice.inkIn({ x: x - 4, y: y - 4, width: 130, height: 100 }, 'board')).toBeGreaterThan(200);
	}
	for (let i = SHAPE_NAMES.length; i > 0; i--) await page.keyboard.press('Control+z');
	await alice.waitForCount(0);
});

test('a line is drawn point by point, changed by its points, and curved', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('l');
	for (const [x, y] of [
		[400, 200],
		[500, 300],
		[600, 200]
	] as const) {
		await page.mouse.click(x, y);
	}
	await page.mouse.dblclick(700, 300);
	const line = await topmost(alice);
	expect((line.points as unknown[]).length).toBe(4);
	// A point is pulled elsewhere, and the middle between two becomes another.
	await drag(alice, [500, 300], [500, 400]);
	await drag(alice, [650, 250], [650, 150]);
	const changed = (await topmost(alice)).points as [number, number][];
	expect(changed.map(([x, y]) => [x, y])).toEqual([
		[400, 200],
		[500, 400],
		[600, 200],
		[650, 150],
		[700, 300]
	]);
	await page.mouse.dblclick(650, 150);
	expect(((await topmost(alice)).points as unknown[]).length).toBe(4);
	await page.getByRole('radio', { name: 'Curved' }).click();
	expect((await topmost(alice)).isCurved).toBe(true);
	for (let i = 0; i < 5; i++) await page.keyboard.press('Control+z');
	await alice.waitForCount(0);
});

test('an arrow holds on, follows, bends, lets go, turns at right angles and carries a label', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const [a, b] = await put(alice, [
		{ type: 'rectangle', position: [300, 200], size: [120, 80], fill: 'tint' },
		{ type: 'cloud', position: [700, 400], size: [160, 120], fill: 'tint' }
	]);
	await page.keyboard.press('a');
	await drag(alice, [360, 240], [780, 460]);
	expect(await topmost(alice)).toMatchObject({ start: { id: a, anchor: [0.5, 0.5] }, end: { id: b } });
	const heads = page.getByRole('radiogroup', { name: 'End' });
	for (const [name, value] of [
		['Triangle head', 'triangle'],
		['Circle head', 'circle'],
		['Diamond head', 'diamond'],
		['Bar head', 'bar'],
		['No head', 'none'],
		['Arrow head', 'arrow']
	] as const) {
		await heads.getByRole('radio', { name }).click();
		expect((await topmost(alice)).endHead).toBe(value);
	}
	const box = () => alice.board((api) => api.bounds(api.elements().at(-1)?.id as never));
	const before = await box();
	await page.getByRole('radio', { name: 'Right angles' }).click();
	expect((await topmost(alice)).route).toBe('elbow');
	// What it holds on to is moved: it follows.
	await page.mouse.click(950, 650);
	await drag(alice, [720, 460], [720, 560]);
	const after = await box();
	expect(after && before && after.height > before.height + 60).toBe(true);
	// An end is pulled off.
	await page.mouse.click(950, 650);
	await alice.board((api) => api.select([api.elements().at(-1)?.id as never]));
	const end = await alice.board((api) => {
		const arrow = api.elements().at(-1) as unknown as { id: string };
		const bounds = api.bounds(arrow.id as never);
		return (
			bounds && { x: bounds.x, y: bounds.y, right: bounds.x + bounds.width, bottom: bounds.y + bounds.height }
		);
	});
	expect(end).not.toBeNull();
	await page.getByRole('radio', { name: 'Free' }).click();
	await page.getByRole('application').focus();
	await page.keyboard.press('Enter');
	await page.getByRole('textbox', { name: 'Text', exact: true }).fill('leads to');
	await page.keyboard.press('Escape');
	expect((await topmost(alice)).text).toBe('leads to');
});

test('a note grows, and Tab makes one beside it', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('n');
	await page.mouse.click(500, 300);
	const field = page.getByRole('textbox', { name: 'Text', exact: true });
	await field.fill('First');
	await page.keyboard.press('Tab');
	await expect.poll(() => alice.count()).toBe(2);
	await page.keyboard.type('Second');
	await page.keyboard.press('Tab');
	await expect.poll(() => alice.count()).toBe(3);
	await page.keyboard.type('Third');
	await page.keyboard.press('Escape');
	const notes = await looks(alice);
	expect(notes.map(({ text }) => text)).toEqual(['First', 'Second', 'Third']);
	const { name } = await page.evaluate(() => JSON.parse(localStorage.getItem('inkmesh user') ?? '{}'));
	expect(notes.map(({ author }) => author)).toEqual([name, name, name]);
	const xs = notes.map(({ position }) => position[0]);
	expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBe((xs[2] ?? 0) - (xs[1] ?? 0));
	expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeGreaterThan(180);
});

test('a note shows all of its text, and Tab goes to the one beside it, in view', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('n');
	await page.mouse.click(640, 300);
	for (let i = 1; i <= 12; i++) await page.keyboard.type(`line ${i}\n`);
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await alice.nextFrames(4);
	// The first line stands below the upper edge, and nothing above it.
	expect(await alice.inkIn({ x: 555, y: 222, width: 100, height: 22 }, 'board')).toBeGreaterThan(60);
	expect(await alice.inkIn({ x: 555, y: 120, width: 100, height: 85 }, 'board')).toBe(0);
	await page.mouse.dblclick(640, 300);
	await page.keyboard.press('Tab');
	await alice.waitForCount(2);
	const field = page.getByRole('textbox', { name: 'Text', exact: true });
	await page.keyboard.press('Shift+Tab');
	await expect(field).toHaveValue(/^line 1/);
	await page.keyboard.press('Tab');
	await expect(field).toHaveValue('');
	await page.keyboard.type('Beside');
	await page.keyboard.press('Tab');
	await alice.waitForCount(3);
	await expect(field).toHaveValue('');
	await page.keyboard.press('Tab');
	await alice.waitForCount(4);
	await expect.poll(async () => ((await field.boundingBox())?.x ?? 9_999) + 150).toBeLessThan(1_280);
	expect((await looks(alice)).map(({ text }) => text.slice(0, 6))).toEqual(['line 1', 'Beside', '', '']);
});

test("a note's letters get smaller for a long word while it is typed, and large again without it", async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('n');
	await page.mouse.click(640, 300);
	await page.keyboard.type('Short');
	const field = page.getByRole('textbox', { name: 'Text', exact: true });
	const letters = () => field.evaluate((area) => parseFloat(getComputedStyle(area).fontSize));
	const large = await letters();
	await page.keyboard.type(' incomprehensibilities');
	await expect.poll(letters).toBeLessThan(large);
	expect(await field.evaluate((area) => area.scrollWidth - area.clientWidth)).toBe(0);
	// What is asked for is what it was.
	expect((await looks(alice))[0]?.fontSize).toBe(large);
	for (let i = 0; i < 22; i++) await page.keyboard.press('Backspace');
	await expect.poll(letters).toBe(large);
	await page.keyboard.press('Escape');
});

test('an arrow with a label is bent, its label taken anywhere, and its ends stay when what they held is gone', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const [, other] = await put(alice, [
		{ type: 'rectangle', position: [300, 300], size: [80, 80], fill: 'solid' },
		{ type: 'rectangle', position: [800, 300], size: [80, 80], fill: 'solid' }
	]);
	await page.keyboard.press('a');
	await drag(alice, [340, 340], [840, 340]);
	await page.keyboard.press('Enter');
	await page.keyboard.type('a long label');
	await page.keyboard.press('Escape');
	// Beside the label the bow is pulled.
	await drag(alice, [384 + 0.2 * 412, 340], [384 + 0.2 * 412, 290]);
	await alice.nextFrames(2);
	// The bow passes where its handle was let go.
	expect(
		await alice.inkIn({ x: 384 + 0.2 * 412 - 6, y: 284, width: 12, height: 12 }, 'board')
	).toBeGreaterThan(8);
	await page.keyboard.press('Control+z');
	expect((await topmost(alice)).bend).toBe(0);
	await drag(alice, [555, 342], [455, 342]);
	expect((await topmost(alice)).labelAt).toBeLessThan(0.4);
	// What it points at is moved away and deleted.
	await page.keyboard.press('Escape');
	await drag(alice, [840, 345], [840, 545]);
	const boundsNow = () => alice.board((api) => api.bounds(api.elements().at(-1)!.id));
	const seen = await boundsNow();
	await alice.board((api, id) => api.select([id as never]), other);
	await page.keyboard.press('Delete');
	await alice.waitForCount(2);
	const left = await boundsNow();
	for (const side of ['x', 'y', 'width', 'height'] as const) {
		expect(Math.abs((left?.[side] ?? NaN) - (seen?.[side] ?? NaN))).toBeLessThan(0.2);
	}
});

test("a bound arrow's bow follows the pointer, and its label stays off its head", async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const [one, other] = await put(alice, [
		{ type: 'rectangle', position: [250, 200], size: [200, 200], fill: 'solid' },
		{ type: 'rectangle', position: [800, 200], size: [200, 200], fill: 'solid' }
	]);
	const held = (id: string | undefined) => ({ point: [0, 0], id, anchor: [0.5, 0.5] });
	await put(alice, [{ type: 'arrow', start: held(one), end: held(other) } as unknown as ElementInput]);
	await page.mouse.click(600, 300);
	await drag(alice, [625, 300], [625, 500]);
	await page.mouse.click(900, 650);
	await alice.nextFrames(2);
	// It passes where the handle was let go.
	expect(await alice.inkIn({ x: 620, y: 494, width: 10, height: 12 }, 'board')).toBeGreaterThan(15);
	await page.mouse.click(625, 500);
	await page.mouse.dblclick(625, 500);
	await page.keyboard.type('far');
	await page.keyboard.press('Escape');
	await drag(alice, [625, 500], [790, 380]);
	const { labelAt, text } = await topmost(alice);
	expect(text).toBe('far');
	expect(labelAt).toBeGreaterThan(0.7);
	expect(labelAt).toBeLessThan(0.95);
});

test('what is faint is so as a whole: no coat of paint shows through another', async ({ openBoard }) => {
	const alice = await openBoard();
	await put(alice, [
		{
			type: 'arrow',
			start: { point: [300, 300] },
			end: { point: [500, 300] },
			endHead: 'triangle',
			strokeWidth: 10,
			opacity: 0.5
		},
		{
			type: 'rectangle',
			position: [600, 250],
			size: [200, 100],
			fill: 'solid',
			strokeWidth: 10,
			opacity: 0.5,
			corners: 'sharp'
		}
	]);
	await alice.page.keyboard.press('Escape');
	const colorAt = (x: number, y: number) =>
		alice.page.evaluate(
			([x, y]) => {
				const ratio = window.devicePixelRatio;
				const context = document.querySelector('canvas')?.getContext('2d');
				return [...(context?.getImageData(x * ratio, y * ratio, 1, 1).data ?? [])];
			},
			[x, y] as const
		);
	const [shaft, inside] = [() => colorAt(400, 300), () => colorAt(700, 300)];
	await expect.poll(async () => (await shaft())[0]).toBeLessThan(200);
	// Where the shaft runs into the head, and where the outline lies on the fill.
	expect(await colorAt(490, 300)).toEqual(await shaft());
	expect(await colorAt(602, 300)).toEqual(await inside());
	expect(await inside()).toEqual(await shaft());
});

test('spaces alone are no text, and nobody is said to have deleted them', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('t');
	await page.mouse.click(500, 300);
	await page.keyboard.type('   ');
	await page.keyboard.press('Escape');
	await alice.waitForCount(0);
	await page.keyboard.press('r');
	expect(await alice.board((api) => api.tool)).toBe('rectangle');
	await expect(page.getByText('Somebody deleted')).toHaveCount(0);
});

test('undo in the middle of a gesture takes back the gesture alone', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [{ type: 'rectangle', position: [300, 200], size: [100, 80], fill: 'solid' }]);
	await page.mouse.move(350, 240);
	await page.mouse.down();
	await page.mouse.move(500, 400, { steps: 5 });
	await page.keyboard.press('Control+z');
	await page.mouse.up();
	expect((await looks(alice)).map(({ position }) => position)).toEqual([[300, 200]]);
	await page.keyboard.press('Control+z');
	await alice.waitForCount(0);
});

test('a highlighter can be read through, and an eraser cuts ink where it passes', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('Shift+D');
	await page.getByRole('radio', { name: 'Yellow', exact: true }).click();
	await drag(alice, [300, 200], [600, 200]);
	expect(await topmost(alice)).toMatchObject({ type: 'stroke', isHighlighter: true, color: 'yellow' });
	await page.keyboard.press('p');
	await drag(alice, [300, 400], [700, 400]);
	const [, ink] = await looks(alice);
	await page.keyboard.press('Shift+E');
	await drag(alice, [500, 350], [500, 450]);
	const cut = (await looks(alice)).filter(({ isHighlighter }) => !isHighlighter);
	expect(cut).toHaveLength(2);
	expect(cut.map(({ id }) => id)).toContain(ink?.id);
	const ends = cut.map(({ points }) => (points as [number, number][]).map(([x]) => x));
	ends.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
	expect(Math.max(...(ends[0] ?? []))).toBeLessThan(495);
	expect(Math.min(...(ends[1] ?? []))).toBeGreaterThan(505);
	await page.keyboard.press('Control+z');
	await alice.waitForCount(2);
	expect((await looks(alice))[1]).toEqual(ink);
});

test('the eraser shows what it takes, and Alt spares it again', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [
		{ type: 'rectangle', position: [300, 200], size: [80, 80], fill: 'solid' },
		{ type: 'rectangle', position: [500, 200], size: [80, 80], fill: 'solid' }
	]);
	await page.keyboard.press('e');
	await page.mouse.move(250, 240);
	await page.mouse.down();
	await page.mouse.move(600, 240, { steps: 12 });
	await page.keyboard.down('Alt');
	await page.mouse.move(450, 240, { steps: 8 });
	await page.keyboard.up('Alt');
	await page.mouse.up();
	expect((await looks(alice)).map(({ position }) => position)).toEqual([[500, 200]]);
});

test('a frame is taken and named by its name', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [{ type: 'frame', position: [320, 200], size: [300, 220] }]);
	await page.mouse.dblclick(335, 190);
	const field = page.getByRole('textbox', { name: 'Text', exact: true });
	await field.fill('First slide');
	const { x = 0, y = 0, height = 0 } = (await field.boundingBox()) ?? {};
	expect(Math.abs(x - 320)).toBeLessThan(4);
	expect(Math.abs(y + height - 198)).toBeLessThan(6);
	await page.keyboard.press('Enter');
	await expect(field).toHaveCount(0);
	expect((await topmost(alice)).text).toBe('First slide');
	await drag(alice, [340, 190], [440, 290]);
	expect((await topmost(alice)).position).toEqual([420, 300]);
});

test('a frame takes in what lies in it, clips it, takes it along and lets it go', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const [inside, beside] = await put(alice, [
		{ type: 'rectangle', position: [360, 260], size: [80, 80], fill: 'solid' },
		{ type: 'rectangle', position: [760, 260], size: [80, 80], fill: 'solid' }
	]);
	await page.keyboard.press('f');
	await drag(alice, [320, 200], [620, 420]);
	const frame = await topmost(alice);
	const parentOf = async (id: string | undefined) =>
		(await looks(alice)).find((one) => one.id === id)?.parent;
	expect([await parentOf(inside), await parentOf(beside)]).toEqual([frame.id, null]);
	// By its edge it is moved, with what is in it.
	await drag(alice, [320, 300], [320, 340]);
	expect((await looks(alice))[0]?.position).toEqual([360, 300]);
	// Half out it is cut off there.
	await page.mouse.click(950, 650);
	await drag(alice, [400, 340], [600, 340]);
	expect(await parentOf(inside)).toBe(frame.id);
	await page.mouse.click(950, 650);
	await alice.nextFrames(4);
	expect(await alice.inkIn({ x: 565, y: 310, width: 50, height: 60 }, 'board')).toBe(50 * 60);
	expect(await alice.inkIn({ x: 624, y: 310, width: 14, height: 60 }, 'board')).toBe(0);
	// What is drawn in it belongs to it, and what is put elsewhere does no longer.
	await page.keyboard.press('o');
	await drag(alice, [340, 280], [400, 340]);
	expect((await topmost(alice)).parent).toBe(frame.id);
	await drag(alice, [391, 289], [891, 589]);
	expect((await topmost(alice)).parent).toBeNull();
	await dragWith(alice, [], [800, 300], [450, 400]);
	expect(await parentOf(beside)).toBe(frame.id);
});

test('a frame is cut, brought to the front and deleted with what is in it', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const [frame, inner, cover] = await put(alice, [
		{ type: 'frame', position: [300, 200], size: [200, 200] },
		{ type: 'rectangle', position: [340, 240], size: [60, 60], fill: 'solid' },
		{ type: 'rectangle', position: [320, 220], size: [300, 100], fill: 'solid', color: 'blue' }
	]);
	await alice.board((api, [id, parent]) => api.update(id as ElementId, { parent }), [inner, frame] as const);
	const order = async () => (await looks(alice)).map(({ id }) => id);
	await page.keyboard.press('v');
	await page.mouse.click(300, 380);
	await page.keyboard.press('Shift+]');
	expect(await order()).toEqual([cover, frame, inner]);
	await page.keyboard.press('Control+x');
	expect(await order()).toEqual([cover]);
	await page.keyboard.press('Control+v');
	await alice.waitForCount(3);
	await page.keyboard.press('Delete');
	await alice.waitForCount(1);
	await page.keyboard.press('Control+z');
	await alice.waitForCount(3);
	// Or it goes alone, and what was in it is selected.
	await alice.board((api) =>
		api.select(api.elements().flatMap(({ id, type }) => (type === 'frame' ? [id] : [])))
	);
	await page.keyboard.press('Shift+F10');
	await page.getByRole('menuitem', { name: 'Remove the frame alone' }).click();
	await alice.waitForCount(2);
	expect((await looks(alice)).map(({ parent }) => parent)).toEqual([null, null]);
	expect(await alice.board((api) => api.selection)).toHaveLength(1);
	await page.keyboard.press('Control+z');
	await alice.waitForCount(3);
	expect((await looks(alice)).filter(({ parent }) => parent)).toHaveLength(1);
});

test('two people who drag frames into each other at once see both, and all that is in them', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const [one, other] = await put(alice, [
		{ type: 'frame', position: [200, 200], size: [300, 300] },
		{ type: 'frame', position: [700, 250], size: [200, 200] }
	]);
	const bob = await openBoard(alice.page.url());
	await bob.waitForCount(2);
	const write = (person: typeof alice, id: string | undefined, fields: object) =>
		person.board((api, [to, what]) => api.update(to as ElementId, { ...what }), [id, fields] as const);
	await Promise.all([
		write(alice, one, { parent: other, position: [720, 270] }),
		write(bob, other, { parent: one, position: [250, 250] })
	]);
	for (const person of [alice, bob]) {
		const places = async () => (await looks(person)).map(({ position }) => position[0]);
		await expect.poll(places).toEqual([720, 250]);
		expect((await looks(person)).filter(({ parent }) => parent !== null)).toHaveLength(1);
		for (const x of [245, 715]) {
			await expect
				.poll(() => person.inkIn({ x, y: 300, width: 10, height: 50 }, 'board'))
				.toBeGreaterThan(20);
		}
	}
});

test('a text is set in four typefaces, any size and any alignment, and in any script', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('t');
	await page.mouse.click(500, 300);
	await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello 你好 こんにちは 안녕');
	await page.keyboard.press('Escape');
	for (const [name, value] of [
		['Sans serif', 'sans'],
		['Serif', 'serif'],
		['Monospace', 'mono'],
		['Handwriting', 'hand']
	] as const) {
		await page.getByRole('radio', { name, exact: true }).click();
		expect((await topmost(alice)).font).toBe(value);
	}
	await page.getByRole('textbox', { name: 'Any text size' }).fill('33');
	await page.keyboard.press('Enter');
	expect((await topmost(alice)).fontSize).toBe(33);
	await page
		.getByRole('radiogroup', { name: 'Alignment', exact: true })
		.getByRole('radio', { name: 'Right' })
		.click();
	expect((await topmost(alice)).align).toBe('end');
	await page.keyboard.press('Control+z');
	expect((await topmost(alice)).align).toBe('start');
});

test('what was chosen is there for the next text, and a text in a frame belongs to it', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const [frame] = await put(alice, [{ type: 'frame', position: [300, 150], size: [400, 300] }]);
	await page.keyboard.press('t');
	await page.getByRole('radio', { name: 'Monospace' }).click();
	await page.getByRole('radio', { name: 'Green', exact: true }).click();
	await page.mouse.click(400, 250);
	await page.getByRole('textbox', { name: 'Text', exact: true }).fill('one');
	await page.keyboard.press('Escape');
	expect(await topmost(alice)).toMatchObject({ text: 'one', font: 'mono', color: 'green', parent: frame });
	await page.mouse.dblclick(900, 500);
	await page.getByRole('textbox', { name: 'Text', exact: true }).fill('two');
	await page.keyboard.press('Escape');
	expect(await topmost(alice)).toMatchObject({ text: 'two', font: 'mono', color: 'green', parent: null });
});

test('the padlock keeps the tool in the hand, as its key does', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const padlock = page.getByRole('button', { name: 'Keep the tool' });
	await expect(padlock).toHaveAttribute('aria-pressed', 'false');
	await expect(padlock).toHaveAttribute('data-tip', /^Keep the tool +Q$/);
	await padlock.click();
	await expect(padlock).toHaveAttribute('aria-pressed', 'true');
	await alice.tool('Rectangle');
	await drag(alice, [300, 200], [400, 260]);
	await drag(alice, [500, 200], [600, 260]);
	await alice.waitForCount(2);
	expect(await alice.board((api) => api.tool)).toBe('rectangle');
	await page.keyboard.press('q');
	await expect(padlock).toHaveAttribute('aria-pressed', 'false');
	await drag(alice, [700, 200], [800, 260]);
	await alice.waitForCount(3);
	expect(await alice.board((api) => api.tool)).toBe('select');
});

test('on a phone the padlock is among the further tools', async ({ browser, openBoard }) => {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true
	});
	const alice = await openBoard(undefined, { context });
	const { page } = alice;
	const padlock = page.getByRole('button', { name: 'Keep the tool' });
	await expect(padlock).toHaveCount(0);
	await page.getByRole('button', { name: 'More tools' }).tap();
	await padlock.tap();
	await expect(padlock).toHaveAttribute('aria-pressed', 'true');
	// It stays open for the tool that is meant.
	await page.getByRole('radio', { name: 'Ellipse' }).tap();
	await drag(alice, [100, 200], [200, 260]);
	await alice.waitForCount(1);
	expect(await alice.board((api) => api.tool)).toBe('ellipse');
	await context.close();
});

for (const width of [840, 1_024, 1_080])
	test(`no bar reaches out of a window that is ${width} wide, nor over another`, async ({
		browser,
		openBoard
	}) => {
		const context = await browser.newContext({ viewport: { width, height: 700 } });
		const alice = await openBoard(undefined, { context });
		await expect(alice.page.getByRole('button', { name: 'Keep the tool' })).toBeVisible();
		const boxes = await alice.page
			.locator('.bar')
			.evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().toJSON() as DOMRect));
		expect(boxes.length).toBeGreaterThan(4);
		for (const [i, box] of boxes.entries()) {
			expect(box.left).toBeGreaterThanOrEqual(12);
			expect(box.right).toBeLessThanOrEqual(width - 12);
			for (const other of boxes.slice(i + 1)) {
				const isApart =
					box.right <= other.left ||
					other.right <= box.left ||
					box.bottom <= other.top ||
					other.bottom <= box.top;
				expect(isApart, JSON.stringify([box, other])).toBe(true);
			}
		}
		await context.close();
	});
