// Where text is typed, and how wide it is.
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { put } from '../support/editor-page.ts';

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
