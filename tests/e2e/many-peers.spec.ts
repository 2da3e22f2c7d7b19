import { expect, test } from '../support/board-page.ts';

test('eight pages that join at one moment are fully meshed, and an update costs seven messages', async ({
	openBoard
}) => {
	const first = await openBoard(undefined, { watches: true });
	const others = await Promise.all(
		Array.from({ length: 7 }, () => openBoard(first.url(), { watches: true }))
	);
	const all = [first, ...others];
	const startedAt = Date.now();
	for (const board of all) await board.waitForPeers(7, 60_000);
	console.log(`    meshed ${((Date.now() - startedAt) / 1000).toFixed(1)} s after the last page was ready`);
	const forgetSends = () =>
		Promise.all(all.map(({ page }) => page.evaluate(() => (window.seenSends.length = 0))));
	const documentSends = async () => {
		const sends = await Promise.all(
			all.map(({ page }) =>
				page.evaluate(() => window.seenSends.filter(({ label }) => label === 'document').length)
			)
		);
		return sends.reduce((sum, count) => sum + count, 0);
	};
	await forgetSends();
	await first.board((board) => board.create([{ type: 'rectangle', position: [100, 100], size: [50, 50] }]));
	for (const board of all) await board.waitForCount(1);
	expect(await documentSends()).toBe(7);
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
	const alice = await openBoard(undefined, { watches: true });
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	const before = Date.now();
	await alice.board((board) => {
		// Eighty points each, as handwriting has; packed that is about 7 MB in all.
		const strokes = Array.from({ length: 20_000 }, (_, i) => ({
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
	});
	// Bob draws on while it comes in.
	await bob.draw([
		[400, 300],
		[600, 400],
		[700, 300]
	]);
	await bob.waitForCount(20_001, 120_000);
	console.log(`    with the other after ${((Date.now() - before) / 1000).toFixed(1)} s`);
	await alice.waitForCount(20_001, 60_000);
	const sends = await alice.page.evaluate(() => window.seenSends.filter(({ label }) => label === 'document'));
	const sent = sends.reduce((sum, { bytes }) => sum + bytes, 0);
	console.log(`    ${(sent / 1e6).toFixed(1)} MB in ${sends.length} frames`);
	expect(Math.max(...sends.map(({ bytes }) => bytes))).toBeLessThanOrEqual(64 * 1024);
	expect(sent).toBeGreaterThan(5e6);
	const late = Date.now();
	const carol = await openBoard(alice.url());
	await carol.waitForCount(20_001, 120_000);
	console.log(`    with a late joiner after ${((Date.now() - late) / 1000).toFixed(1)} s`);
	const digest = () =>
		carol.board((board) =>
			board
				.elements()
				.map(({ id }) => id)
				.join()
		);
	expect(await digest()).toBe(
		await alice.board((board) =>
			board
				.elements()
				.map(({ id }) => id)
				.join()
		)
	);
});
