// A cursor that is late is worse than one that misses a step: presence travels unreliably, and here is what that gains.
import type { Page } from '@playwright/test';
import { clockOffsetMs, presenceDelaysMs, resetMeter } from './channel-meter.ts';
import { compareChannels } from './comparison-channels.ts';
import { describeMs, printFigure, quantile } from './figures.ts';
import { PUBLIC_ADDRESS } from './network-lab.ts';
import { expect, test } from './network-test.ts';
import { actAtRate } from './pace.ts';

const ONE_WAY_MS = 20;
const SECONDS = 20;
/** Before and after, each. */
const BARE_SECONDS = 5;
const MAX_EXTRA_MS = 5;

/** Moves a pointer sixty times a second for so long, and gives back how late the other page got to know. */
async function moveAndMeasure(
	from: Page,
	to: Page,
	seconds: number
): Promise<{ delaysMs: number[]; sent: number }> {
	for (const page of [from, to]) await resetMeter(page);
	await actAtRate(60, seconds, (count) =>
		from.mouse.move(320 + 100 * Math.cos(count / 20), 220 + 80 * Math.sin(count / 20))
	);
	return presenceDelaysMs(from, to);
}

test('at 40 ms and 2 % loss, cursors arrive within the path and 5 ms', async ({ lab }) => {
	await lab.startServer();
	const far = await lab.addLan({ wire: {} });
	// Small pages: without a graphics card, painting large ones is most of what a cursor would be seen to wait for.
	const options = { hidesAddresses: false, isMetered: true, viewport: { width: 640, height: 400 } };
	const alice = await lab.openBoard(far.addHost(), options);
	const bob = await lab.openBoard(await lab.addHost(), { ...options, url: alice.url() });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	const offsetMs = await clockOffsetMs(bob.page, alice.page);
	printFigure('clocks differ by', `${offsetMs.toFixed(2)} ms`);
	expect(Math.abs(offsetMs)).toBeLessThan(2);

	// Two browsers and a painter on a few cores take their time too. What that is, the bare wire tells; it is part of the path.
	const before = await moveAndMeasure(alice.page, bob.page, BARE_SECONDS);
	await far.wire.set({ delayMs: ONE_WAY_MS, loss: 0.02 });
	const endComparison = await compareChannels(lab.publicPlace, PUBLIC_ADDRESS, alice.page, bob.page);
	const { delaysMs, sent } = await moveAndMeasure(alice.page, bob.page, SECONDS);
	const { reliable, socket } = await endComparison();
	await far.wire.set({ delayMs: 0, loss: 0 });
	const after = await moveAndMeasure(alice.page, bob.page, BARE_SECONDS);

	const bareMs = [...before.delaysMs, ...after.delaysMs];
	printFigure('presence channel, one way', describeMs(delaysMs));
	printFigure('  of those sent, arrived', `${((delaysMs.length / sent) * 100).toFixed(1)} %`);
	printFigure('  the same without delay and loss: this machine', describeMs(bareMs));
	printFigure('the same on a reliable, ordered channel', describeMs(reliable));
	printFigure('the same over a WebSocket through a relay', describeMs(socket));
	expect(sent).toBeGreaterThan(SECONDS * 30);
	expect(quantile(delaysMs, 0.95)).toBeLessThan(quantile(reliable, 0.95));
	const pathMs = quantile(bareMs, 0.95) + ONE_WAY_MS;
	expect(quantile(delaysMs, 0.95)).toBeLessThanOrEqual(pathMs + MAX_EXTRA_MS);
});
