import { createBoardLink, formatBoardLink } from '../../src/lib/access/board-link.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';

/** The type of y-protocols' sync messages, which updates travel in. */
const SYNC = 0;
const PASTED = 20_000;

/** All ids in order, and every fiftieth element whole. */
function describe(board: BoardPage): Promise<{ ids: string; sample: string }> {
	return board.board((api) => {
		const elements = api.elements();
		return {
			ids: elements.map(({ id }) => id).join(),
			sample: JSON.stringify(elements.filter((_, i) => i % 50 === 0))
		};
	});
}

test('eight pages that join at one moment are fully meshed, and an update costs seven messages', async ({
	openBoard,
	server
}) => {
	const url = `${server.url}/board${formatBoardLink(createBoardLink())}`;
	const all = await Promise.all(Array.from({ length: 8 }, () => openBoard(url, { watches: true })));
	const [first, ...others] = all;
	if (!first) throw new Error('expected eight boards, got none');
	const startedAt = Date.now();
	for (const board of all) await board.waitForPeers(7, 60_000);
	console.log(`    meshed ${((Date.now() - startedAt) / 1000).toFixed(1)} s after the last page was ready`);
	const forgetSends = () =>
		Promise.all(all.map(({ page }) => page.evaluate(() => (window.seenSends.length = 0))));
	const documentSends = async () => {
		const sends = await Promise.all(
			all.map(({ page }) =>
				page.evaluate(
					(sync) =>
						window.seenSends.filter(({ label, type }) => label === 'document' && type === sync).length,
					SYNC
				)
			)
		);
		return sends.reduce((sum, count) => sum + count, 0);
	};
	// Until everybody has told whom they are linked with, some pass on what all have: it costs more, and hurts nobody.
	let count = 0;
	await expect(async () => {
		await forgetSends();
		await first.board((board) => board.create([{ type: 'rectangle', position: [100, 100], size: [50, 50] }]));
		count++;
		for (const board of all) await board.waitForCount(count);
		expect(await documentSends()).toBe(7);
	}).toPass({ timeout: 15_000 });
	for (const board of others) expect(await board.scene()).toBe(await first.scene());
});

test('drawing goes on while the room server is down, and a third joins after its restart', async ({
	openBoard,
	ownServer
}) => {
	const server = await ownServer();
	const alice = await openBoard(`${server.url}/board`);
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	await server.kill();
	await alice.draw([
		[400, 300],
		[600, 400]
	]);
	await bob.waitForCount(1);
	await bob.draw([
		[400, 500],
		[600, 600]
	]);
	await alice.waitForCount(2);
	await ownServer(server.port);
	const carol = await openBoard(alice.url());
	await carol.waitForCount(2);
	await carol.waitForPeers(2);
	await carol.draw([
		[700, 300],
		[800, 400]
	]);
	await alice.waitForCount(3);
	await bob.waitForCount(3);
	expect(await alice.waitForPeers(2)).toBeUndefined();
});

test('a paste of 20,000 strokes reaches the other while its drawing goes on, and a late joiner gets it all', async ({
	openBoard
}) => {
	test.setTimeout(240_000);
	const alice = await openBoard(undefined, { watches: true, withoutMailbox: true });
	const bob = await openBoard(alice.url(), { withoutMailbox: true });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	const before = Date.now();
	const paste = alice.board((board, count) => {
		// Eighty points each, as handwriting has; packed that is about 7 MB in all.
		const strokes = Array.from({ length: count }, (_, i) => ({
			type: 'stroke',
			color: 'blue',
			size: 3,
			points: Array.from({ length: 80 }, (_, k): [number, number, number] => [
				(i % 200) * 60 + Math.cos(k / 9 + i) * 20 + k / 4,
				Math.floor(i / 200) * 60 + Math.sin(k / 7 + i) * 20,
				0.3 + ((k * 7 + i) % 40) / 100
			])
		}));
		return board.create(strokes).length;
	}, PASTED);
	// Bob draws on while it comes in, stroke after stroke.
	const pastedAtStroke: number[] = [];
	while ((pastedAtStroke.at(-1) ?? 0) < PASTED) {
		const x = 300 + (pastedAtStroke.length % 12) * 60;
		await bob.draw(
			[
				[x, 300],
				[x + 40, 400]
			],
			{ steps: 3 }
		);
		pastedAtStroke.push((await bob.count()) - pastedAtStroke.length - 1);
	}
	console.log(`    with the other after ${((Date.now() - before) / 1000).toFixed(1)} s`);
	const strokesMeanwhile = pastedAtStroke.filter((pasted) => pasted < PASTED).length;
	console.log(`    who drew ${strokesMeanwhile} strokes from the paste to its last stroke`);
	expect(strokesMeanwhile).toBeGreaterThan(0);
	expect(await paste).toBe(PASTED);
	const total = PASTED + pastedAtStroke.length;
	await alice.waitForCount(total, 60_000);
	const sends = await alice.page.evaluate(() =>
		window.seenSends.filter(({ label }) => label === 'document' || label === 'bulk')
	);
	const sent = sends.reduce((sum, { bytes }) => sum + bytes, 0);
	console.log(`    ${(sent / 1e6).toFixed(1)} MB in ${sends.length} frames`);
	expect(Math.max(...sends.map(({ bytes }) => bytes))).toBeLessThanOrEqual(64 * 1024);
	expect(sent).toBeGreaterThan(5e6);
	const late = Date.now();
	const carol = await openBoard(alice.url(), { withoutMailbox: true });
	await carol.waitForCount(total, 120_000);
	console.log(`    with a late joiner after ${((Date.now() - late) / 1000).toFixed(1)} s`);
	expect(await describe(carol)).toEqual(await describe(alice));
});
