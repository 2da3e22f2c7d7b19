// Which way two browsers find to each other, and how long it takes them.
import type { BoardPage } from '../support/board-page.ts';
import { drawTogether } from './drawing.ts';
import { printFigure } from './figures.ts';
import { injectIceServers, turnServer } from './ice-servers.ts';
import type { Host } from './lan.ts';
import type { NetworkLab, OpenBoardOptions } from './network-lab.ts';
import { expect, test } from './network-test.ts';
import { selectedPaths } from './selected-path.ts';

/** From the second page's being ready, on a path of 40 ms. */
const DIRECT_MS = 2_000;

/** Opens a board on both hosts, waits until they have met and draw together, and prints how long that took. */
async function meet(
	lab: NetworkLab,
	[one, other]: readonly [Host, Host],
	options: OpenBoardOptions = {}
): Promise<{ alice: BoardPage; bob: BoardPage; tookMs: number }> {
	const alice = await lab.openBoard(one, options);
	const bob = await lab.openBoard(other, { ...options, url: alice.url() });
	const readyAt = Date.now();
	await bob.waitForPeers(1);
	const tookMs = Date.now() - readyAt;
	await alice.waitForPeers(1);
	printFigure('met after', `${tookMs} ms`);
	await drawTogether(alice, bob);
	return { alice, bob, tookMs };
}

test.describe('a direct connection is found', () => {
	test('by two people on one host', async ({ lab }) => {
		await lab.startServer();
		const host = await lab.addHost({ wire: { delayMs: 20 }, nat: 'cone' });
		const { alice, tookMs } = await meet(lab, [host, host]);
		expect(await selectedPaths(alice)).toMatchObject([{ types: ['host', 'host'] }]);
		expect(tookMs).toBeLessThan(DIRECT_MS);
	});

	for (const hidesAddresses of [true, false]) {
		test(`by two hosts on one LAN, addresses ${hidesAddresses ? 'hidden behind mDNS' : 'shown'}`, async ({
			lab
		}) => {
			await lab.startServer();
			const lan = await lab.addLan({ wire: { delayMs: 20 }, nat: 'symmetric' });
			const { alice, tookMs } = await meet(lab, [lan.addHost(), lan.addHost()], { hidesAddresses });
			expect(await selectedPaths(alice)).toHaveLength(1);
			expect((await selectedPaths(alice))[0]?.types).not.toContain('relay');
			expect(tookMs).toBeLessThan(DIRECT_MS);
		});
	}

	test('by two hosts behind cone NATs, 40 ms apart', async ({ lab }) => {
		await lab.startServer();
		const turn = await lab.startTurn();
		const hosts = [
			await lab.addHost({ nat: 'cone', wire: { delayMs: 10 } }),
			await lab.addHost({ nat: 'cone', wire: { delayMs: 10 } })
		] as const;
		const initScript = injectIceServers([{ urls: turn.stunUrl }]);
		const { alice, tookMs } = await meet(lab, hosts, { initScript });
		expect((await selectedPaths(alice))[0]?.types.join()).toMatch(/^[sp]rflx,[sp]rflx$/);
		expect(tookMs).toBeLessThan(DIRECT_MS);
	});
});

test.describe('a relay carries it', () => {
	test('between two symmetric NATs', async ({ lab }) => {
		await lab.startServer();
		const turn = await lab.startTurn();
		const hosts = [
			await lab.addHost({ nat: 'symmetric', wire: { delayMs: 10 } }),
			await lab.addHost({ nat: 'symmetric', wire: { delayMs: 10 } })
		] as const;
		const initScript = injectIceServers([turnServer(turn, ['udp', 'tcp'])]);
		const { alice } = await meet(lab, hosts, { initScript });
		expect((await selectedPaths(alice))[0]?.types).toContain('relay');
	});

	test('where a firewall lets out nothing but TCP', async ({ lab }) => {
		const server = await lab.startServer();
		const turn = await lab.startTurn();
		const strict = await lab.addLan({ nat: 'symmetric', wire: { delayMs: 10 } });
		strict.setFirewall({ tcpPorts: [server.port, turn.port], udpPorts: [] });
		const hosts = [strict.addHost(), await lab.addHost({ nat: 'cone', wire: { delayMs: 10 } })] as const;
		const initScript = injectIceServers([turnServer(turn, ['udp', 'tcp'])]);
		const { alice } = await meet(lab, hosts, { initScript });
		const [path] = await selectedPaths(alice);
		expect(path?.types).toContain('relay');
		expect(path?.relayProtocol).toBe('tcp');
	});
});
