// The app under the strict policy that the server sends: nothing it does is refused by the browser.
import { firefox, type BrowserContext } from '@playwright/test';
import { BoardPage, expect, test } from '../support/board-page.ts';
import { FIREFOX } from '../support/browsers.ts';

/** What the browser complained about in any page of this context from now on. */
async function watchComplaints(context: BrowserContext): Promise<string[]> {
	const complaints: string[] = [];
	await context.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => {
			console.error(`refused by policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
		});
	});
	context.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
	});
	context.on('weberror', (error) => complaints.push(String(error.error())));
	return complaints;
}

/** Home, a new board, what can be opened on it; gives back the board. */
async function lookAround(context: BrowserContext, origin: string): Promise<BoardPage> {
	const page = await context.newPage();
	await page.goto(origin);
	await page.evaluate(() => document.fonts.ready);
	const loaded = await page.evaluate(async () => {
		const manifest = document.querySelector<HTMLLinkElement>('link[rel=manifest]')?.href ?? '';
		const fonts = await Promise.all(
			['500 16px "Shantell Sans Variable"', '500 16px "Inter Variable"'].map((font) =>
				document.fonts.load(font)
			)
		);
		return { manifest: (await fetch(manifest)).ok, fonts: fonts.map((faces) => faces.length > 0) };
	});
	expect(loaded).toEqual({ manifest: true, fonts: [true, true] });
	const board = await new BoardPage(page).goto(`${origin}/board`);
	await board.draw([
		[400, 300],
		[600, 400]
	]);
	await board.tool('Text');
	await page.mouse.click(700, 300);
	await page.keyboard.type('harbour');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Share' }).click();
	await page.getByRole('radio', { name: 'Can look' }).click();
	await page.keyboard.press('Escape');
	await page.keyboard.press('?');
	await page.keyboard.press('Escape');
	// Joined: the policy lets the page's socket pass.
	await page.waitForFunction(() => window.inkmesh?.board?.status.isOnline);
	return board;
}

async function drawTogether(context: BrowserContext, origin: string): Promise<void> {
	const alice = await lookAround(context, origin);
	const bob = await new BoardPage(await context.newPage()).goto(alice.url());
	await bob.waitForCount(2);
	expect([...alice.errors, ...bob.errors]).toEqual([]);
}

test('nothing the app does is refused by its policy, at localhost', async ({ browser, server }) => {
	const context = await browser.newContext();
	const complaints = await watchComplaints(context);
	await drawTogether(context, server.url);
	const [page] = context.pages();
	await page?.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
	expect(complaints).toEqual([]);
	await context.close();
});

test('nothing the app does is refused by its policy, at a plain address of the LAN', async ({
	browser,
	server
}) => {
	const context = await browser.newContext();
	const complaints = await watchComplaints(context);
	await drawTogether(context, `http://board.lan:${server.port}`);
	expect(complaints).toEqual([]);
	await context.close();
});

test('nothing the app does is refused by its policy, in Firefox', async ({ server }) => {
	test.skip(FIREFOX === null, 'firefox-esr is not installed');
	const browser = await firefox.launch(FIREFOX ?? {});
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
	const complaints = await watchComplaints(context);
	await drawTogether(context, server.url);
	expect(complaints.filter((text) => text.includes('polic') || text.includes('Content'))).toEqual([]);
	await browser.close();
});

test('pages come with headers that leave scripts, frames and devices no way in', async ({
	request,
	server
}) => {
	const { headers } = { headers: (await request.get(`${server.url}/board`)).headers() };
	expect(headers['content-security-policy']).toContain("default-src 'self'; script-src 'self' 'sha256-");
	expect(headers['content-security-policy']).not.toContain('unsafe-eval');
	expect(headers['content-security-policy']).toContain("frame-ancestors 'self'");
	expect(headers).toMatchObject({
		'referrer-policy': 'no-referrer',
		'x-content-type-options': 'nosniff',
		'cross-origin-opener-policy': 'same-origin',
		'cache-control': 'no-cache'
	});
	expect(headers['permissions-policy']).toContain('camera=()');
	const foreign = await request.get(`${server.url}/config.json`, { headers: { Host: 'board.lan' } });
	expect(foreign.headers()['cross-origin-opener-policy']).toBeUndefined();
	expect(await foreign.json()).toEqual({ roomServer: '' });
});
