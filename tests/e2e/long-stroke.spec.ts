// Drawing on and on without lifting the pen: no sample is lost, the last frame costs what the first did, and lifting the
// pen changes nothing that can be seen.
import { expect, type Page } from '@playwright/test';
import { test } from '../support/board-page.ts';
import { watchFrames } from '../support/frame-times.ts';

const EVENTS_A_FRAME = 40;
const FRAMES = 500;

/** Moves the pressed mouse on, some events a frame, as a fast pen would, round and round. */
function scribble(page: Page, from: number, frames: number): Promise<void> {
	return page.evaluate(
		async ({ from, frames, perFrame }) => {
			const element = document.querySelector('[role=application]');
			for (let frame = from; frame < from + frames; frame++) {
				for (let i = 0; i < perFrame; i++) {
					const angle = (frame * perFrame + i) / 30;
					const radius = 60 + 220 * ((frame * perFrame + i) / 20_000);
					element?.dispatchEvent(
						new PointerEvent('pointermove', {
							clientX: 640 + 1.5 * radius * Math.cos(angle),
							clientY: 400 + radius * Math.sin(angle),
							pointerId: 1,
							pointerType: 'mouse',
							buttons: 1,
							isPrimary: true,
							bubbles: true
						})
					);
				}
				await new Promise(requestAnimationFrame);
			}
		},
		{ from, frames, perFrame: EVENTS_A_FRAME }
	);
}

/** How many pixels of the board and what is on top of it are dark. */
function inkOf(page: Page): Promise<number> {
	return page.evaluate(() => {
		const [board, overlay] = document.querySelectorAll('canvas');
		const canvas = document.createElement('canvas');
		const { width, height } = board ?? canvas;
		Object.assign(canvas, { width, height });
		const context = canvas.getContext('2d');
		for (const layer of [board, overlay]) if (layer) context?.drawImage(layer, 0, 0);
		const { data = [] } = context?.getImageData(0, 0, width, height) ?? {};
		let ink = 0;
		for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 255) < 128) ink++;
		return ink;
	});
}

test('a stroke of twenty thousand points costs no more at its end than at its beginning', async ({
	openBoard
}) => {
	const { page } = await openBoard();
	await page.keyboard.press('p');
	await page.mouse.move(640, 400);
	await page.mouse.down();
	const early = await watchFrames(page);
	await scribble(page, 0, 60);
	const first = await early();
	await scribble(page, 60, FRAMES - 120);
	const late = await watchFrames(page);
	await scribble(page, FRAMES - 60, 60);
	const last = await late();
	const inkBefore = await inkOf(page);
	await page.mouse.up();
	await page.waitForFunction(() => window.inkmesh?.board?.count === 1);
	await page.evaluate(() => new Promise(requestAnimationFrame));
	const inkAfter = await inkOf(page);
	const points = await page.evaluate(() => window.inkmesh?.board?.elements()[0]?.points?.length ?? 0);
	console.log(
		`    ${points} points; a frame took ${first.medianMs.toFixed(1)} ms at the beginning, ` +
			`${last.medianMs.toFixed(1)} ms at the end; ink ${inkBefore} px, ${inkAfter} px when it was lifted`
	);
	expect(points).toBeGreaterThanOrEqual(EVENTS_A_FRAME * FRAMES * 0.99);
	expect(last.medianMs).toBeLessThan(2 * first.medianMs + 10);
	expect(inkBefore).toBeGreaterThan(10_000);
	expect(Math.abs(inkAfter - inkBefore) / inkBefore).toBeLessThan(0.02);
});
