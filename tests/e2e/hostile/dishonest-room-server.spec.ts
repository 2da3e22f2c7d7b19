import { createBoardLink, formatBoardLink } from '../../../src/lib/access/board-link.ts';
import { expect, test } from '../../support/board-page.ts';
import { ManInTheMiddle } from '../../support/man-in-the-middle.ts';

test('a room server in the middle of two people is shut out by both, and hears nothing', async ({
	browser,
	openBoard,
	server,
	viewport
}) => {
	const middle = new ManInTheMiddle();
	const contexts = await Promise.all([browser.newContext({ viewport }), browser.newContext({ viewport })]);
	for (const context of contexts) await middle.intercept(context);
	const url = `${server.url}/board${formatBoardLink(createBoardLink())}`;
	const [alice, bob] = await Promise.all(contexts.map((context) => openBoard(url, { context })));
	if (!alice || !bob) throw new Error('expected two boards, got fewer');
	await alice.draw([
		[400, 300],
		[600, 400]
	]);
	// Both said hello to it, and proved to it what they are.
	const count = (type: string) => middle.passedOn.filter((passed) => passed === type).length;
	await expect.poll(() => count('proof'), { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
	await expect.poll(() => middle.isShutOut).toBe(true);
	expect(new Set(middle.passedOn)).toEqual(new Set(['hello', 'proof']));
	expect(await alice.board((board) => board.peers())).toEqual([]);
	expect(await bob.board((board) => board.peers())).toEqual([]);
	expect(await bob.count()).toBe(0);
	// The same server once it is honest: nothing else kept them apart.
	middle.stepAside();
	await bob.waitForCount(1, 45_000);
	await alice.waitForPeers(1);
	middle.close();
	for (const context of contexts) await context.close();
});
