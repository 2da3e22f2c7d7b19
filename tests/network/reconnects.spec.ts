import type { CDPSession } from '@playwright/test';
import { drawTogether } from './drawing.ts';
import { printFigure } from './figures.ts';
import { expect, test } from './network-test.ts';

const RECONNECTS = 100;
/** The first ones fill caches and pools. */
const WARM_UP = 10;
const MAX_GROWTH_BYTES = 2e6;

interface Leftovers {
	readonly open: number;
	/** Closed, and not collected as garbage; the browser keeps some for a while. */
	readonly closed: number;
	readonly heapBytes: number;
}

/** What is left in the page after everything that can go is gone. */
async function measure(session: CDPSession): Promise<Leftovers> {
	await session.send('HeapProfiler.collectGarbage');
	const { result } = await session.send('Runtime.evaluate', { expression: 'RTCPeerConnection.prototype' });
	const { objects } = await session.send('Runtime.queryObjects', {
		prototypeObjectId: result.objectId ?? ''
	});
	const states = await session.send('Runtime.callFunctionOn', {
		objectId: objects.objectId ?? '',
		// Prototypes of classes made from it are found too; they have no state.
		functionDeclaration: `function () {
			return this.flatMap((found) => {
				try {
					return [found.signalingState];
				} catch {
					return [];
				}
			});
		}`,
		returnByValue: true
	});
	await session.send('Runtime.releaseObject', { objectId: objects.objectId ?? '' });
	const { usedSize } = await session.send('Runtime.getHeapUsage');
	const all = states.result.value as string[];
	const open = all.filter((state) => state !== 'closed').length;
	return { open, closed: all.length - open, heapBytes: usedSize };
}

test('a hundred reconnections leave no connection and no memory behind', async ({ lab }) => {
	test.setTimeout(300_000);
	await lab.startServer();
	const lan = await lab.addLan();
	const alice = await lab.openBoard(lan.addHost(), { isWatched: false });
	const bob = await lab.openBoard(lan.addHost(), { url: alice.url() });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	const session = await alice.page.context().newCDPSession(alice.page);
	const reconnect = async () => {
		const before = await bob.page.evaluate(() => {
			for (const connection of window.seenConnections) {
				if (connection instanceof RTCPeerConnection) connection.close();
			}
			return window.seenConnections.length;
		});
		await bob.page.waitForFunction(
			(known) =>
				window.seenConnections
					.slice(known)
					.some((made) => made instanceof RTCPeerConnection && made.connectionState === 'connected') &&
				window.inkmesh?.board?.peers().length === 1,
			before
		);
	};
	for (let i = 0; i < WARM_UP; i++) await reconnect();
	const before = await measure(session);
	const startedAt = performance.now();
	for (let i = 0; i < RECONNECTS; i++) await reconnect();
	const eachMs = (performance.now() - startedAt) / RECONNECTS;
	// The browser holds on to a closed connection for some seconds.
	let after = await measure(session);
	await expect
		.poll(async () => (after = await measure(session)).closed, { timeout: 30_000 })
		.toBeLessThanOrEqual(before.closed);
	const growthKb = ((after.heapBytes - before.heapBytes) / 1e3).toFixed(0);
	printFigure('a reconnection takes', `${eachMs.toFixed(0)} ms`);
	printFigure('connections open', `${before.open} before, ${after.open} after`);
	printFigure('connections closed and not collected', `${before.closed} before, ${after.closed} after`);
	printFigure('heap grew by', `${growthKb} kB of ${(before.heapBytes / 1e6).toFixed(1)} MB`);
	expect(after.open).toBe(1);
	expect(after.heapBytes - before.heapBytes).toBeLessThan(MAX_GROWTH_BYTES);
	await drawTogether(alice, bob);
});
