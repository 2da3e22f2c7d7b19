// Two people whom no path connects, without TURN: they are told so, keep their work, and a third person between them
// carries it across.
import type { BoardPage } from '../support/board-page.ts';
import { drawOne, drawTogether, msUntilEqual } from './drawing.ts';
import { printFigure } from './figures.ts';
import { injectIceServers } from './ice-servers.ts';
import type { Lan } from './lan.ts';
import type { NetworkLab } from './network-lab.ts';
import { expect, test } from './network-test.ts';

/** Alice and bob on LANs that reach the public place but not each other; `rejoin` gives them a path. */
async function keptApart(
	lab: NetworkLab
): Promise<{ alice: BoardPage; bob: BoardPage; rejoin: () => void; initScript: string }> {
	await lab.startServer();
	const turn = await lab.startTurn();
	const initScript = injectIceServers([{ urls: turn.stunUrl }]);
	const lans: Lan[] = [];
	for (let i = 0; i < 2; i++) lans.push(await lab.addLan({ nat: 'cone', wire: { delayMs: 10 } }));
	const [one, other] = lans;
	if (!one || !other) throw new Error('expected two LANs');
	const rejoin = lab.sever(one, other);
	const alice = await lab.openBoard(one.addHost(), { initScript });
	const bob = await lab.openBoard(other.addHost(), { initScript, url: alice.url() });
	return { alice, bob, rejoin, initScript };
}

test('no path: work is kept, and a path that appears is found without anybody doing anything', async ({
	lab
}) => {
	const { alice, bob, rejoin } = await keptApart(lab);
	await drawOne(alice, 200);
	await drawOne(bob, 500);
	expect([await alice.count(), await bob.count()]).toEqual([1, 1]);
	for (const board of [alice, bob]) await board.board((api) => api.whenSaved());
	rejoin();
	const tookMs = await msUntilEqual([alice, bob]);
	printFigure('equal after a path appeared', `${(tookMs / 1e3).toFixed(1)} s`);
	expect(tookMs).toBeLessThan(30_000);
	await drawTogether(alice, bob);
});

test('no path: both are told so within 20 s, in plain words', async ({ lab }) => {
	test.fixme(true, 'the page says nothing of people it can not reach');
	const { alice, bob } = await keptApart(lab);
	for (const board of [alice, bob]) {
		await expect(board.page.getByRole('status')).toContainText(/can.t reach 1 person/i, { timeout: 20_000 });
	}
});

test('a third person between the two passes on documents and cursors', async ({ lab }) => {
	test.fixme(true, 'nothing is forwarded yet: documents come with the next comparison, cursors never');
	const { alice, bob, initScript } = await keptApart(lab);
	const between = await lab.addHost({ nat: 'cone', wire: { delayMs: 10 } });
	const carol = await lab.openBoard(between, { initScript, url: alice.url() });
	await carol.waitForPeers(2);
	await alice.waitForPeers(2);
	await bob.waitForPeers(2);
	await drawOne(alice, 200);
	await drawOne(bob, 500);
	const tookMs = await msUntilEqual([alice, bob, carol]);
	printFigure('documents through a third', `${(tookMs / 1e3).toFixed(1)} s`);
	expect(tookMs).toBeLessThan(5_000);
	await alice.page.mouse.move(700, 600, { steps: 5 });
	const box = { x: 690, y: 590, width: 120, height: 60 };
	await expect.poll(() => bob.inkIn(box, 'overlay'), { timeout: 3_000 }).toBeGreaterThan(200);
});
