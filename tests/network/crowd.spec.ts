// Many at once, on three hosts of one LAN: twenty pages are what two cores bear.
import { createBoardLink, formatBoardLink } from '../../src/lib/access/board-link.ts';
import type { BoardPage } from '../support/board-page.ts';
import { msUntilEqual } from './drawing.ts';
import { printFigure } from './figures.ts';
import type { Host } from './lan.ts';
import type { NetworkLab } from './network-lab.ts';
import { expect, test } from './network-test.ts';
import { COUNT_SIGNALS, introductionsOf } from './signal-count.ts';

/** Generous for a full mesh (offer, answer and a few candidates a pair), and still quadratic. */
const MAX_INTRODUCTIONS_PER_PAIR = 12;

/** Until the people shown are those who are there: whoever vanished is waited for a while, in case they come back. */
const SEEN_MS = 30_000;
const GIVE_UP_MS = 120_000;

function openMany(lab: NetworkLab, host: Host, count: number, url: string): Promise<BoardPage[]> {
	return Promise.all(
		Array.from({ length: count }, () => lab.openBoard(host, { url, initScript: COUNT_SIGNALS }))
	);
}

async function drawOneEach(boards: readonly BoardPage[]): Promise<void> {
	await Promise.all(
		boards.map((board, i) =>
			board.board(
				(api, at) => api.create([{ type: 'rectangle', position: [at * 20, at * 10], size: [15, 8] }]),
				i
			)
		)
	);
}

/** All have the same board and see all others. */
async function expectTogether(boards: readonly BoardPage[], what: string): Promise<void> {
	const startedAt = performance.now();
	const tookMs = await msUntilEqual(boards, startedAt);
	for (const board of boards) await board.waitForPeers(boards.length - 1, GIVE_UP_MS);
	const peersMs = performance.now() - startedAt;
	printFigure(
		`${what}: equal, everybody seen`,
		`${(tookMs / 1e3).toFixed(1)} s, ${(peersMs / 1e3).toFixed(1)} s`
	);
	expect(peersMs).toBeLessThan(SEEN_MS);
}

test('twenty join at one moment, six vanish without a word, six come', async ({ lab }) => {
	test.setTimeout(300_000);
	const server = await lab.startServer();
	const lan = await lab.addLan();
	const url = `${server.url}/board${formatBoardLink(createBoardLink())}`;
	const [one, other, doomed] = [lan.addHost(), lan.addHost(), lan.addHost()];
	const [leaving, ...staying] = await Promise.all([
		openMany(lab, doomed, 6, url),
		openMany(lab, one, 7, url),
		openMany(lab, other, 7, url)
	]);
	const rest = staying.flat();
	const all = [...leaving, ...rest];
	await drawOneEach(all);
	await expectTogether(all, 'twenty');
	expect(await rest[0]?.count()).toBe(20);
	const pairs = (all.length * (all.length - 1)) / 2;
	const introductions = await introductionsOf(all);
	printFigure('introductions through the room server', `${introductions}, of ${pairs} pairs`);
	expect(introductions).toBeLessThan(pairs * MAX_INTRODUCTIONS_PER_PAIR);

	await lab.powerOff(doomed);
	await drawOneEach(rest);
	await expectTogether(rest, 'fourteen, after six vanished');
	const late = await openMany(lab, lan.addHost(), 6, url);
	const present = [...rest, ...late];
	await drawOneEach(present);
	await expectTogether(present, 'twenty again');
	expect(await late[0]?.count()).toBe(20 + 14 + 20);
});
