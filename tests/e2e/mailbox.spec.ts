// Two who are never online at the same moment, and two whom no connection reaches: the mailbox on the room server.
import { deriveBoardKeys } from '../../src/lib/access/board-keys.ts';
import { parseBoardLink } from '../../src/lib/access/board-link.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { readMailboxFiles } from '../support/mailbox-files.ts';

const seconds = (ms: number) => `${(ms / 1e3).toFixed(1)} s`;

/** Waits until all that was done here is in the mailbox. */
async function kept(board: BoardPage): Promise<void> {
	await expect.poll(() => board.board((api) => api.status.durability.mailbox)).toBe('kept');
}

async function draw(board: BoardPage, n: number): Promise<void> {
	const x = 260 + (n % 10) * 70;
	const y = 160 + Math.floor(n / 10) * 50;
	await board.draw([
		[x, y],
		[x + 40, y + 25]
	]);
}

test('who comes when everybody is gone finds all that was drawn, and its author finds theirs', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const url = alice.url();
	for (let n = 0; n < 5; n++) await draw(alice, n);
	await alice.board((api) => void (api.title = 'Trip to the coast'));
	await kept(alice);
	await expect.poll(() => alice.board((api) => api.status.phrase)).toBe('Saved here and in the mailbox');
	const scene = await alice.scene();
	await alice.page.context().close();

	const startedAt = performance.now();
	const bob = await openBoard(url);
	await bob.waitForCount(5);
	console.log(`    read from the mailbox, page load included, in ${seconds(performance.now() - startedAt)}`);
	expect(await bob.scene()).toBe(scene);
	expect(await bob.board((api) => api.title)).toBe('Trip to the coast');
	await draw(bob, 7);
	await kept(bob);
	await bob.page.context().close();

	const again = await openBoard(url);
	await again.waitForCount(6);
});

test('a board that nobody has, in the mailbox or elsewhere, says that it waits', async ({ openBoard }) => {
	const alice = await openBoard();
	const hash = new URL(alice.url()).hash;
	const other = alice.url().replace(hash, '#AAECAwQFBgcICQoLDA0ODw');
	const bob = await openBoard(other);
	await expect
		.poll(() => bob.board((api) => api.status.phrase))
		.toBe('Waiting for someone who has this board');
});

test('without WebRTC two people draw together all the same, and see each other', async ({ openBoard }) => {
	const withoutWebrtc = () => {
		Reflect.deleteProperty(window, 'RTCPeerConnection');
	};
	const alice = await openBoard(undefined, { init: withoutWebrtc });
	const bob = await openBoard(alice.url(), { init: withoutWebrtc });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	expect(await bob.board((api) => api.peers().map(({ path }) => path))).toEqual(['server']);
	const startedAt = performance.now();
	await draw(alice, 1);
	await bob.waitForCount(1);
	console.log(`    a stroke is with the other ${seconds(performance.now() - startedAt)} after it was begun`);
	await draw(bob, 2);
	await alice.waitForCount(2);
	expect(await alice.scene()).toBe(await bob.scene());
	await alice.page.mouse.move(700, 600, { steps: 5 });
	const box = { x: 690, y: 590, width: 120, height: 60 };
	await expect.poll(() => bob.inkIn(box, 'overlay')).toBeGreaterThan(200);
	await alice.page.context().close();
	await bob.waitForPeers(0);
});

test('who may look finds the board in the mailbox, and nothing of theirs gets there', async ({
	openBoard
}) => {
	const alice = await openBoard();
	await draw(alice, 1);
	await kept(alice);
	await alice.page.getByRole('button', { name: 'Share' }).click();
	await alice.page.getByText('Can look').click();
	const link = await alice.page.getByRole('textbox', { name: /link/i }).inputValue();
	await alice.page.context().close();
	const viewer = await openBoard(link);
	await viewer.waitForCount(1);
	expect(await viewer.board((api) => api.role)).toBe('viewer');
});

test('the room server’s disk and memory hold nothing that could be read', async ({ openBoard, server }) => {
	const alice = await openBoard();
	await alice.page.getByRole('button', { name: /People/ }).click();
	await alice.page.getByRole('textbox', { name: /name/i }).fill('Wilhelmina Quast');
	await alice.page.keyboard.press('Enter');
	await alice.page.keyboard.press('Escape');
	await alice.board((api) => {
		api.title = 'Lighthouse keepers';
		api.create([{ type: 'rectangle', position: [0, 0], size: [200, 90], text: 'Harbour at seven' }]);
	});
	for (let n = 0; n < 30; n++) await draw(alice, n);
	await kept(alice);
	const stored = readMailboxFiles(server.mailboxDir);
	expect(stored.length).toBeGreaterThan(2_000);
	const seed = new URL(alice.url()).hash.slice(1);
	for (const secret of ['Lighthouse', 'keepers', 'Harbour', 'seven', 'rectangle', 'stroke', seed]) {
		expect(stored.includes(secret), secret).toBe(false);
		expect(stored.includes(Buffer.from(secret, 'utf16le')), secret).toBe(false);
	}
	expect(stored.includes(Buffer.from(seed, 'base64url'))).toBe(false);
	const memory = server.readMemory();
	if (!memory) return console.log('    the server’s memory can’t be read here');
	console.log(`    ${(memory.length / 2 ** 20).toFixed(0)} MiB of the server’s memory searched`);
	// It is its memory: the name of the mailbox is there.
	const link = parseBoardLink(`#${seed}`);
	expect(link && memory.includes(deriveBoardKeys(link).mailboxName)).toBe(true);
	for (const secret of ['Lighthouse keepers', 'Harbour at seven', 'Wilhelmina', seed]) {
		expect(memory.includes(secret), secret).toBe(false);
		expect(memory.includes(Buffer.from(secret, 'utf16le')), secret).toBe(false);
	}
	expect(memory.includes(Buffer.from(seed, 'base64url'))).toBe(false);
});

test('the receipt says where the last change is', async ({ openBoard }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await bob.waitForPeers(1);
	await draw(alice, 1);
	const receipt = () =>
		alice.board(({ status }) => {
			const { isOnDevice, peers, linkedPeers, mailbox } = status.durability;
			return [isOnDevice, peers, linkedPeers, mailbox];
		});
	await expect.poll(receipt).toEqual([true, 1, 1, 'kept']);
	await alice.page.getByRole('button', { name: 'Connections' }).click();
	const lines = alice.page.getByRole('list', { name: 'Where your last change is' }).getByRole('listitem');
	await expect(lines).toHaveText([
		/On this device/,
		/On 1 other device/,
		/In the mailbox, until .+ at least/
	]);
	await alice.page.keyboard.press('Escape');
	await bob.page.context().close();
	await expect.poll(receipt).toEqual([true, 0, 0, 'kept']);
	await expect.poll(() => alice.board((api) => api.status.phrase)).toBe('Saved here and in the mailbox');
});

test('where the room server keeps no mailboxes it says so, and is not asked again and again', async ({
	openBoard,
	ownServer
}) => {
	const server = await ownServer(0, { MAILBOX_DIR: 'off' });
	const alice = await openBoard(`${server.url}/board`, { watches: true });
	await draw(alice, 1);
	await expect.poll(() => alice.board((api) => api.status.durability.mailbox)).toBe('off');
	await expect.poll(() => alice.board((api) => api.status.phrase)).toBe('Only on this device');
	const asked = () =>
		alice.page.evaluate(
			() =>
				window.seenConnections.filter(
					(connection) => connection instanceof WebSocket && connection.url.endsWith('/mailbox')
				).length
		);
	expect(await asked()).toBe(1);
});
