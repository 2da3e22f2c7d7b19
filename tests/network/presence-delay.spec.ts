// A cursor that is late is worse than one that misses a step: presence travels unreliably, and here is what that gains.
import { clockOffsetMs, presenceDelaysMs, resetMeter } from './channel-meter.ts';
import { compareChannels } from './comparison-channels.ts';
import { describeMs, printFigure, quantile } from './figures.ts';
import { PUBLIC_ADDRESS } from './network-lab.ts';
import { expect, test } from './network-test.ts';
import { actAtRate } from './pace.ts';

const ONE_WAY_MS = 20;
const SECONDS = 20;

test('at 40 ms and 2 % loss, cursors arrive within the path and 5 ms', async ({ lab }) => {
	await lab.startServer();
	const host = await lab.addHost();
	const far = await lab.addLan({ wire: { delayMs: ONE_WAY_MS, loss: 0.02 } });
	const options = { hidesAddresses: false, isMetered: true };
	const alice = await lab.openBoard(far.addHost(), options);
	const bob = await lab.openBoard(host, { ...options, url: alice.url() });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	const offsetMs = await clockOffsetMs(bob.page, alice.page);
	printFigure('clocks differ by', `${offsetMs.toFixed(2)} ms`);
	expect(Math.abs(offsetMs)).toBeLessThan(2);
	const endComparison = await compareChannels(lab.publicPlace, PUBLIC_ADDRESS, alice.page, bob.page);
	await resetMeter(alice.page);
	await resetMeter(bob.page);

	await actAtRate(60, SECONDS, (count) =>
		alice.page.mouse.move(640 + 300 * Math.cos(count / 20), 400 + 200 * Math.sin(count / 20))
	);

	const { reliable, socket } = await endComparison();
	const { delaysMs, sent } = await presenceDelaysMs(alice.page, bob.page);
	printFigure('presence channel, one way', describeMs(delaysMs));
	printFigure('  of those sent, arrived', `${((delaysMs.length / sent) * 100).toFixed(1)} %`);
	printFigure('the same on a reliable, ordered channel', describeMs(reliable));
	printFigure('the same over a WebSocket through a relay', describeMs(socket));
	expect(sent).toBeGreaterThan(SECONDS * 30);
	expect(quantile(delaysMs, 0.95)).toBeLessThanOrEqual(ONE_WAY_MS + 5);
});
