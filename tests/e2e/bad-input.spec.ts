import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { boardMapsOf } from '../../src/lib/document/schema.ts';
import { encodeUpdate } from '../../src/lib/sync/document-message.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';

async function drawLine(board: BoardPage, y = 300): Promise<void> {
	await board.draw([
		[400, y],
		[700, y + 40]
	]);
}

test('a damaged link says so in plain words and opens nothing', async ({ page, server }) => {
	for (const fragment of ['#kX3f', '#v.abc.def', `#${'A'.repeat(5_000)}`, '#%E0%A4%A']) {
		await page.goto('about:blank');
		await page.goto(`${server.url}/board${fragment}`);
		await expect(page.getByRole('heading', { name: 'This link is not complete' })).toBeVisible();
		expect(await page.evaluate(() => window.inkmesh?.board ?? null)).toBeNull();
	}
	await page.getByRole('link', { name: 'My boards' }).click();
	await expect(page.getByRole('heading', { name: 'Inkmesh' })).toBeVisible();
});

test('an unknown type is a labelled box, an unsound record is skipped and counted, the rest is there', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await bob.waitForPeers(1);
	await drawLine(alice);
	// What a newer app would write goes through the same door as ours; what no app writes is refused there.
	await alice.board((board) =>
		board.create([{ type: 'hologram', position: [500, 400], size: [200, 100], depth: 3 }])
	);
	await bob.waitForCount(2);
	expect(
		await bob.board((board) => board.elements().map(({ type, originalType }) => originalType ?? type))
	).toEqual(['stroke', 'hologram']);
	await expect
		.poll(() => bob.inkIn({ x: 495, y: 395, width: 210, height: 110 }, 'board'))
		.toBeGreaterThan(200);
	const refusal = await alice.board((board) => {
		try {
			board.create([{ type: 'rectangle', position: [Number.NaN, 0], size: [10, 10] }]);
			return '';
		} catch (error) {
			return String(error);
		}
	});
	expect(refusal).toContain('expected a sound element');
	expect(await alice.count()).toBe(2);
});

test('a record that is no element, from a peer, is skipped and counted; the rest of its update is shown', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url(), { watches: true });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	await drawLine(alice);
	const doc = new Y.Doc();
	const { elements } = boardMapsOf(doc);
	doc.transact(() => {
		elements.set('unsound00001', { type: 'rectangle', position: [Number.NaN, 1e9], size: 'wide' });
		elements.set('unsound00002', { type: 'stroke', position: [0, 0], points: Uint8Array.of(255, 255) });
		elements.set('unsound00003', 42);
		elements.set('constructor', {
			type: 'ellipse',
			position: [600, 500],
			size: [80, 60],
			color: 'constructor'
		});
		elements.set('farAway00001', { type: 'ellipse', position: [1e300, 1e300], size: [1e300, 1] });
	});
	const frame = [1, ...encodeUpdate(Y.encodeStateAsUpdate(doc))];
	await bob.page.evaluate((bytes) => {
		const channel = window.seenChannels.find(
			({ label, readyState }) => label === 'document' && readyState === 'open'
		);
		channel?.send(new Uint8Array(bytes));
	}, frame);
	await alice.waitForCount(3);
	expect(await alice.board((board) => board.skipped)).toBe(3);
	await expect
		.poll(() => alice.inkIn({ x: 590, y: 490, width: 100, height: 80 }, 'board'))
		.toBeGreaterThan(50);
	await drawLine(alice, 400);
	expect(await alice.count()).toBe(4);
	await alice.board((board) => board.zoomToFit());
	await alice.page.reload();
	await alice.ready();
	await alice.waitForCount(4);
});

test('a damaged row on the device is skipped and counted, and a peer brings back what it held', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const url = alice.url();
	const bob = await openBoard(url);
	await alice.waitForPeers(1);
	for (const y of [200, 300, 400]) {
		await drawLine(alice, y);
		await alice.board((board) => board.whenSaved());
	}
	await bob.waitForCount(3);
	await alice.page.goto(new URL('/', url).href);
	await alice.page.evaluate(async () => {
		const database = await new Promise<IDBDatabase>((resolve) => {
			const request = indexedDB.open('inkmesh');
			request.onsuccess = () => resolve(request.result);
		});
		const store = database.transaction('log', 'readwrite').objectStore('log');
		const keys = await new Promise<IDBValidKey[]>((resolve) => {
			const request = store.getAllKeys();
			request.onsuccess = () => resolve(request.result);
		});
		// The last row: a garbled copy of itself, and one that is no row at all.
		const key = keys.at(-1) ?? 0;
		const row = await new Promise<{ bytes: Uint8Array }>((resolve) => {
			const request = store.get(key);
			request.onsuccess = () => resolve(request.result);
		});
		store.put({ ...row, bytes: row.bytes.map((byte) => byte ^ 0xa5) }, key);
		store.put({ boardId: (row as unknown as { boardId: string }).boardId, bytes: 'nonsense' }, 100_000);
		await new Promise((resolve) => (store.transaction.oncomplete = resolve));
		database.close();
	});
	await alice.goto(url);
	await alice.waitForCount(3);
	expect(await alice.board((board) => board.skipped)).toBe(2);
	await expect.poll(async () => (await alice.scene()) === (await bob.scene())).toBe(true);
});

test('garbage on the signaling socket costs the sender its connection and nobody else anything', async ({
	openBoard,
	server
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	const garbage = [
		'',
		'null',
		'{',
		'{"type":"join"}',
		'[]',
		'{"type":"signal","to":"x","signal":{}}',
		'x'.repeat(70_000)
	];
	for (const text of garbage) {
		const socket = new WebSocket(`${server.url.replace('http', 'ws')}/signaling`);
		await new Promise((resolve) => socket.once('open', resolve));
		const closed = new Promise((resolve) => socket.once('close', resolve));
		socket.on('error', () => undefined);
		socket.send(text);
		await closed;
	}
	const carol = await openBoard(alice.url());
	await carol.waitForPeers(2);
	await drawLine(carol);
	await alice.waitForCount(1);
	await bob.waitForCount(1);
});

test('garbage on a link is dropped, three times closes it, and the board is unharmed', async ({
	openBoard
}) => {
	const alice = await openBoard(undefined, { watches: true, withoutMailbox: true });
	const bob = await openBoard(alice.url(), { watches: true, withoutMailbox: true });
	await alice.waitForPeers(1);
	await bob.waitForPeers(1);
	await drawLine(bob);
	await alice.waitForCount(1);
	const warnings: string[] = [];
	alice.page.on('console', (message) => warnings.push(message.text()));
	const send = (bytes: readonly number[], label: string) =>
		bob.page.evaluate(
			([data, name]) => {
				const channel = window.seenChannels.find(
					(candidate) => candidate.label === name && candidate.readyState === 'open'
				);
				channel?.send(new Uint8Array(data));
			},
			[bytes, label] as const
		);
	// A truncated update, in a whole frame: dropped, and drawing goes on.
	await send([1, 0, 2, 40, 1, 1, 200, 3], 'document');
	await send([255, 1, 2, 3], 'presence');
	await send([], 'presence');
	await drawLine(bob, 400);
	await alice.waitForCount(2);
	await expect.poll(() => warnings.filter((text) => text.includes('no message'))).toHaveLength(1);
	// An unknown type, and no frame at all: now the link is closed; a new one takes its place.
	await send([1, 77], 'document');
	await send([9, 9, 9], 'document');
	await drawLine(alice, 500);
	await bob.waitForCount(3);
	await alice.waitForPeers(1);
	expect(await alice.scene()).toBe(await bob.scene());
});
