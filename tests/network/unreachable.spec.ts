// Two people whom no path connects, without TURN: they are told so, keep their work, and a third person between them
// carries it across. Where the room server has a mailbox that carries it, and they see each other through the server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoardPage } from '../support/board-page.ts';
import { drawOne, drawTogether, msUntilEqual } from './drawing.ts';
import { printFigure } from './figures.ts';
import type { NetworkLab } from './network-lab.ts';
import { expect, test } from './network-test.ts';

const TOLD_MS = 20_000;
const LINE = { nat: 'cone', wire: { delayMs: 10 } } as const;

interface Apart {
	readonly alice: BoardPage;
	readonly bob: BoardPage;
	/** Gives them a path. */
	readonly rejoin: () => void;
}

/** Alice and bob on LANs that reach the public place but not each other. */
async function keepApart(lab: NetworkLab, env: Readonly<Record<string, string>> = {}): Promise<Apart> {
	await lab.startServer(env);
	const [one, other] = [await lab.addLan(LINE), await lab.addLan(LINE)];
	const rejoin = lab.sever(one, other);
	const alice = await lab.openBoard(one.addHost());
	const bob = await lab.openBoard(other.addHost(), { url: alice.url() });
	return { alice, bob, rejoin };
}

const seconds = (ms: number) => `${(ms / 1e3).toFixed(1)} s`;

test('no path: both are told so in plain words, with a reason and with what would help', async ({ lab }) => {
	const { alice, bob } = await keepApart(lab);
	const startedAt = performance.now();
	await Promise.all(
		[alice, bob].map((board) =>
			expect
				.poll(() => board.board((api) => api.status.phrase), { timeout: TOLD_MS })
				.toBe('Saved here · no way to 1 person yet')
		)
	);
	printFigure('told after', seconds(performance.now() - startedAt));
	await alice.page.getByRole('button', { name: 'Connections' }).click();
	const doctor = alice.page.getByRole('dialog', { name: 'Connections' });
	await expect(doctor).toContainText('No way there yet');
	await expect(doctor).toContainText('Neither network lets the other’s browser in.');
	await expect(doctor).toContainText('A relay (TURN) on the room server would connect you');
});

test('no path: work is kept, and a path that appears is found without anybody doing anything', async ({
	lab
}) => {
	const { alice, bob, rejoin } = await keepApart(lab);
	await drawOne(alice, 200);
	await drawOne(bob, 500);
	expect([await alice.count(), await bob.count()]).toEqual([1, 1]);
	for (const board of [alice, bob]) await board.board((api) => api.whenSaved());
	rejoin();
	const tookMs = await msUntilEqual([alice, bob]);
	printFigure('equal after a path appeared', seconds(tookMs));
	expect(tookMs).toBeLessThan(TOLD_MS);
	await drawTogether(alice, bob);
});

test('a third person between the two passes on documents and cursors', async ({ lab }) => {
	const { alice, bob } = await keepApart(lab);
	const carol = await lab.openBoard(await lab.addHost(LINE), { url: alice.url() });
	await carol.waitForPeers(2);
	await alice.waitForPeers(2);
	await bob.waitForPeers(2);
	await drawOne(alice, 200);
	await drawOne(bob, 500);
	const tookMs = await msUntilEqual([alice, bob, carol]);
	printFigure('documents through a third', seconds(tookMs));
	expect(tookMs).toBeLessThan(5_000);
	const pathsOf = (board: BoardPage) =>
		board.board((api) =>
			api
				.peers()
				.map(({ path }) => path)
				.sort()
		);
	for (const board of [alice, bob]) expect(await pathsOf(board)).toEqual(['direct', 'forwarded']);
	expect(await pathsOf(carol)).toEqual(['direct', 'direct']);
	const box = { x: 690, y: 590, width: 120, height: 60 };
	expect(await bob.inkIn(box, 'overlay')).toBe(0);
	await alice.page.mouse.move(700, 600, { steps: 5 });
	await expect.poll(() => bob.inkIn(box, 'overlay'), { timeout: 3_000 }).toBeGreaterThan(200);
});

test('no path, and a mailbox: both draw together and see each other all the same, and are told how', async ({
	lab
}) => {
	const mailboxes = mkdtempSync(join(tmpdir(), 'inkmesh-lab-mailbox-'));
	const { alice, bob } = await keepApart(lab, { MAILBOX_DIR: mailboxes });
	await drawOne(alice, 200);
	const tookMs = await msUntilEqual([alice, bob]);
	printFigure('a stroke through the mailbox', seconds(tookMs));
	expect(tookMs).toBeLessThan(5_000);
	const startedAt = performance.now();
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	printFigure('seen through the room server', seconds(performance.now() - startedAt));
	await drawTogether(alice, bob);
	await alice.page.getByRole('button', { name: 'Connections' }).click();
	const doctor = alice.page.getByRole('dialog', { name: 'Connections' });
	await expect(doctor).toContainText('Through the room server');
	await expect(doctor).toContainText('Neither network lets the other’s browser in.');
	await expect(doctor).toContainText('A relay (TURN) on the room server would connect you');
	rmSync(mailboxes, { recursive: true, force: true });
});
