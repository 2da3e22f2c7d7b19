import type { Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { hashOf } from '../../src/lib/assets/asset-hash.ts';
import { readMailboxFiles } from '../support/mailbox-files.ts';
import { createServer } from 'node:http';
import { expect, test, type BoardPage, type Place } from '../support/board-page.ts';
import { bombPng, EXIF_WORDS, plainPng, withExif, type Rgb } from '../support/pictures.ts';

const ORANGE: Rgb = [232, 113, 10];
const TEAL: Rgb = [12, 155, 176];

declare global {
	interface Window {
		/** What was written on canvases, by `watchWords`. */
		seenWords: Set<string>;
		/** Set by a script that must never run. */
		wasHacked?: boolean;
	}
}

/** Records what the page writes on its canvases from the next load on. */
async function watchWords(board: BoardPage): Promise<void> {
	await board.page.addInitScript(() => {
		window.seenWords = new Set();
		const fillText = CanvasRenderingContext2D.prototype.fillText;
		CanvasRenderingContext2D.prototype.fillText = function (...args) {
			window.seenWords.add(args[0]);
			return fillText.apply(this, args);
		};
	});
	await board.page.reload();
	await board.ready();
}

/** The colour of the board's canvas at a place of the view. */
function colorAt(board: BoardPage, [x, y]: Place): Promise<number[]> {
	return board.page.evaluate(
		([left, top]) => {
			const context = document.querySelector('canvas')?.getContext('2d');
			const ratio = window.devicePixelRatio;
			return [...(context?.getImageData(left * ratio, top * ratio, 1, 1).data.subarray(0, 3) ?? [])];
		},
		[x, y] as const
	);
}

/** Waits until a place of the view has a colour, or nearly. */
async function expectColor(board: BoardPage, place: Place, color: Rgb): Promise<void> {
	await expect(async () => {
		const seen = await colorAt(board, place);
		const distance = Math.max(...color.map((value, i) => Math.abs(value - (seen[i] ?? NaN))));
		expect(distance, `${seen.join(' ')} at ${place.join(', ')}`).toBeLessThan(12);
	}).toPass();
}

/** From now on the page's file choosers are for tests: Playwright takes them over only while somebody listens. */
async function answerChoosers(page: Page): Promise<void> {
	page.on('filechooser', () => {});
	// The browser is told of it before it answers this.
	await page.evaluate(() => undefined);
}

/** Adds a picture from bytes, as scripts do. */
async function add(board: BoardPage, bytes: Buffer, type: string, at: Place = [640, 400]): Promise<string> {
	return await board.board(
		async (api, [base64, mime, x, y]) => {
			const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
			return api.addImage(new Blob([data], { type: mime }), { at: [x, y] }).catch(String);
		},
		[bytes.toString('base64'), type, ...at] as const
	);
}

/** Reads what is stored here of the board's only image. */
async function storedImage(board: BoardPage): Promise<Buffer> {
	const letters = await board.page.evaluate(async () => {
		const database = await new Promise<IDBDatabase>((resolve) => {
			const request = indexedDB.open('inkmesh');
			request.onsuccess = () => resolve(request.result);
		});
		const rows = await new Promise<{ bytes: Uint8Array }[]>((resolve) => {
			const request = database.transaction('assets').objectStore('assets').getAll();
			request.onsuccess = () => resolve(request.result);
		});
		database.close();
		return rows.map(({ bytes }) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
	});
	expect(letters).toHaveLength(1);
	return Buffer.from(letters[0] ?? '', 'latin1');
}

/** Whether the list of boards on this device has a picture of its only board. */
function hasStoredPicture(board: BoardPage): Promise<boolean> {
	return board.page.evaluate(async () => {
		const database = await new Promise<IDBDatabase>((resolve) => {
			const request = indexedDB.open('inkmesh');
			request.onsuccess = () => resolve(request.result);
		});
		const rows = await new Promise<{ thumbnails?: unknown }[]>((resolve) => {
			const request = database.transaction('boards').objectStore('boards').getAll();
			request.onsuccess = () => resolve(request.result);
		});
		database.close();
		return rows[0]?.thumbnails !== undefined;
	});
}

const boxes = (board: BoardPage) =>
	board.board((api) => api.elements().map(({ id, type }) => ({ type, ...api.bounds(id) })));

test('pictures come by paste, drop and choice, each as one step, and the other person sees them', async ({
	openBoard
}, info) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	const { page } = alice;
	await answerChoosers(page);

	// Pasted at the pointer.
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.mouse.move(400, 300);
	await page.evaluate(
		async (base64) => {
			const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
			const blob = new Blob([data], { type: 'image/png' });
			await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
		},
		plainPng(120, 80, ORANGE).toString('base64')
	);
	await page.keyboard.press('Control+V');
	await alice.waitForCount(1);
	expect(await boxes(alice)).toEqual([{ type: 'image', x: 340, y: 260, width: 120, height: 80 }]);
	expect(await alice.board((board) => [board.selection.length, board.tool])).toEqual([1, 'select']);

	// Two dropped at once, by a real drag over the page; the page shows where they would land.
	const files = [TEAL, ORANGE].map((color, i) => {
		const path = info.outputPath(`dropped-${i}.png`);
		writeFileSync(path, plainPng(100, 100, color));
		return path;
	});
	const session = await page.context().newCDPSession(page);
	const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
		session.send('Input.dispatchDragEvent', {
			type,
			x: 800,
			y: 300,
			data: { items: [], files, dragOperationsMask: 1 }
		});
	await drag('dragEnter');
	await drag('dragOver');
	await expect(page.getByText('Drop pictures on the board')).toBeVisible();
	await drag('drop');
	await alice.waitForCount(3);
	await expect(page.getByText('Drop pictures on the board')).toBeHidden();
	await expectColor(alice, [740, 300], TEAL);
	await expectColor(alice, [860, 300], ORANGE);

	// Chosen: in the middle, made to fit.
	const chooser = page.waitForEvent('filechooser');
	await alice.tool('Image');
	await (
		await chooser
	).setFiles([{ name: 'wide.png', mimeType: 'image/png', buffer: plainPng(2000, 400, TEAL) }]);
	await alice.waitForCount(4);
	const wide = (await boxes(alice))[3];
	expect([wide?.width, (wide?.x ?? 0) + 512, (wide?.y ?? 0) + (wide?.height ?? 0) / 2]).toEqual([
		1024, 640, 400
	]);
	await expect(page.getByRole('radio', { name: 'Select' })).toBeChecked();
	await page.keyboard.press('Control+Z');
	await alice.waitForCount(3);
	await page.keyboard.press('Control+Z');
	await alice.waitForCount(1);
	await page.keyboard.press('Control+Y');
	await page.keyboard.press('Control+Y');
	await alice.waitForCount(4);
	// A chooser that is closed without a choice leaves nothing behind.
	const again = page.waitForEvent('filechooser');
	await page.keyboard.press('Control+U');
	await (await again).setFiles([]);
	await expect(page.getByRole('radio', { name: 'Select' })).toBeChecked();

	await bob.waitForCount(4);
	await expectColor(bob, [400, 262], ORANGE);
	await expectColor(bob, [860, 270], ORANGE);
	await expectColor(bob, [640, 450], TEAL);
	// Taken anywhere inside, moved and deleted as any element.
	await page.mouse.click(100, 700);
	await alice.draw([
		[380, 270],
		[380, 170]
	]);
	await expectColor(bob, [400, 165], ORANGE);
	await page.keyboard.press('Delete');
	await bob.waitForCount(3);
});

test('a picture comes from whoever has it, and opens without a network', async ({ openBoard, server }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	// A photo of some size, so that it takes many parts.
	const photo = await alice.page.evaluate(async () => {
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [1200, 800];
		const context = canvas.getContext('2d');
		const pixels = context?.createImageData(1200, 800);
		if (!context || !pixels) throw new Error('expected a canvas');
		for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = i % 4 === 3 ? 255 : Math.random() * 255;
		context.putImageData(pixels, 0, 0);
		context.fillStyle = 'rgb(12, 155, 176)';
		context.fillRect(500, 300, 200, 200);
		return canvas.toDataURL('image/png').split(',')[1] ?? '';
	});
	await add(alice, Buffer.from(photo, 'base64'), 'image/png');
	await expectColor(bob, [640, 400], TEAL);
	await alice.page.context().close();
	await bob.waitForPeers(0);

	const carol = await openBoard(alice.url());
	await carol.waitForPeers(1);
	await expectColor(carol, [640, 400], TEAL);
	expect((await storedImage(carol)).length).toBeGreaterThan(200_000);
	await carol.waitForServiceWorker();
	await bob.page.context().close();
	await carol.page.context().setOffline(true);
	await carol.page.reload();
	await carol.ready();
	await expectColor(carol, [640, 400], TEAL);
	// The board's card shows it too.
	await expect.poll(() => hasStoredPicture(carol)).toBe(true);
	await carol.page.goto(server.url);
	await expect(carol.page.getByRole('link', { name: 'Untitled board' }).locator('img')).toBeVisible();
});

test('an SVG is pixels only: its script does not run, and nothing is fetched for it', async ({
	openBoard
}) => {
	const requests: string[] = [];
	const spy = createServer((request, response) => {
		requests.push(request.url ?? '');
		response.end();
	}).listen(0);
	const address = spy.address();
	const origin = typeof address === 'object' ? `http://localhost:${address?.port}` : '';
	const alice = await openBoard();
	const svg = `<?xml version="1.0"?>
		<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" onload="parent.wasHacked = true">
			<script>window.wasHacked = true; parent.wasHacked = true; fetch('${origin}/script')</script>
			<style>@import url('${origin}/style'); rect { fill: rgb(232, 113, 10) }</style>
			<rect width="200" height="100"/>
			<image href="${origin}/image.png" width="10" height="10"/>
			<use href="${origin}/use.svg#a"/>
			<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${origin}/frame"/></foreignObject>
		</svg>`;
	const withoutForeign = svg.replace(/<foreignObject.*<\/foreignObject>/, '');
	await add(alice, Buffer.from(withoutForeign), 'image/svg+xml', [300, 400]);
	await expectColor(alice, [300, 400], ORANGE);
	expect((await boxes(alice))[0]).toEqual({ type: 'image', x: 200, y: 350, width: 200, height: 100 });
	expect((await storedImage(alice)).subarray(0, 30).toString('latin1')).toMatch(/PNG|WEBP/);
	// One without a view box, larger than the page would bear, fills its place.
	const huge =
		'<svg width="9000" height="4500" xmlns="http://www.w3.org/2000/svg"><rect x="8000" width="1000" height="4500" fill="rgb(12, 155, 176)"/></svg>';
	await alice.board((board) => board.setCamera({ x: 0, y: 0, zoom: 0.1 }));
	await add(alice, Buffer.from(huge), 'image/svg+xml', [6400, 6000]);
	const box = (await boxes(alice))[1];
	await expectColor(alice, [((box?.x ?? 0) + 0.95 * (box?.width ?? 0)) / 10, 600], TEAL);
	// Drawn or refused, as the browser likes; never let in.
	await add(alice, Buffer.from(svg), 'image/svg+xml', [700, 400]);
	expect([requests, await alice.page.evaluate(() => window.wasHacked)]).toEqual([[], undefined]);
	spy.close();
});

test('what is no picture, or claims to be a huge one, is refused in plain words', async ({ openBoard }) => {
	const alice = await openBoard();
	await answerChoosers(alice.page);
	const offer = async (name: string, buffer: Buffer) => {
		const chooser = alice.page.waitForEvent('filechooser');
		await alice.page.keyboard.press('Control+U');
		await (await chooser).setFiles([{ name, mimeType: 'image/png', buffer }]);
	};
	const alert = alice.page.getByRole('alert');
	await offer('bomb.png', bombPng(30_000, 30_000));
	await expect(alert).toContainText('too large: 30,000 × 30,000 pixels');
	await offer('notes.png', Buffer.from('Trip to the coast'));
	await expect(alert).toContainText('no picture Inkmesh can show');
	await offer('torn.png', plainPng(300, 300, TEAL).subarray(0, 60));
	await expect(alert).toContainText('could not be read');
	expect(await alice.count()).toBe(0);
	expect(await add(alice, bombPng(60_000, 2_000), 'image/png')).toContain('60,000 × 2,000');
});

test('a photo is turned upright, and where it was taken is gone', async ({ openBoard }) => {
	const alice = await openBoard();
	const jpeg = await alice.page.evaluate(() => {
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [400, 200];
		const context = canvas.getContext('2d');
		if (!context) throw new Error('expected a canvas');
		context.fillStyle = 'rgb(12, 155, 176)';
		context.fillRect(0, 0, 400, 200);
		// The stored left side is the top of what the camera saw.
		context.fillStyle = 'rgb(232, 113, 10)';
		context.fillRect(0, 0, 100, 200);
		return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] ?? '';
	});
	const photo = withExif(Buffer.from(jpeg, 'base64'));
	expect(photo.toString('latin1')).toContain(EXIF_WORDS);
	await add(alice, photo, 'image/jpeg');
	expect((await boxes(alice))[0]).toEqual({ type: 'image', x: 540, y: 200, width: 200, height: 400 });
	await expectColor(alice, [640, 230], ORANGE);
	await expectColor(alice, [640, 550], TEAL);
	// Of which only a part is shown.
	await alice.board((board) => {
		const [photo] = board.elements();
		if (photo) board.update(photo.id, { crop: [0, 0, 1, 0.25] });
	});
	await expectColor(alice, [640, 550], ORANGE);
	const stored = (await storedImage(alice)).toString('latin1');
	for (const trace of [EXIF_WORDS, 'Exif', 'EXIF', 'MM\0*']) expect(stored).not.toContain(trace);
});

test('a picture that nobody here has is waited for, in words, and comes with whoever has it', async ({
	openBoard,
	server
}) => {
	const carol = await openBoard();
	await add(carol, plainPng(300, 200, TEAL), 'image/png');
	const asset = await carol.board((board) => board.elements()[0]?.asset as string);

	const alice = await openBoard(`${server.url}/board`);
	await watchWords(alice);
	await alice.board(
		(board, name) => board.create([{ type: 'image', position: [490, 300], size: [300, 200], asset: name }]),
		asset
	);
	const bob = await openBoard(alice.url());
	await bob.waitForPeers(1);
	const words = () => alice.page.evaluate(() => [...window.seenWords].join(' '));
	await expect.poll(words).toContain('Waiting for someone who has this picture');
	expect(await colorAt(bob, [640, 310])).not.toEqual([...TEAL]);

	await carol.goto(alice.url());
	await carol.waitForPeers(2);
	await expectColor(alice, [640, 400], TEAL);
	await expectColor(bob, [640, 400], TEAL);
});

test('who may only look gets pictures, gives them to others, and adds none', async ({ openBoard }) => {
	const alice = await openBoard();
	await add(alice, plainPng(300, 200, TEAL), 'image/png');
	await alice.page.getByRole('button', { name: 'Share' }).click();
	await alice.page.getByRole('radio', { name: 'Can look' }).click();
	await alice.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await alice.page.getByRole('button', { name: 'Copy' }).click();
	await expect(alice.page.getByRole('button', { name: 'Copied' })).toBeVisible();
	const link = await alice.page.evaluate(() => navigator.clipboard.readText());
	await alice.page.keyboard.press('Escape');
	const viewer = await openBoard(link);
	await expectColor(viewer, [640, 400], TEAL);
	await expect(viewer.page.getByRole('radio', { name: 'Image' })).toHaveCount(0);
	expect(await add(viewer, plainPng(30, 20, ORANGE), 'image/png')).toContain('read-only');
	expect(await viewer.count()).toBe(1);
	// The last one who has it may only look, and that is enough.
	await alice.page.evaluate(
		() =>
			new Promise<void>((resolve, reject) => {
				const request = indexedDB.open('inkmesh');
				request.onsuccess = () => {
					const transaction = request.result.transaction('assets', 'readwrite');
					transaction.objectStore('assets').clear();
					transaction.oncomplete = () => (request.result.close(), resolve());
					transaction.onabort = () => reject(transaction.error);
				};
			})
	);
	await alice.page.reload();
	await alice.ready();
	await alice.waitForPeers(1);
	await expectColor(alice, [640, 400], TEAL);
});

test('a picture is there for who comes when everybody is gone, from the mailbox, where nothing of it can be read', async ({
	openBoard,
	server
}) => {
	const alice = await openBoard();
	const picture = plainPng(900, 700, TEAL);
	await add(alice, picture, 'image/png');
	const stored = await storedImage(alice);
	await expect.poll(() => alice.board((api) => api.status.durability.mailbox)).toBe('kept');
	await expect.poll(() => alice.board((api) => api.status.durability.imagesWaiting)).toBe(0);
	const onDisk = readMailboxFiles(server.mailboxDir);
	expect(onDisk.includes(stored.subarray(12, 60))).toBe(false);
	expect(onDisk.includes(Buffer.from(hashOf(stored), 'base64url'))).toBe(false);
	const url = alice.url();
	await alice.page.context().close();
	const bob = await openBoard(url);
	await expectColor(bob, [640, 400], TEAL);
});
