// What goes wrong while two people draw, and that it heals by itself, soon, with nothing lost and nobody doubled.
import type { BoardPage } from '../support/board-page.ts';
import { drawSteadily, drawTogether, msUntilEqual } from './drawing.ts';
import { printFigure } from './figures.ts';
import type { Host, Lan } from './lan.ts';
import type { NetworkLab } from './network-lab.ts';
import { expect, test } from './network-test.ts';
import { outageLasts } from './pace.ts';

/** From the end of an outage to equal boards. */
const HEALED_MS = 5_000;
/** The same where an address changed or a computer slept: a new path has to be found first. */
const FOUND_AGAIN_MS = 15_000;

interface Pair {
	readonly alice: BoardPage;
	readonly bob: BoardPage;
	readonly bobsLan: Lan;
	readonly bobsHost: Host;
}

/** Two who draw together, each behind a NAT, 40 ms apart. */
async function pairUp(lab: NetworkLab): Promise<Pair> {
	await lab.startServer();
	const line = { nat: 'cone', wire: { delayMs: 10 } } as const;
	const alice = await lab.openBoard(await lab.addHost(line));
	const bobsLan = await lab.addLan(line);
	const bobsHost = bobsLan.addHost();
	const bob = await lab.openBoard(bobsHost, { url: alice.url() });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	await drawTogether(alice, bob);
	return { alice, bob, bobsLan, bobsHost };
}

/** Equal boards in time after the outage ended, one other person on each, drawing goes on, and the status tells so. */
async function expectHealed(
	{ alice, bob }: Pair,
	limitMs: number,
	endedAt = performance.now()
): Promise<void> {
	const tookMs = await msUntilEqual([alice, bob], endedAt);
	printFigure('equal again after', `${(tookMs / 1e3).toFixed(1)} s, ${await alice.count()} strokes`);
	expect(tookMs).toBeLessThan(limitMs);
	for (const board of [alice, bob]) {
		await board.waitForPeers(1);
		await expect(board.page.getByRole('button', { name: 'People: you and 1 others' })).toBeVisible();
		await expect.poll(() => board.board((api) => api.status.phrase)).toBe('Saved here · with 1 person');
	}
	await drawTogether(alice, bob);
	// Drawing took a while: whoever was doubled by the reconnection would have shown by now.
	for (const board of [alice, bob]) expect(await board.board((api) => api.peers().length)).toBe(1);
}

test('20 % loss for ten seconds', async ({ lab }) => {
	const pair = await pairUp(lab);
	const stops = [drawSteadily(pair.alice, 150), drawSteadily(pair.bob, 450)];
	await pair.bobsLan.wire.set({ loss: 0.2 });
	await outageLasts(10);
	await pair.bobsLan.wire.set({ loss: 0 });
	const endedAt = performance.now();
	for (const stop of stops) expect(await stop()).toBeGreaterThan(5);
	await expectHealed(pair, HEALED_MS, endedAt);
});

for (const { seconds, tag } of [
	{ seconds: 8, tag: [] },
	{ seconds: 30, tag: [] },
	{ seconds: 300, tag: ['@long'] }
]) {
	test(`a cut of ${seconds} s`, { tag }, async ({ lab }) => {
		test.setTimeout((seconds + 90) * 1_000);
		const pair = await pairUp(lab);
		await pair.bobsLan.wire.set({ isCut: true });
		const stops = [drawSteadily(pair.alice, 150), drawSteadily(pair.bob, 450)];
		await outageLasts(seconds);
		for (const stop of stops) expect(await stop()).toBeGreaterThan(5);
		await pair.bobsLan.wire.set({ isCut: false });
		await expectHealed(pair, HEALED_MS);
	});
}

test('the address of one host changes', async ({ lab }) => {
	const pair = await pairUp(lab);
	const stops = [drawSteadily(pair.alice, 150), drawSteadily(pair.bob, 450)];
	await outageLasts(1);
	pair.bobsHost.changeAddress();
	const changedAt = performance.now();
	await outageLasts(1);
	for (const stop of stops) expect(await stop()).toBeGreaterThan(1);
	await expectHealed(pair, FOUND_AGAIN_MS, changedAt);
});

test('one side is frozen for a minute, as by a closed lid', async ({ lab }) => {
	test.setTimeout(180_000);
	const pair = await pairUp(lab);
	const stops = [drawSteadily(pair.alice, 150), drawSteadily(pair.bob, 450)];
	await outageLasts(1);
	pair.bobsHost.namespace.freeze();
	await outageLasts(60);
	expect(await stops[0]?.()).toBeGreaterThan(20);
	pair.bobsHost.namespace.thaw();
	const thawedAt = performance.now();
	expect(await stops[1]?.()).toBeGreaterThan(1);
	await expectHealed(pair, FOUND_AGAIN_MS, thawedAt);
});
