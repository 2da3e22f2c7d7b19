// What is loaded after the first stroke is possible may not come: the network is gone, or the server has a new version.
import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../support/board-page.ts';

/** Scripts with this text in them don't come as long as `isAway` says so. */
async function withhold(context: BrowserContext, text: string, isAway: () => boolean): Promise<void> {
	await context.route('**/_app/immutable/**/*.js', async (route) => {
		const response = await route.fetch();
		if (isAway() && (await response.text()).includes(text)) await route.abort();
		else await route.fulfill({ response });
	});
}

test('one draws while the part that meets others is away, and meets them when it comes', async ({
	browser,
	openBoard
}) => {
	const alice = await openBoard();
	const context = await browser.newContext({ serviceWorkers: 'block' });
	let isAway = true;
	await withhold(context, 'stun:stun.l.google.com', () => isAway);
	const bob = await openBoard(alice.url(), { context });
	await expect(bob.page.getByRole('status')).toContainText('Offline');
	await bob.draw([
		[300, 300],
		[400, 400]
	]);
	expect(await bob.count()).toBe(1);
	await expect(bob.page.getByRole('alert')).toContainText('could not be loaded');
	isAway = false;
	await bob.waitForPeers(1);
	await alice.waitForCount(1);
	await context.close();
});

test('a window that could not be loaded is said, and opens at the next press', async ({
	browser,
	openBoard
}) => {
	const context = await browser.newContext({ serviceWorkers: 'block' });
	let isAway = true;
	await withhold(context, 'Copy technical report', () => isAway);
	const alice = await openBoard(undefined, { context });
	const button = alice.page.getByRole('button', { name: 'Connections' });
	await button.click();
	await expect(alice.page.getByRole('alert')).toContainText('could not be loaded');
	await expect(button).toHaveAttribute('aria-expanded', 'false');
	isAway = false;
	await button.click();
	const doctor = alice.page.getByRole('dialog', { name: 'Connections' });
	await expect(doctor).toContainText('Room server');
	await alice.page.keyboard.press('Escape');
	await expect(doctor).toBeHidden();
	await expect(button).toBeFocused();
	await context.close();
});

test('a page waits for no styles but its own; others that do not come are asked for again', async ({
	browser,
	openBoard
}) => {
	const context = await browser.newContext({ serviceWorkers: 'block' });
	let isAway = true;
	const [given, refused] = [new Set<string>(), new Set<string>()];
	await context.route('**/_app/immutable/**/*.css', async (route) => {
		const url = route.request().url();
		const isOwn = given.has(url) || given.size < 2;
		(isAway && !isOwn ? refused : given).add(url);
		return given.has(url) ? route.continue() : route.abort();
	});
	const alice = await openBoard(undefined, { context });
	const html = await alice.page.evaluate(async () => (await fetch(location.pathname)).text());
	expect(html.match(/rel="stylesheet"/g)?.length).toBe(2);
	await expect.poll(() => refused.size).toBeGreaterThan(0);
	isAway = false;
	await expect.poll(() => [...refused].filter((url) => !given.has(url))).toEqual([]);
	await alice.page.getByRole('button', { name: 'Connections' }).click();
	await expect(alice.page.getByRole('dialog', { name: 'Connections' })).toContainText('Room server');
	await context.close();
});

test('the menu goes by keys: open, first entry, and on from its button', async ({ openBoard }) => {
	const alice = await openBoard();
	const button = alice.page.getByRole('button', { name: 'Menu' });
	await alice.page.waitForLoadState('networkidle');
	await button.focus();
	await alice.page.keyboard.press('Enter');
	await expect(alice.page.getByRole('menuitem', { name: 'My boards' })).toBeFocused();
	await alice.page.keyboard.press('Escape');
	await expect(button).toBeFocused();
	await alice.page.keyboard.press('ArrowDown');
	await expect(alice.page.getByRole('menuitem', { name: 'My boards' })).toBeFocused();
	await alice.page.keyboard.press('Tab');
	await expect(alice.page.getByRole('menu')).toBeHidden();
	await expect(alice.page.getByLabel('Board title')).toBeFocused();
});
