// Where text is typed, and how wide it is.
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { drag, put, topmost } from '../support/editor-page.ts';

/** Everything black that is seen on the page, whether painted or typed: [left, top, right, bottom]. */
async function blackBox(board: BoardPage): Promise<number[]> {
	await board.nextFrames(3);
	const clip = { x: 260, y: 100, width: 800, height: 560 };
	const picture = await board.page.screenshot({ clip });
	return board.page.evaluate(async (png) => {
		const image = await createImageBitmap(
			new Blob([Uint8Array.from(atob(png), (byte) => byte.charCodeAt(0))])
		);
		const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
		if (!context) throw new Error('expected a 2D context, got none');
		context.drawImage(image, 0, 0);
		const { data } = context.getImageData(0, 0, image.width, image.height);
		const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
		for (let i = 0; i < data.length; i += 4) {
			if (Math.max(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0) > 110) continue;
			const [x, y] = [(i / 4) % image.width, Math.floor(i / 4 / image.width)];
			[box[0], box[1]] = [Math.min(box[0], x), Math.min(box[1], y)];
			[box[2], box[3]] = [Math.max(box[2], x), Math.max(box[3], y)];
		}
		return box;
	}, picture.toString('base64'));
}

const WRITTEN: readonly (readonly [name: string, element: ElementInput])[] = [
	['a turned text', { type: 'text', position: [560, 330], text: 'Harbour', fontSize: 44, rotation: 0.6 }],
	[
		'a turned text that wraps',
		{ type: 'text', position: [560, 330], width: 190, text: 'Old harbour', fontSize: 44, rotation: -2 }
	],
	[
		'a text of several lines at their right end',
		{ type: 'text', position: [560, 330], text: 'Old\nharbour', fontSize: 44, align: 'end' }
	],
	[
		'a text in the middle of its lines',
		{ type: 'text', position: [560, 330], text: 'Old\nharbour', fontSize: 44, align: 'middle' }
	],
	[
		'a text whose last word has just no room',
		{ type: 'text', position: [560, 330], width: 170, text: 'Old sea', fontSize: 44, font: 'mono' }
	],
	[
		'a turned label',
		{
			type: 'rectangle',
			position: [500, 280],
			size: [240, 160],
			color: 'red',
			text: 'Harbour',
			fontSize: 44,
			rotation: 1
		}
	],
	[
		'a turned note',
		{
			type: 'note',
			position: [520, 260],
			size: [200, 200],
			color: 'yellow',
			text: 'Soup',
			author: '',
			fontSize: 44,
			rotation: -0.5
		}
	]
];

for (const [name, element] of WRITTEN) {
	test(`${name} is typed where it is painted`, async ({ openBoard }) => {
		const alice = await openBoard();
		const { page } = alice;
		await put(alice, [element]);
		// Mirrored it leans the other way, and can still be read.
		await page.keyboard.press('Control+a');
		await page.keyboard.press('Shift+H');
		await page.keyboard.press('Escape');
		for (const zoom of [1, 0.7]) {
			await alice.board((api, wanted) => api.setCamera({ x: 0, y: 0, zoom: wanted }), zoom);
			const painted = await blackBox(alice);
			await page.keyboard.press('Control+a');
			await page.keyboard.press('Enter');
			await expect(page.getByRole('textbox', { name: 'Text', exact: true })).toBeFocused();
			const typed = await blackBox(alice);
			const farthest = Math.max(...painted.map((side, i) => Math.abs(side - (typed[i] ?? Infinity))));
			// The browser sets letters in a field on its own grid, turned or not.
			expect(farthest, `painted ${String(painted)}, typed ${String(typed)}`).toBeLessThanOrEqual(3);
			await page.keyboard.press('Escape');
			await page.keyboard.press('Escape');
		}
	});
}

test('a text is as wide as it was dragged, and by a double click on its side as its lines are', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const field = page.getByRole('textbox', { name: 'Text', exact: true });
	await page.keyboard.press('t');
	await drag(alice, [400, 200], [600, 260]);
	await page.keyboard.type('The boats came back from the sea');
	// It wraps while it is typed, too.
	await expect(field).toHaveCSS('width', '200px');
	await page.keyboard.press('Escape');
	const wrapped = await topmost(alice);
	expect(wrapped).toMatchObject({ position: [400, 200], width: 200 });
	const bounds = () => alice.board((api) => api.elements().map(({ id }) => api.bounds(id))[0]);
	expect((await bounds())?.height).toBe(50);

	await page.mouse.dblclick(604, 225);
	expect(await topmost(alice)).toMatchObject({ position: [400, 200], width: null });
	expect((await bounds())?.height).toBe(25);
	await expect(field).toHaveCount(0);
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toEqual(wrapped);
	await page.mouse.dblclick(396, 225);
	expect(await topmost(alice)).toMatchObject({ width: null });
	await page.keyboard.press('Control+z');

	// The same by its name, as long as there is something to do.
	const command = page.getByRole('menuitem', { name: 'Width by its lines' });
	await page.mouse.click(450, 212, { button: 'right' });
	await command.click();
	expect(await topmost(alice)).toMatchObject({ position: [400, 200], width: null });
	await page.mouse.click(450, 212, { button: 'right' });
	await expect(page.getByRole('menuitem', { name: /^Duplicate/ })).toBeVisible();
	await expect(command).toHaveCount(0);
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toEqual(wrapped);
});
