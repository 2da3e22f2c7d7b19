// Which way two browsers find to each other, how long it takes them, and that the page says which it is.
import type { BoardPage } from '../support/board-page.ts';
import { drawTogether } from './drawing.ts';
import { printFigure } from './figures.ts';
import type { Host } from './lan.ts';
import type { NetworkLab, OpenBoardOptions } from './network-lab.ts';
import { expect, test } from './network-test.ts';
import { actAtRate } from './pace.ts';
import { selectedPaths } from './selected-path.ts';

/** From the second page's being ready, on a path of 40 ms. */
const DIRECT_MS = 2_000;
/** The least the room server gives credentials for. */
const TTL_S = 60;
const LINE = { delayMs: 10 };

interface Met {
	readonly alice: BoardPage;
	readonly bob: BoardPage;
	readonly tookMs: number;
}

/** Opens a board on both hosts, waits until they have met and draw together, and prints how long that took. */
async function meet(
	lab: NetworkLab,
	[one, other]: readonly [Host, Host],
	options: OpenBoardOptions = {}
): Promise<Met> {
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

/** What the page says of the way to everybody else. */
function expectShown(board: BoardPage, path: 'direct' | 'relay', people = 1): Promise<void> {
	return expect
		.poll(() => board.board((api) => api.peers().map((peer) => peer.path)))
		.toEqual(Array<string>(people).fill(path));
}

test.describe('a direct connection is found', () => {
	test('by two people on one host', async ({ lab }) => {
		await lab.startServer();
		const host = await lab.addHost({ nat: 'cone', wire: { delayMs: 20 } });
		const { alice, tookMs } = await meet(lab, [host, host]);
		expect(await selectedPaths(alice)).toMatchObject([{ types: ['host', 'host'] }]);
		await expectShown(alice, 'direct');
		expect(tookMs).toBeLessThan(DIRECT_MS);
	});

	for (const hidesAddresses of [true, false]) {
		test(`by two hosts on one LAN, addresses ${hidesAddresses ? 'hidden behind mDNS' : 'shown'}`, async ({
			lab
		}) => {
			await lab.startServer();
			const lan = await lab.addLan({ nat: 'symmetric', wire: { delayMs: 20 } });
			const { alice, tookMs } = await meet(lab, [lan.addHost(), lan.addHost()], { hidesAddresses });
			expect((await selectedPaths(alice))[0]?.types).not.toContain('relay');
			await expectShown(alice, 'direct');
			expect(tookMs).toBeLessThan(DIRECT_MS);
		});
	}

	test('by two hosts behind cone NATs, 40 ms apart, with the room server’s STUN', async ({ lab }) => {
		await lab.startServer();
		const hosts = [
			await lab.addHost({ nat: 'cone', wire: LINE }),
			await lab.addHost({ nat: 'cone', wire: LINE })
		] as const;
		const { alice, bob, tookMs } = await meet(lab, hosts);
		expect((await selectedPaths(alice))[0]?.types.join()).toMatch(/^[sp]rflx,[sp]rflx$/);
		for (const board of [alice, bob]) await expectShown(board, 'direct');
		expect(tookMs).toBeLessThan(DIRECT_MS);
	});
});

test.describe('a relay carries it', () => {
	test('between two symmetric NATs', async ({ lab }) => {
		const turn = await lab.startTurn();
		await lab.startServer(turn.settings());
		const hosts = [
			await lab.addHost({ nat: 'symmetric', wire: LINE }),
			await lab.addHost({ nat: 'symmetric', wire: LINE })
		] as const;
		const { alice, bob } = await meet(lab, hosts);
		expect((await selectedPaths(alice))[0]?.types).toContain('relay');
		for (const board of [alice, bob]) await expectShown(board, 'relay');
	});

	test('where a firewall lets out nothing but TCP', async ({ lab }) => {
		const turn = await lab.startTurn();
		const server = await lab.startServer(turn.settings());
		const strict = await lab.addLan({ nat: 'symmetric', wire: LINE });
		strict.setFirewall({ tcpPorts: [server.port, turn.port], udpPorts: [] });
		const hosts = [strict.addHost(), await lab.addHost({ nat: 'cone', wire: LINE })] as const;
		const { alice, bob } = await meet(lab, hosts);
		const [path] = await selectedPaths(alice);
		expect(path?.types).toContain('relay');
		expect(path?.relayProtocol).toBe('tcp');
		for (const board of [alice, bob]) await expectShown(board, 'relay');
	});

	test('past the expiry of its credentials, and to those who come later', async ({ lab }) => {
		test.setTimeout(2.5 * TTL_S * 1_000 + 90_000);
		const turn = await lab.startTurn();
		await lab.startServer(turn.settings(TTL_S));
		const bobsLan = await lab.addLan({ nat: 'symmetric', wire: LINE });
		const hosts = [await lab.addHost({ nat: 'symmetric', wire: LINE }), bobsLan.addHost()] as const;
		const { alice, bob } = await meet(lab, hosts);
		await actAtRate(0.5, 2.1 * TTL_S, () => drawTogether(alice, bob));
		for (const board of [alice, bob]) await expectShown(board, 'relay');
		const carol = await lab.openBoard(await lab.addHost({ nat: 'symmetric', wire: LINE }), {
			url: alice.url()
		});
		await carol.waitForCount(await alice.count());
		for (const board of [alice, bob, carol]) await expectShown(board, 'relay', 2);
	});
});
