import { expect, test, type BoardPage, type Place } from '../support/board-page.ts';

/** Twenty short strokes in rows, from `left`. */
async function drawTwenty(board: BoardPage, left: number): Promise<void> {
	for (let i = 0; i < 20; i++) {
		const x = left + (i % 5) * 60;
		const y = 150 + Math.floor(i / 5) * 120;
		const places: Place[] = [
			[x, y],
			[x + 40, y + 60]
		];
		await board.draw(places, { steps: 3 });
	}
}

test('what is drawn offline survives a reload and merges on return, without another reload', async ({
	openBoard
}) => {
	const alice = await openBoard(undefined, { watches: true });
	await alice.waitForServiceWorker();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);

	await alice.goOffline();
	await expect(alice.page.getByRole('status')).toContainText('Offline');
	await drawTwenty(alice, 300);
	await drawTwenty(bob, 700);
	expect(await alice.count()).toBe(20);
	await bob.waitForCount(20);

	await alice.board((board) => board.whenSaved());
	const before = await alice.scene();
	await alice.page.reload();
	await alice.ready();
	await alice.waitForCount(20);
	expect(await alice.scene()).toBe(before);
	await expect(alice.page.getByRole('status')).toContainText('Offline · saved here');
	await drawTwenty(alice, 320);

	await alice.goOnline();
	await alice.waitForCount(60);
	await bob.waitForCount(60);
	await expect.poll(async () => (await bob.scene()) === (await alice.scene())).toBe(true);
	await expect(alice.page.getByRole('status')).toContainText('Saved here · with 1 person');
});

test('the app and a board open cold without a network after one visit', async ({ openBoard }) => {
	const alice = await openBoard();
	await alice.waitForServiceWorker();
	await alice.draw([
		[400, 300],
		[600, 400]
	]);
	await alice.page.getByLabel('Board title').fill('Harbour');
	await alice.page.getByLabel('Board title').press('Enter');
	await alice.board((board) => board.whenSaved());
	const context = alice.page.context();
	const url = alice.url();
	await expect
		.poll(() =>
			alice.page.evaluate(async () => {
				const database = await new Promise<IDBDatabase>((resolve, reject) => {
					const request = indexedDB.open('inkmesh');
					request.onsuccess = () => resolve(request.result);
					request.onerror = () => reject(request.error);
				});
				const boards = await new Promise<{ title: string; thumbnails?: object }[]>((resolve) => {
					const request = database.transaction('boards').objectStore('boards').getAll();
					request.onsuccess = () => resolve(request.result);
				});
				database.close();
				return boards.map(({ title, thumbnails }) => [title, Boolean(thumbnails)]);
			})
		)
		.toEqual([['Harbour', true]]);
	await alice.page.close();
	await context.setOffline(true);
	const home = await context.newPage();
	await home.goto(new URL('/', url).href);
	await home.getByRole('link', { name: 'Harbour' }).click();
	await home.waitForFunction(() => window.inkmesh?.board?.count === 1);
	expect(home.url()).toBe(url);
	await home.goto(new URL('/board', url).href);
	await home.getByRole('application', { name: 'Board' }).waitFor();
});

test('the app can be installed', async ({ openBoard }) => {
	const alice = await openBoard();
	await alice.waitForServiceWorker();
	const session = await alice.page.context().newCDPSession(alice.page);
	const { errors, url } = await session.send('Page.getAppManifest');
	expect(errors).toEqual([]);
	expect(url).toContain('/manifest.webmanifest');
	const { installabilityErrors } = (await session.send('Page.getInstallabilityErrors')) as {
		installabilityErrors: { errorId: string }[];
	};
	// A fresh browser context counts as a private window, which nothing is ever installed from.
	expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});

test('work that its author could not bring to everybody any more is passed on by those who have it', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url(), { watches: true });
	await alice.waitForPeers(1);
	const carol = await openBoard(alice.url(), { watches: true });
	for (const board of [alice, bob, carol]) await board.waitForPeers(2);
	await carol.goOffline();
	await drawTwenty(alice, 300);
	await bob.waitForCount(20);
	await alice.page.close();
	await carol.goOnline();
	await carol.waitForCount(20);
	await expect.poll(async () => (await bob.scene()) === (await carol.scene())).toBe(true);
});

test('what a peer never heard, though nothing broke, is noticed and mended', async ({ openBoard }) => {
	const alice = await openBoard(undefined, { watches: true });
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	// One update is lost on the way, as when a page is torn down in the middle of telling: the channel swallows it.
	await alice.page.evaluate(() => {
		const channel = window.seenChannels.find(({ label }) => label === 'document');
		if (!channel) throw new Error('expected a document channel, got none');
		const send = channel.send;
		channel.send = function (data: never) {
			channel.send = send;
			void data;
		};
	});
	await alice.draw([
		[400, 300],
		[600, 400]
	]);
	await bob.waitForCount(1, 60_000);
	expect(await bob.scene()).toBe(await alice.scene());
});
