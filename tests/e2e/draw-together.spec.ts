import { firefox } from '@playwright/test';
import { FIREFOX } from '../support/browsers.ts';
import { expect, test, type BoardPage, type Place } from '../support/board-page.ts';

const WAVE: readonly Place[] = [
	[500, 300],
	[600, 380],
	[700, 260],
	[800, 340]
];
const WAVE_BOX = { x: 480, y: 240, width: 340, height: 160 };

async function drawsLive(alice: BoardPage, bob: BoardPage): Promise<void> {
	await expect.poll(() => bob.inkIn(WAVE_BOX, 'board')).toBe(0);
	await alice.draw(WAVE, { lifts: false });
	// Before the pen is lifted: nothing is in the document, and the ink is on the other screen.
	await expect.poll(() => bob.inkIn(WAVE_BOX, 'overlay')).toBeGreaterThan(500);
	expect(await bob.count()).toBe(0);
	expect(await alice.count()).toBe(0);
	// From here on the ink must be on the other's screen in every single frame: draft and stroke change places unseen.
	const leastInk = await bob.watchInk(WAVE_BOX);
	await alice.page.mouse.up();
	await bob.waitForCount(1);
	await expect.poll(() => bob.inkIn(WAVE_BOX, 'board')).toBeGreaterThan(500);
	expect(await leastInk()).toBeGreaterThan(500);
	await alice.page.mouse.move(300, 600);
	await expect.poll(() => bob.inkIn(WAVE_BOX, 'overlay')).toBe(0);
	const [mine, theirs] = [await alice.inkIn(WAVE_BOX, 'board'), await bob.inkIn(WAVE_BOX, 'board')];
	expect(Math.abs(mine - theirs) / mine).toBeLessThan(0.05);
	expect(await bob.scene()).toBe(await alice.scene());
}

test.describe('two people on one link', () => {
	test('see each other draw, while the pen is down and after', async ({ openBoard }) => {
		const alice = await openBoard();
		const bob = await openBoard(alice.url());
		await alice.waitForPeers(1);
		await bob.waitForPeers(1);
		await drawsLive(alice, bob);
	});

	test('exchange cursors unreliably and documents reliably', async ({ openBoard }) => {
		const alice = await openBoard(undefined, { watches: true });
		const bob = await openBoard(alice.url(), { watches: true });
		await bob.waitForPeers(1);
		await alice.waitForPeers(1);
		await alice.draw(WAVE);
		await bob.waitForCount(1);
		const channels = await alice.page.evaluate(() =>
			window.seenChannels.map(({ label, ordered, maxRetransmits, negotiated, readyState }) => ({
				label,
				ordered,
				maxRetransmits,
				negotiated,
				readyState
			}))
		);
		expect(channels).toContainEqual({
			label: 'presence',
			ordered: false,
			maxRetransmits: 0,
			negotiated: true,
			readyState: 'open'
		});
		expect(channels).toContainEqual({
			label: 'document',
			ordered: true,
			maxRetransmits: null,
			negotiated: true,
			readyState: 'open'
		});
		// All about the stroke has been said when the receipt for it has come.
		await expect.poll(() => alice.board(({ status }) => status.durability.peers)).toBe(1);
		// While the pointer only moves, nothing but presence is sent, in small packets.
		await alice.page.evaluate(() => (window.seenSends.length = 0));
		await alice.page.mouse.move(400, 500, { steps: 30 });
		await expect
			.poll(() =>
				alice.page.evaluate(() => window.seenSends.filter(({ label }) => label === 'presence').length)
			)
			.toBeGreaterThan(5);
		const sends = await alice.page.evaluate(() => window.seenSends);
		expect(sends.filter(({ label }) => label === 'document')).toEqual([]);
		expect(Math.max(...sends.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_100);
	});

	test('see cursors with names, which go when their owner does', async ({ openBoard }) => {
		const alice = await openBoard();
		const bob = await openBoard(alice.url());
		await alice.waitForPeers(1);
		await bob.page.mouse.move(700, 500, { steps: 5 });
		const cursorBox = { x: 690, y: 490, width: 120, height: 60 };
		await expect.poll(() => alice.inkIn(cursorBox, 'overlay')).toBeGreaterThan(200);
		await bob.page.close();
		await expect.poll(() => alice.inkIn(cursorBox, 'overlay'), { timeout: 12_000 }).toBe(0);
		await alice.waitForPeers(0, 12_000);
	});

	test('see what the other has selected', async ({ openBoard }) => {
		const alice = await openBoard();
		const bob = await openBoard(alice.url());
		await alice.waitForPeers(1);
		const ids = await alice.board((board) =>
			board.create([{ type: 'rectangle', position: [500, 300], size: [200, 100], color: 'black' }])
		);
		await bob.waitForCount(1);
		await alice.page.mouse.move(300, 600);
		const edge = { x: 480, y: 280, width: 240, height: 140 };
		await expect.poll(() => bob.inkIn(edge, 'overlay')).toBe(0);
		await alice.board((board, id) => board.select([id as never]), ids[0]);
		await expect.poll(() => bob.inkIn(edge, 'overlay')).toBeGreaterThan(300);
	});

	test('type into one text without losing a letter', async ({ openBoard }) => {
		const alice = await openBoard();
		const bob = await openBoard(alice.url());
		await alice.waitForPeers(1);
		await alice.tool('Text');
		await alice.page.mouse.click(500, 300);
		await alice.page
			.getByLabel('Text', { exact: true })
			.and(alice.page.locator('textarea'))
			.pressSequentially('middle');
		await bob.waitForCount(1);
		await bob.tool('Text');
		await bob.page.mouse.click(520, 300);
		const field = bob.page.locator('textarea');
		await field.waitFor();
		await field.press('Home');
		await Promise.all([
			field.pressSequentially('<from bob> '),
			alice.page.locator('textarea').pressSequentially(' <from alice>')
		]);
		await expect
			.poll(() => alice.board((board) => board.elements()[0]?.text))
			.toBe('<from bob> middle <from alice>');
		await expect.poll(() => bob.scene()).toBe(await alice.scene());
	});
});

test.describe('Chromium and Firefox', () => {
	test.skip(FIREFOX === null, 'firefox-esr is not installed');
	test('draw together, in both directions', async ({ openBoard }) => {
		const browser = await firefox.launch(FIREFOX ?? {});
		try {
			const alice = await openBoard();
			const bob = await openBoard(alice.url(), { browser });
			await alice.waitForPeers(1, 60_000);
			await bob.waitForPeers(1, 60_000);
			await drawsLive(alice, bob);
			await bob.draw([
				[500, 500],
				[800, 600]
			]);
			await alice.waitForCount(2);
			await expect
				.poll(() => alice.inkIn({ x: 480, y: 480, width: 340, height: 140 }, 'board'))
				.toBeGreaterThan(300);
		} finally {
			await browser.close();
		}
	});
});
