// Handles, groups, alignment, snapping, numbers: by pointer and keyboard.
import { drag, dragWith, looks, put, topmost } from '../support/editor-page.ts';
import { expect, test } from '../support/board-page.ts';

const rectangle = (x: number, y: number, more: object = {}) => ({
	type: 'rectangle',
	position: [x, y] as const,
	size: [200, 100] as const,
	fill: 'solid',
	...more
});

test('handles scale and turn what is selected, with Shift and Alt as everywhere', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [rectangle(400, 300)]);
	await page.mouse.click(500, 350);
	await drag(alice, [604, 404], [704, 454]);
	expect(await topmost(alice)).toMatchObject({ position: [400, 300], size: [300, 150] });
	await dragWith(alice, ['Shift'], [704, 454], [804, 454]);
	const [width, height] = (await topmost(alice)).size;
	expect(width / height).toBeCloseTo(2, 1);
	await page.keyboard.press('Control+z');
	await dragWith(alice, ['Alt'], [704, 375], [754, 375]);
	expect(await topmost(alice)).toMatchObject({ position: [350, 300], size: [400, 150] });
	await page.keyboard.press('Control+z');
	// Past the other side it is mirrored, and is never smaller than nothing.
	await drag(alice, [396, 375], [800, 375]);
	const flipped = await topmost(alice);
	expect(flipped.position[0]).toBe(700);
	// The handle stands 4 px off the edge that it pulls at.
	expect(flipped.size[0]).toBe(104);
	await page.keyboard.press('Control+z');
	await dragWith(alice, ['Shift'], [550, 274], [660, 300]);
	expect((await topmost(alice)).rotation).toBeCloseTo((Math.PI / 12) * 4, 3);
	await page.keyboard.press('Control+z');
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toMatchObject({ position: [400, 300], size: [200, 100], rotation: 0 });
});

test('several are scaled and turned together, text too', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [
		rectangle(400, 300),
		{ type: 'text', position: [400, 450], text: 'together', fontSize: 20 },
		{
			type: 'stroke',
			points: [
				[640, 300],
				[700, 400]
			],
			size: 4
		}
	]);
	await page.keyboard.press('Control+a');
	const before = await looks(alice);
	const corner = await alice.board((api) => {
		const boxes = api.elements().map(({ id }) => api.bounds(id));
		const right = Math.max(...boxes.map((box) => (box ? box.x + box.width : 0)));
		const bottom = Math.max(...boxes.map((box) => (box ? box.y + box.height : 0)));
		return [right, bottom] as const;
	});
	await drag(alice, [corner[0] + 4, corner[1] + 4], [corner[0] + 160, corner[1] + 90]);
	const after = await looks(alice);
	const factor = (after[0]?.size[0] ?? 0) / (before[0]?.size[0] ?? 1);
	expect(factor).toBeGreaterThan(1.3);
	expect(after[1]?.fontSize as number).toBeCloseTo(20 * factor, 0);
	expect((after[2]?.scale as number[])[0]).toBeCloseTo(factor, 2);
	await page.keyboard.press('Control+z');
	expect(await looks(alice)).toEqual(before);
	// Turned by numbers: about the middle of all.
	await page.getByRole('textbox', { name: 'Angle' }).fill('90');
	await page.keyboard.press('Enter');
	for (const { rotation } of await looks(alice)) expect(rotation).toBeCloseTo(Math.PI / 2, 3);
	await page.keyboard.press('Control+z');
	expect(await looks(alice)).toEqual(before);
});

test('groups: made, selected as one, entered, nested, taken apart', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const [a, b, c] = await put(alice, [rectangle(300, 150), rectangle(600, 150), rectangle(300, 400)]);
	const selection = () => alice.board((api) => [...api.selection].sort());
	const sorted = (...ids: (string | undefined)[]) => ids.filter((id) => id !== undefined).sort();
	await page.mouse.click(320, 160);
	await page.keyboard.down('Shift');
	await page.mouse.click(620, 160);
	await page.keyboard.up('Shift');
	await page.keyboard.press('Control+g');
	await alice.waitForCount(4);
	await page.mouse.click(950, 650);
	await page.mouse.click(320, 160);
	expect(await selection()).toEqual(sorted(a, b));
	// Ctrl reaches inside; so does a double click, from which Escape leads out again.
	await page.mouse.click(950, 650);
	await page.keyboard.down('Control');
	await page.mouse.click(320, 160);
	await page.keyboard.up('Control');
	expect(await selection()).toEqual(sorted(a));
	await page.mouse.click(950, 650);
	await page.mouse.dblclick(620, 160);
	expect(await selection()).toEqual(sorted(b));
	await page.keyboard.press('Escape');
	expect(await selection()).toEqual(sorted(a, b));
	// A group in a group.
	await page.keyboard.down('Shift');
	await page.mouse.click(320, 410);
	await page.keyboard.up('Shift');
	await page.keyboard.press('Control+g');
	await alice.waitForCount(5);
	await page.mouse.click(950, 650);
	await page.mouse.click(320, 410);
	expect(await selection()).toEqual(sorted(a, b, c));
	await page.keyboard.press('Control+Shift+g');
	await alice.waitForCount(4);
	await page.mouse.click(950, 650);
	await page.mouse.click(320, 410);
	expect(await selection()).toEqual(sorted(c));
	await page.mouse.click(320, 160);
	expect(await selection()).toEqual(sorted(a, b));
	// Deleted as one, and back as one.
	await page.keyboard.press('Delete');
	await alice.waitForCount(1);
	await page.keyboard.press('Control+z');
	await alice.waitForCount(4);
	await page.mouse.click(950, 650);
	await page.mouse.click(320, 160);
	expect(await selection()).toEqual(sorted(a, b));
});

test('lasso, and a marquee that adds and takes away', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const [a, b, c] = await put(alice, [
		rectangle(300, 150, { size: [60, 60] }),
		rectangle(500, 150, { size: [60, 60] }),
		rectangle(400, 350, { size: [60, 60] })
	]);
	const selection = () => alice.board((api) => [...api.selection].sort());
	await page.keyboard.down('Alt');
	await alice.draw([
		[280, 130],
		[380, 130],
		[380, 300],
		[480, 330],
		[480, 430],
		[380, 430],
		[280, 230]
	]);
	await page.keyboard.up('Alt');
	expect(await selection()).toEqual([a, c].sort());
	await page.mouse.click(950, 650);
	await page.keyboard.down('Shift');
	await drag(alice, [280, 130], [580, 230]);
	expect(await selection()).toEqual([a, b].sort());
	await page.keyboard.down('Control');
	await drag(alice, [480, 130], [580, 230]);
	await page.keyboard.up('Control');
	await page.keyboard.up('Shift');
	expect(await selection()).toEqual([a]);
});

test('align, distribute, flip and nudge by their keys', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [
		rectangle(300, 150, { size: [60, 60] }),
		rectangle(420, 260, { size: [80, 60] }),
		{ type: 'block-arrow', position: [700, 400], size: [100, 60], fill: 'solid' }
	]);
	await page.keyboard.press('Control+a');
	const places = async () => (await looks(alice)).map(({ position }) => position);
	const start = await places();
	for (const [key, check] of [
		['Alt+a', (all: typeof start) => new Set(all.map(([x]) => x)).size === 1],
		['Alt+w', (all: typeof start) => new Set(all.map(([, y]) => y)).size === 1],
		['Alt+Shift+h', (all: typeof start) => (all[1]?.[0] ?? 0) - 360 === 700 - ((all[1]?.[0] ?? 0) + 80)]
	] as const) {
		await page.keyboard.press(key);
		expect(check(await places()), key).toBe(true);
		await page.keyboard.press('Control+z');
		expect(await places()).toEqual(start);
	}
	await page.mouse.click(950, 650);
	await page.mouse.click(720, 430);
	await page.keyboard.press('Shift+h');
	expect((await topmost(alice)).flipX).toBe(true);
	await page.keyboard.press('Shift+v');
	expect(await topmost(alice)).toMatchObject({ flipX: true, flipY: true, position: [700, 400] });
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Shift+ArrowDown');
	expect((await topmost(alice)).position).toEqual([701, 410]);
});

test('what is moved by keys, numbers, lining up or copying goes out of its frame and into another', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const [frame, inner] = await put(alice, [
		{ type: 'frame', position: [300, 200], size: [200, 200] },
		rectangle(440, 250, { size: [60, 60] }),
		rectangle(700, 250, { size: [60, 60] })
	]);
	const parent = async () => (await looks(alice)).find(({ id }) => id === inner)?.parent ?? null;
	await drag(alice, [470, 280], [460, 280]);
	expect(await parent()).toBe(frame);
	for (let i = 0; i < 7; i++) await page.keyboard.press('Shift+ArrowRight');
	expect(await parent()).toBe(null);
	for (let i = 0; i < 7; i++) await page.keyboard.press('Control+z');
	expect(await parent()).toBe(frame);
	const left = page.getByRole('textbox', { name: 'Left', exact: true });
	await left.fill('600');
	await left.press('Enter');
	expect(await parent()).toBe(null);
	await left.fill('320');
	await left.press('Enter');
	expect(await parent()).toBe(frame);
	await page.keyboard.press('Escape');
	await page.mouse.click(350, 280);
	await page.keyboard.down('Shift');
	await page.mouse.click(730, 280);
	await page.keyboard.up('Shift');
	await page.keyboard.press('Alt+d');
	expect(await parent()).toBe(null);
	await page.keyboard.press('Control+z');
	expect(await parent()).toBe(frame);
	await page.mouse.click(950, 650);
	await dragWith(alice, ['Alt'], [350, 280], [350, 560]);
	expect((await topmost(alice)).parent ?? null).toBe(null);
	// A frame that is made smaller lets go of what it does not hold any more.
	await page.keyboard.press('Escape');
	await page.mouse.click(300, 380);
	const height = page.getByRole('textbox', { name: 'Height of the selection', exact: true });
	await height.fill('40');
	await height.press('Enter');
	expect(await parent()).toBe(null);
});

test('things snap to the grid and to each other, and Ctrl does the opposite', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [rectangle(300, 150, { size: [60, 60] }), rectangle(500, 400, { size: [60, 60] })]);
	await page.keyboard.press("Control+'");
	await drag(alice, [530, 430], [536, 433]);
	expect((await topmost(alice)).position).toEqual([504, 408]);
	await page.keyboard.press("Control+'");
	await page.keyboard.press('Alt+Shift+S');
	await page.mouse.move(534, 438);
	await page.mouse.down();
	await page.mouse.move(400, 300, { steps: 3 });
	await page.mouse.move(333, 300, { steps: 3 });
	await alice.nextFrames(2);
	// The line that shows it runs from the one to the other.
	expect(await alice.inkIn({ x: 299, y: 214, width: 3, height: 40 }, 'overlay')).toBeGreaterThan(30);
	await page.mouse.up();
	expect((await topmost(alice)).position[0]).toBe(300);
	await dragWith(alice, ['Control'], [330, 300], [334, 330]);
	expect((await topmost(alice)).position[0]).toBe(304);
});

test('numbers say where something is, and can be written over', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [rectangle(400, 300)]);
	await page.mouse.click(500, 350);
	const field = (name: string) => page.getByRole('textbox', { name, exact: true });
	await expect(field('Left')).toHaveValue('400');
	for (const [name, value] of [
		['Left', '350'],
		['Top', '250,5'],
		['Width of the selection', '300'],
		['Height of the selection', '50'],
		['Angle', '45']
	] as const) {
		await field(name).fill(value);
		await page.keyboard.press('Enter');
	}
	const { position, size, rotation } = await topmost(alice);
	expect([position, size]).toEqual([
		[350, 250.5],
		[300, 50]
	]);
	expect(rotation).toBeCloseTo(Math.PI / 4, 4);
	await field('Left').fill('not a number');
	await page.keyboard.press('Enter');
	expect((await topmost(alice)).position).toEqual([350, 250.5]);
	await expect(field('Left')).toHaveValue('350');
});

test('numbers of several say what one alone would say: where they are, without their lines', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [rectangle(400, 300, { size: [60, 60] }), rectangle(500, 400, { size: [100, 50] })]);
	await page.keyboard.press('Control+a');
	const field = (name: string) => page.getByRole('textbox', { name, exact: true });
	await expect(field('Left')).toHaveValue('400');
	await expect(field('Top')).toHaveValue('300');
	await expect(field('Width of the selection')).toHaveValue('200');
	await expect(field('Height of the selection')).toHaveValue('150');
	await field('Width of the selection').fill('400');
	await page.keyboard.press('Enter');
	expect((await topmost(alice)).position).toEqual([600, 400]);
	await field('Left').fill('100');
	await page.keyboard.press('Enter');
	expect((await topmost(alice)).position).toEqual([300, 400]);
});

test('a shape grows with what is typed into it, and one undo takes back both', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [rectangle(400, 300, { size: [140, 60], fill: 'none' })]);
	await page.mouse.dblclick(470, 330);
	await page.keyboard.type('all that has to be said about this');
	await page.keyboard.press('Escape');
	const grown = (await topmost(alice)).size as readonly [number, number];
	expect(grown[0]).toBe(140);
	expect(grown[1]).toBeGreaterThan(90);
	// Below the old edge there is text now, inside the shape's own.
	const below = { x: 402, y: 362, width: 136, height: grown[1] - 64 };
	expect(await alice.inkIn(below, 'board')).toBeGreaterThan(20);
	await page.getByRole('radiogroup', { name: 'Text size' }).getByRole('radio', { name: 'XL' }).click();
	expect((await topmost(alice)).size[1]).toBeGreaterThan(grown[1] + 20);
	await page.keyboard.press('Control+z');
	await page.keyboard.press('Control+z');
	await expect.poll(async () => (await topmost(alice)).size).toEqual([140, 60]);
});

test('letters of what is selected grow and shrink by keys, each by its own size', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [
		{ type: 'text', position: [400, 300], text: 'small', fontSize: 20 },
		{ type: 'text', position: [400, 400], text: 'large', fontSize: 40 },
		rectangle(600, 300)
	]);
	const sizes = async () => (await looks(alice)).slice(0, 2).map(({ fontSize }) => fontSize);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Control+Shift+>');
	expect(await sizes()).toEqual([25, 50]);
	await page.keyboard.press('Control+Shift+<');
	await page.keyboard.press('Control+Shift+<');
	expect(await sizes()).toEqual([16, 32]);
	for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
	expect(await sizes()).toEqual([20, 40]);
});

test('the board goes along when something is dragged to its edge', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [rectangle(900, 300)]);
	await page.mouse.move(1000, 350);
	await page.mouse.down();
	await page.mouse.move(1278, 350, { steps: 5 });
	await expect.poll(() => alice.board((api) => api.camera.x)).toBeGreaterThan(300);
	await page.mouse.up();
	const { x } = await alice.board((api) => api.camera);
	expect((await topmost(alice)).position[0]).toBeGreaterThan(1_100 + x - 50);
});

test('a picture is cropped by its handles, and shown whole again', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await alice.board(async (api) => {
		const svg =
			'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#123"/></svg>';
		await api.addImage(new Blob([svg], { type: 'image/svg+xml' }), { at: [640, 400] });
		api.setTool('select');
	});
	await alice.waitForCount(1);
	const before = await topmost(alice);
	const [x, y] = before.position;
	const [width, height] = before.size;
	await page.mouse.dblclick(640, 400);
	await drag(alice, [x + width + 4, y + height / 2], [x + width / 2, y + height / 2]);
	const cropped = await topmost(alice);
	expect((cropped.crop as number[])[2]).toBeCloseTo(0.5, 1);
	expect(cropped.position).toEqual([x, y]);
	expect(cropped.size[1]).toBeCloseTo(height, 0);
	await page.keyboard.press('Escape');
	await page.mouse.click(x + 10, y + 10, { button: 'right' });
	await page.getByRole('menuitem', { name: 'Show all of the picture' }).click();
	const whole = await topmost(alice);
	expect(whole.crop).toBeNull();
	expect(whole.size[0]).toBeCloseTo(width, 0);
});
