import type { BrowserContext, Page } from '@playwright/test';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppServer } from '../support/app-server.ts';
import { buildVersion } from '../support/app-versions.ts';
import { BoardPage, expect, test } from '../support/board-page.ts';

/** Starts a server that serves this version, on the port another had. */
function serve(folder: string, port = 0): Promise<AppServer> {
	return AppServer.start(port, { env: { APP_DIR: folder } });
}

/** Which of the app's own files a page was refused. */
function watchMissing(context: BrowserContext): string[] {
	const missing: string[] = [];
	context.on('response', (response) => {
		if (response.status() >= 400) missing.push(response.url());
	});
	return missing;
}

/** What the worker of a page's scope is up to, after it has looked for a new version. */
function updateWorker(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const registration = await navigator.serviceWorker.ready;
		await registration.update();
		const found = registration.installing ?? registration.waiting;
		if (!found) return 'none';
		while (found.state === 'installing') {
			await new Promise((resolve) => found.addEventListener('statechange', resolve, { once: true }));
		}
		return found.state;
	});
}

const draw = (board: BoardPage, y: number) =>
	board.draw([
		[400, y],
		[600, y + 60]
	]);

test.describe('versions of the app', () => {
	let one: string;
	let two: string;

	test.beforeAll(async () => {
		one = await buildVersion('one');
		two = await buildVersion('two');
	});
	test.afterAll(async () => {
		for (const folder of [one, two]) await rm(dirname(folder), { recursive: true, force: true });
	});

	test('a new one leaves an open board alone, and takes over whole when that is closed', async ({
		browser,
		viewport
	}) => {
		const context = await browser.newContext({ viewport });
		const missing = watchMissing(context);
		const first = await serve(one);
		const alice = await new BoardPage(await context.newPage()).goto(`${first.url}/board`);
		await alice.waitForServiceWorker();
		await draw(alice, 200);
		await alice.board((board) => board.whenSaved());

		await first.kill();
		const second = await serve(two, first.port);
		expect(await updateWorker(alice.page)).toBe('installed');
		await draw(alice, 300);
		await alice.page.getByRole('button', { name: 'Help' }).click();
		await expect(alice.page.getByRole('dialog')).toContainText('Keys one');
		await alice.page.keyboard.press('Escape');
		const home = await context.newPage();
		await home.goto(second.url);
		await expect(home.getByRole('heading', { level: 1 })).toHaveText('Inkmesh one');
		await alice.page.reload();
		await alice.ready();
		await alice.waitForCount(2);
		await alice.page.getByRole('button', { name: 'Help' }).click();
		await expect(alice.page.getByRole('dialog')).toContainText('Keys one');

		const url = alice.url();
		await home.close();
		await alice.page.close();
		const again = await new BoardPage(await context.newPage()).goto(url);
		await again.waitForCount(2);
		await again.page.getByRole('button', { name: 'Help' }).click();
		await expect(again.page.getByRole('dialog')).toContainText('Keys two');
		expect(missing).toEqual([]);
		await context.close();
		await second.kill();
	});

	test('a page of the old one that no worker controlled still gets its files', async ({
		browser,
		viewport
	}) => {
		const context = await browser.newContext({ viewport });
		const first = await serve(one);
		const alice = await new BoardPage(await context.newPage()).goto(`${first.url}/board`);
		await alice.waitForServiceWorker();
		const files = await alice.page.evaluate(() =>
			performance
				.getEntriesByType('resource')
				.map(({ name }) => name)
				.filter((name) => name.includes('/_app/immutable/'))
		);
		await first.kill();
		const second = await serve(two, first.port);
		expect(await updateWorker(alice.page)).toBe('installed');
		await alice.page.close();
		// The only page there is now is of version two, and its worker has taken over.
		const bob = await new BoardPage(await context.newPage()).goto(`${second.url}/board`);
		await bob.page.getByRole('button', { name: 'Help' }).click();
		await expect(bob.page.getByRole('dialog')).toContainText('Keys two');
		const statuses = await bob.page.evaluate(
			(names) =>
				Promise.all(names.map((name) => fetch(name, { cache: 'no-store' }).then(({ status }) => status))),
			files
		);
		expect(files.length).toBeGreaterThan(5);
		expect(new Set(statuses)).toEqual(new Set([200]));
		await context.close();
		await second.kill();
	});

	test('a server that is changed while it is being read gives no mixed version', async ({
		browser,
		viewport
	}) => {
		// The worker of version one, all its files, and the pages of version two.
		const mixed = join(dirname(two), 'mixed');
		await cp(two, mixed, { recursive: true });
		await cp(join(one, '_app'), join(mixed, '_app'), { recursive: true });
		await writeFile(join(mixed, 'service-worker.js'), await readFile(join(one, 'service-worker.js')));
		const context = await browser.newContext({ viewport });
		const server = await serve(mixed);
		const page = await context.newPage();
		const registering = page.evaluate.bind(page);
		const alice = await new BoardPage(page).goto(`${server.url}/board`);
		const state = await registering(async () => {
			const registration = await navigator.serviceWorker.register('/service-worker.js');
			const worker = registration.installing;
			while (worker && worker.state === 'installing') {
				await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
			}
			return [worker?.state ?? 'none', registration.active?.state ?? 'none', (await caches.keys()).length];
		});
		expect(state[1]).toBe('none');
		expect(['redundant', 'none']).toContain(state[0]);
		// Without it the app is the network's, and whole.
		await draw(alice, 200);
		await alice.page.getByRole('button', { name: 'Help' }).click();
		await expect(alice.page.getByRole('dialog')).toContainText('Keys two');
		await context.close();
		await server.kill();
	});
});
