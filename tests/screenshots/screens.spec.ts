import { join } from 'node:path';
import { test, type BoardPage } from '../support/board-page.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Those that README shows are kept with the project; all others are for looking at. */
const KEPT = ['desktop-light.png', 'phone-dark.png'];
const pathOf = (name: string) => join(ROOT, KEPT.includes(name) ? 'docs' : 'test-results/pictures', name);

/** A board worth looking at. */
async function fill(board: BoardPage): Promise<void> {
	await board.board((api) => {
		api.title = 'Trip to the coast';
		const wave = (x: number, y: number, length: number, height: number): [number, number][] =>
			Array.from({ length: 60 }, (_, i) => [x + (length * i) / 59, y + Math.sin(i / 5) * height]);
		const line = (...corners: [number, number][]): [number, number][] =>
			corners.slice(1).flatMap(([x, y], i) => {
				const [fromX, fromY] = corners[i] ?? [x, y];
				return Array.from({ length: 14 }, (_, k): [number, number] => {
					const t = k / 13;
					return [fromX + (x - fromX) * t + Math.sin(t * 3) * 5, fromY + (y - fromY) * t];
				});
			});
		const ring = (x: number, y: number, rx: number, ry: number): [number, number][] =>
			Array.from({ length: 50 }, (_, i) => [x + Math.cos(i / 7.6) * rx, y + Math.sin(i / 7.6) * ry]);
		const [harbour, lighthouse, camp] = [
			['Harbour', 794, 185, 'blue'],
			['Lighthouse', 1060, 300, 'orange'],
			['Camp', 803, 434, 'violet']
		].map(
			([text, x, y, color]) =>
				api.create([
					{
						type: 'rectangle',
						position: [x as number, y as number],
						size: [168, 82],
						color: color as string,
						fill: 'tint',
						text: text as string,
						strokeWidth: 3.5
					}
				])[0]
		);
		const end = (id: typeof harbour, x: number, y: number) => ({
			id: id as NonNullable<typeof id>,
			anchor: [0.5, 0.5] as const,
			point: [x, y] as const
		});
		api.create([
			{ type: 'text', position: [256, 104], text: 'Trip to the coast', fontSize: 42, color: 'black' },
			{ type: 'stroke', points: wave(256, 159, 290, 3), color: 'blue', size: 4 },
			{
				type: 'note',
				position: [258, 200],
				size: [150, 148],
				color: 'yellow',
				text: 'Train leaves 8:40 from platform 3'
			},
			{ type: 'note', position: [424, 218], size: [148, 146], color: 'pink', text: 'Who brings the tent?' },
			{ type: 'note', position: [592, 198], size: [148, 146], color: 'green', text: 'Soup, bread, apples' },
			{
				type: 'arrow',
				start: end(harbour, 962, 226),
				end: end(lighthouse, 1140, 300),
				bend: 30,
				color: 'black'
			},
			{
				type: 'arrow',
				start: end(lighthouse, 1060, 352),
				end: end(camp, 896, 434),
				bend: 26,
				color: 'black'
			},
			{ type: 'stroke', points: line([274, 530], [344, 452], [422, 533]), color: 'black', size: 6 },
			{ type: 'stroke', points: line([380, 494], [442, 426], [536, 532]), color: 'black', size: 6 },
			{ type: 'stroke', points: ring(511, 424, 20, 20), color: 'orange', size: 6 },
			{ type: 'stroke', points: line([494, 383], [504, 400]), color: 'orange', size: 6 },
			{ type: 'stroke', points: line([538, 388], [526, 402]), color: 'orange', size: 6 },
			{ type: 'stroke', points: line([542, 424], [558, 425]), color: 'orange', size: 6 },
			{ type: 'stroke', points: wave(256, 552, 368, 7), color: 'blue', size: 4 },
			{ type: 'stroke', points: wave(290, 576, 290, 6), color: 'blue', size: 3 },
			{ type: 'stroke', points: ring(1143, 341, 114, 66), color: 'red', size: 3 }
		]);
		if (harbour) api.setTool('select');
		if (harbour) api.select([harbour]);
	});
}

for (const theme of ['light', 'dark'] as const) {
	for (const [device, viewport] of [
		['desktop', { width: 1280, height: 800 }],
		['phone', { width: 390, height: 844 }]
	] as const) {
		test(`${device}, ${theme}`, async ({ browser, openBoard, server }) => {
			const options = {
				viewport,
				colorScheme: theme,
				hasTouch: device === 'phone',
				deviceScaleFactor: device === 'phone' ? 2 : 1
			};
			const context = await browser.newContext(options);
			await context.addInitScript(() => {
				localStorage.setItem('inkmesh user', JSON.stringify({ id: 'ada', name: 'Ada', color: '#3355ff' }));
			});
			const ada = await openBoard(undefined, { context });
			const guest = await browser.newContext({ viewport: { width: 1280, height: 800 } });
			await guest.addInitScript(() => {
				localStorage.setItem('inkmesh user', JSON.stringify({ id: 'lin', name: 'Lin', color: '#16a06a' }));
			});
			const lin = await openBoard(ada.url(), { context: guest });
			await ada.waitForPeers(1);
			await fill(ada);
			await lin.waitForCount(19);
			if (device === 'phone') await ada.board((api) => api.setCamera({ x: 734, y: 75, zoom: 1 }));
			await lin.page
				.getByRole('button', { name: 'Green' })
				.or(lin.page.getByRole('radio', { name: 'Green' }))
				.click();
			await lin.draw(
				[
					[672, 600],
					[690, 620],
					[720, 590],
					[750, 585],
					[780, 620],
					[810, 585],
					[836, 594]
				],
				{ lifts: false }
			);
			// The ink has arrived when the overlay of the other shows it.
			await ada.page.waitForFunction(() => {
				const canvas = document.querySelectorAll('canvas')[1];
				const context = canvas?.getContext('2d');
				if (!canvas || !context) return false;
				const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
				let green = 0;
				for (let i = 0; i < data.length; i += 4) {
					if ((data[i + 1] ?? 0) > 120 && (data[i] ?? 0) < 110 && (data[i + 3] ?? 0) > 200) green++;
				}
				return green > 100;
			});
			await ada.page.screenshot({ path: pathOf(`${device}-${theme}.png`) });
			if (device === 'phone') await ada.page.getByRole('button', { name: 'Properties' }).tap();
			if (device === 'phone') await ada.page.screenshot({ path: pathOf(`${device}-sheet-${theme}.png`) });
			if (device === 'phone') await ada.page.getByRole('button', { name: 'Properties' }).tap();
			await lin.page.mouse.up();
			await ada.waitForCount(20);
			await ada.page.getByRole('button', { name: 'Connections' }).click();
			await ada.page.getByRole('dialog').getByText('Direct').waitFor();
			await ada.page.screenshot({ path: pathOf(`${device}-doctor-${theme}.png`), animations: 'disabled' });
			await ada.page.keyboard.press('Escape');
			await ada.page.getByRole('button', { name: 'Share' }).click();
			await ada.page.getByRole('dialog').waitFor();
			await ada.page.screenshot({ path: pathOf(`${device}-share-${theme}.png`), animations: 'disabled' });
			await ada.page.keyboard.press('Escape');
			await ada.page.getByRole('button', { name: 'Menu' }).click();
			await ada.page.screenshot({ path: pathOf(`${device}-menu-${theme}.png`), animations: 'disabled' });
			await ada.page.getByRole('menuitem', { name: 'Keys' }).click();
			await ada.page.getByRole('dialog').waitFor();
			await ada.page.screenshot({ path: pathOf(`${device}-keys-${theme}.png`), animations: 'disabled' });
			await ada.page.keyboard.press('Escape');
			await ada.page.goto(server.url);
			await ada.page.locator('article img').waitFor();
			await ada.page.screenshot({ path: pathOf(`${device}-home-${theme}.png`) });
			await ada.page.getByRole('button', { name: 'Board files' }).click();
			await ada.page.screenshot({
				path: pathOf(`${device}-home-files-${theme}.png`),
				animations: 'disabled'
			});
			await context.close();
			await guest.close();
		});
	}
}
