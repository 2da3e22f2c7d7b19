// The board as it is shown, by tiles, is pixel for pixel the board as it would be painted anew, whatever was done before.
import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';
import { pageScript } from '../support/page-script.ts';
import { Random } from '../support/random.ts';
import type { Difference } from '../support/tile-page.ts';

let script: string;
test.beforeAll(async () => {
	script = await pageScript(join(import.meta.dirname, '..', 'support', 'tile-page.ts'), 'tiles');
});

async function openTiles(page: Page, seed: number, elements: number): Promise<void> {
	await page.goto('about:blank');
	await page.addScriptTag({ content: script });
	await page.evaluate(
		([seed, elements]) => {
			(window as unknown as { tiles: { openTilePage(seed: number): void } }).tiles.openTilePage(seed);
			window.tilePage.add(elements);
		},
		[seed, elements] as const
	);
}

/** Where the camera is looked through: all zooms, all places. */
function cameras(random: Random, count: number) {
	return Array.from({ length: count }, () => {
		const zoom = random.pick([0.04, 0.1, 0.25, 0.37, 0.8, 1, 1.7, 6]);
		return { x: random.between(-600, 1_500), y: random.between(-600, 1_500), zoom };
	});
}

/**
 * But for how single pixels of an edge are rounded, and, far out, for which of two lines as thin as a pixel lies on top
 * where they cross. A dot of the paper that is missing in one tile is seen in the mean.
 */
function expectSame({ largest, mean, pixels }: Difference, what: string, zoom: number): void {
	expect(largest, `${what}: the largest difference`).toBeLessThan(128);
	expect(pixels, `${what}: pixels that differ`).toBeLessThan(zoom < 0.5 ? 40 : 6);
	expect(mean, `${what}: the mean difference`).toBeLessThan(0.05);
}

for (const pixelRatio of [1, 1.5, 2]) {
	test(`tiles show what a plain painting shows, ${pixelRatio} device px a CSS px`, async ({ page }) => {
		await openTiles(page, 7, 400);
		await page.evaluate((ratio) => window.tilePage.setPixelRatio(ratio), pixelRatio);
		const random = new Random(pixelRatio * 10);
		let compares = 0;
		for (const camera of cameras(random, 12)) {
			const compared = () => page.evaluate((camera) => window.tilePage.compare(camera), camera);
			const name = `at ${camera.zoom}`;
			const first = await compared();
			// Far in, most places are empty.
			if (first.ink === 0) continue;
			compares++;
			expectSame(first, name, camera.zoom);
			await page.evaluate(() => window.tilePage.change());
			expectSame(await compared(), `${name}, after changes`, camera.zoom);
			await page.evaluate(() => window.tilePage.add(5));
			expectSame(await compared(), `${name}, with some on top`, camera.zoom);
			await page.evaluate(() => window.tilePage.mark());
			expectSame(await compared(), `${name}, with some hidden and some faint`, camera.zoom);
			const moved = { ...camera, x: camera.x + random.between(-300, 300), y: camera.y + 7.3 };
			const there = await page.evaluate((camera) => window.tilePage.compare(camera), moved);
			expectSame(there, `${name}, moved`, camera.zoom);
		}
		expect(compares).toBeGreaterThan(6);
	});
}

test('a board of thousands is painted in slices, and then all of it is there', async ({ page }) => {
	await openTiles(page, 3, 20_000);
	const difference = await page.evaluate(() => window.tilePage.compare({ x: -500, y: -500, zoom: 0.12 }));
	expectSame(difference, 'all of it', 0.12);
	expect(difference.ink).toBeGreaterThan(100_000);
	expect(difference.frames).toBeGreaterThan(1);
});

test('where the browser gives only a few bitmaps the board is shown all the same', async ({ page }) => {
	await openTiles(page, 5, 400);
	const camera = { x: 100, y: 100, zoom: 0.8 };
	expectSame(await page.evaluate((camera) => window.tilePage.compare(camera), camera), 'with all', 0.8);
	for (const count of [2, 0]) {
		await page.evaluate((count) => window.tilePage.limitBitmaps(count), count);
		const difference = await page.evaluate((camera) => window.tilePage.compare(camera), camera);
		expect(difference.ink).toBeGreaterThan(1_000);
		expectSame(difference, `with ${count} bitmaps`, 0.8);
	}
});

test('what no sound app would write costs bounded time, and the rest of the board is drawn', async ({
	page
}) => {
	await openTiles(page, 9, 100);
	await page.evaluate(() => window.tilePage.addBad(10_000));
	const count = await page.evaluate(() => window.tilePage.count);
	// With what of it can be read: numbers are clamped, what is no element is left out.
	expect(count).toBe(10_000 + 100 + 8);
	for (const zoom of [0.05, 1, 4]) {
		const camera = { x: 200 - 100 / zoom, y: 100 - 50 / zoom, zoom };
		const difference = await page.evaluate((camera) => window.tilePage.compare(camera), camera);
		console.log(
			`    at ${zoom}: ${difference.frames} frames, the longest ${difference.longestMs.toFixed(0)} ms`
		);
		expect(difference.ink).toBeGreaterThan(500);
		expect(difference.frames).toBeLessThan(5_000);
		expect(difference.longestMs).toBeLessThan(2_000);
	}
});
