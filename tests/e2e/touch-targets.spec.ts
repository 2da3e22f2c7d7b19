// Whatever a finger is to press is at least 44 px high, on a phone and on a tablet.
import type { Page } from '@playwright/test';
import { put } from '../support/editor-page.ts';
import { expect, test } from '../support/board-page.ts';

const LEAST_PX = 44;

/** The names of what is to be pressed and is lower than that, each with its height. */
function lowTargets(page: Page): Promise<string[]> {
	return page.evaluate((least) => {
		const roles = ['menuitem', 'menuitemradio', 'menuitemcheckbox', 'option', 'radio'];
		const wanted = ['button', 'a[href]', 'input', 'select', ...roles.map((role) => `[role=${role}]`)];
		const visible = [...document.querySelectorAll<HTMLElement>(wanted.join(','))].filter((element) =>
			element.checkVisibility({ visibilityProperty: true })
		);
		return visible.flatMap((element) => {
			element.scrollIntoView({ block: 'center' });
			const { x, y, width, height } = element.getBoundingClientRect();
			// What is pressed just above or below it may still be meant for it.
			const isMeant = [-1, 1].every((side) => {
				const there = document.elementFromPoint(x + width / 2, y + height / 2 + side * (least / 2 - 1));
				return element.contains(there);
			});
			const name = element.ariaLabel ?? element.textContent.trim();
			return height >= least || isMeant ? [] : [`${name}: ${Math.round(height)}`];
		});
	}, LEAST_PX);
}

for (const [place, viewport] of [
	['phone', { width: 390, height: 844 }],
	['phone held sideways', { width: 844, height: 390 }],
	['tablet', { width: 1_180, height: 820 }]
] as const)
	test(`on a ${place} everything is high enough for a finger`, async ({ browser, openBoard }) => {
		const context = await browser.newContext({ viewport, hasTouch: true, isMobile: true });
		const alice = await openBoard(undefined, { context });
		const { page } = alice;
		const low: Record<string, string[]> = {};
		const look = async (name: string) => void (low[name] = await lowTargets(page));
		await put(alice, [
			{
				type: 'rectangle',
				position: [100, 200],
				size: [100, 60],
				text: 'Words',
				link: 'https://example.org'
			},
			{ type: 'arrow', start: { point: [100, 100] }, end: { point: [200, 130] } },
			{ type: 'frame', position: [250, 100], size: [90, 100] }
		]);
		await look('bars');
		await page.getByRole('button', { name: 'More tools' }).tap();
		await page.getByRole('radio', { name: 'Cloud' }).waitFor();
		await look('more tools');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Control+a');
		await page
			.getByRole('application')
			.evaluate((element) =>
				element.dispatchEvent(new MouseEvent('contextmenu', { clientX: 150, clientY: 230, bubbles: true }))
			);
		await page.getByRole('menuitem', { name: 'Duplicate' }).waitFor();
		await look('menu of the selection');
		await page.keyboard.press('Escape');
		await page.getByRole('menu').waitFor({ state: 'detached' });
		if (place !== 'tablet') await page.getByRole('button', { name: 'Properties' }).tap();
		await page.getByRole('region', { name: 'Properties' }).waitFor();
		await look('properties');
		await expect(page.getByRole('radio', { name: 'Select', exact: true })).toBeInViewport({ ratio: 1 });
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Menu', exact: true }).tap();
		await page.getByRole('menuitem', { name: 'My boards' }).waitFor();
		await look('menu of the board');
		await page.keyboard.press('Escape');
		await page.getByRole('menu').waitFor({ state: 'detached' });
		await page.getByRole('button', { name: 'Share' }).tap();
		await page.getByRole('button', { name: 'Copy' }).waitFor();
		await look('share');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Control+/');
		await page.getByRole('dialog', { name: 'All commands' }).waitFor();
		await look('palette');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Control+Alt+p');
		await page.getByRole('button', { name: 'Next slide' }).waitFor();
		await look('slides');
		expect(low).toEqual(Object.fromEntries(Object.keys(low).map((name) => [name, []])));
		await context.close();
	});

test('a press on the board closes the properties, which would lie over what it selects', async ({
	browser,
	openBoard
}) => {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true
	});
	const alice = await openBoard(undefined, { context });
	const { page } = alice;
	const [id] = await put(alice, [
		{ type: 'rectangle', position: [100, 200], size: [100, 60], fill: 'solid' }
	]);
	await alice.tool('Rectangle');
	await page.getByRole('button', { name: 'Properties' }).tap();
	const properties = page.getByRole('region', { name: 'Properties' });
	await properties.getByRole('radio', { name: 'Red' }).tap();
	await expect(properties).toBeVisible();
	await alice.tool('Select');
	await expect(properties).toBeVisible();
	await page.touchscreen.tap(150, 230);
	await expect(properties).toBeHidden();
	expect(await alice.board((api) => api.selection)).toEqual([id]);
	await context.close();
});
