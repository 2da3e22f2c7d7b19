import { deriveBoardKeys } from '../../src/lib/access/board-keys.ts';
import { createBoardLink, formatBoardLink, viewLinkOf } from '../../src/lib/access/board-link.ts';
import { DocumentDigest } from '../../src/lib/sync/anti-entropy.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { filedDocument } from '../support/filed-document.ts';
import { Viewers } from '../support/viewers.ts';

/** Viewers without a browser, and with one. */
const PROCESS_VIEWERS = 28;
const PAGE_VIEWERS = 2;
const STROKES = 20;

/** The digest of all that a page's document holds. */
async function digestOf(board: BoardPage): Promise<string> {
	const bytes = await board.page.evaluate(async () => [...(await window.inkmesh!.board!.exportFile())]);
	return String(new DocumentDigest(await filedDocument(Uint8Array.from(bytes))).current);
}

/** Watches how long the page's main thread is busy from now on; what it gives back tells, ms. */
async function watchBusy(board: BoardPage): Promise<() => Promise<number>> {
	const session = await board.page.context().newCDPSession(board.page);
	await session.send('Performance.enable');
	const busyS = async () => {
		const { metrics } = await session.send('Performance.getMetrics');
		return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
	};
	const before = await busyS();
	return async () => 1_000 * ((await busyS()) - before);
}

/** Draws by hand; gives back for how long the main thread was busy a stroke, ms. */
async function drawStrokes(board: BoardPage): Promise<string> {
	const busyMs = await watchBusy(board);
	for (let i = 0; i < STROKES; i++) {
		const x = 300 + (i % 10) * 70;
		const y = 250 + Math.floor(i / 10) * 200;
		await board.draw([
			[x, y],
			[x + 50, y + 120]
		]);
	}
	return ((await busyMs()) / STROKES).toFixed(0);
}

test('thirty viewers follow one writer, one of them leaves, and another writer takes over', async ({
	browser,
	openBoard,
	server,
	viewport
}) => {
	test.setTimeout(180_000);
	const link = createBoardLink();
	const url = `${server.url}/board${formatBoardLink(link)}`;
	const view = formatBoardLink(viewLinkOf(deriveBoardKeys(link)));
	const viewers = await Viewers.start();
	const everybodyFollows = async (writer: BoardPage, pages: readonly BoardPage[], count: number) => {
		const digest = await digestOf(writer);
		await expect
			.poll(
				async () => {
					const states = await viewers.look();
					return states.filter((state) => state.digest === digest).length;
				},
				{ timeout: 60_000, intervals: [50] }
			)
			.toBe(count);
		for (const page of pages) await expect.poll(() => digestOf(page)).toBe(digest);
	};
	try {
		// Bob had the board open once, and has it on his device.
		const bobs = await browser.newContext({ viewport });
		const alice = await openBoard(url, { watches: true });
		await alice.board((board) => {
			board.create([{ type: 'rectangle', position: [100, 100], size: [160, 80], text: 'Harbour' }]);
		});
		const early = await openBoard(url, { context: bobs });
		await early.waitForCount(1);
		await early.board((board) => board.whenSaved());
		await early.page.close();

		const alone = await drawStrokes(alice);

		const startedAt = Date.now();
		const signalingUrl = `${server.url.replace('http', 'ws')}/signaling`;
		await viewers.open(PROCESS_VIEWERS, { fragment: view, signalingUrl });
		const pages = await Promise.all(
			Array.from({ length: PAGE_VIEWERS }, () => openBoard(`${server.url}/board${view}`))
		);
		await alice.waitForPeers(PROCESS_VIEWERS + PAGE_VIEWERS, 60_000);
		await everybodyFollows(alice, pages, PROCESS_VIEWERS);
		console.log(`    all have the board after ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);

		await alice.page.evaluate(() => (window.seenSends.length = 0));
		const shared = await drawStrokes(alice);
		await everybodyFollows(alice, pages, PROCESS_VIEWERS);
		const sends = await alice.page.evaluate(() => window.seenSends);
		const print = (label: string, chosen: typeof sends) => {
			const bytes = chosen.reduce((sum, send) => sum + send.bytes, 0);
			console.log(
				`    ${label}: ${(chosen.length / STROKES).toFixed(0)} messages, ${(bytes / STROKES / 1024).toFixed(1)} KiB a stroke`
			);
		};
		const UPDATE = 0;
		const updates = sends.filter(({ label, type }) => label === 'document' && type === UPDATE);
		print('strokes', updates);
		print(
			'ink and cursors',
			sends.filter(({ label }) => label === 'presence')
		);
		console.log(`    the writer was busy ${shared} ms a stroke; ${alone} ms when alone`);
		expect(updates.length).toBeLessThanOrEqual(STROKES * (PROCESS_VIEWERS + PAGE_VIEWERS) * 1.1);

		await viewers.leaveOne();
		await pages[0]?.page.close();
		await alice.waitForPeers(PROCESS_VIEWERS + PAGE_VIEWERS - 2);
		await alice.draw([
			[300, 650],
			[500, 680]
		]);
		await everybodyFollows(alice, pages.slice(1), PROCESS_VIEWERS - 1);

		// The last stroke of the one is on no device but the viewers', and stays there.
		await alice.page.close();
		const bob = await openBoard(url, { context: bobs });
		await bob.waitForPeers(PROCESS_VIEWERS + PAGE_VIEWERS - 2, 60_000);
		console.log(`    bob has ${await bob.count()} elements`);
		await bob.draw([
			[600, 650],
			[800, 680]
		]);
		await expect
			.poll(async () => (await viewers.look()).filter(({ elements }) => elements === 2 * STROKES + 3).length)
			.toBe(PROCESS_VIEWERS - 1);
		await bobs.close();
	} finally {
		await viewers.end();
	}
});
