// The clipboard: between boards, and with other programs.
import { drag, looks, put, topmost } from '../support/editor-page.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';

const picture =
	'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40"/></svg>';

/** What another program has put on the clipboard is pasted. */
async function paste(board: BoardPage, types: Readonly<Record<string, string>>): Promise<void> {
	const dispatch = (texts: Readonly<Record<string, string>>) => {
		const data = new DataTransfer();
		for (const [type, text] of Object.entries(texts)) data.setData(type, text);
		return document.dispatchEvent(
			new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
		);
	};
	// What takes it comes a moment after the board can be drawn on; who takes it prevents what the browser would do.
	await expect.poll(() => board.page.evaluate(dispatch, types)).toBe(false);
}

/** What the page would put on the clipboard. */
function copied(board: BoardPage): Promise<Record<string, string>> {
	return board.page.evaluate(() => {
		const data = new DataTransfer();
		document.dispatchEvent(
			new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true })
		);
		return Object.fromEntries(data.types.map((type) => [type, data.getData(type)]));
	});
}

test('what is selected goes to another board with all that belongs to it, by the keys', async ({
	browser,
	openBoard
}) => {
	const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	const from = await openBoard(undefined, { context });
	const [a, b] = await put(from, [
		{ type: 'rectangle', position: [300, 200], size: [100, 60], color: 'red', text: 'harbour' },
		{ type: 'ellipse', position: [500, 200], size: [100, 60], color: 'blue', text: 'light' }
	]);
	await put(from, [
		{
			type: 'arrow',
			start: { id: a as never, anchor: [0.5, 0.5], point: [400, 230] },
			end: { id: b as never, anchor: [0.5, 0.5], point: [500, 230] }
		}
	]);
	await from.page.keyboard.press('Control+a');
	await from.page.keyboard.press('Control+g');
	await from.waitForCount(4);
	await from.page.keyboard.press('Control+c');
	const to = await openBoard(undefined, { context });
	await to.page.mouse.move(700, 500);
	await to.page.keyboard.press('Control+v');
	await to.waitForCount(4);
	const pasted = await looks(to);
	const [rectangle, ellipse, arrow, group] = ['rectangle', 'ellipse', 'arrow', 'group'].map((type) =>
		pasted.find((one) => one.type === type)
	);
	expect(rectangle).toMatchObject({ text: 'harbour', color: 'red', parent: group?.id });
	expect(arrow).toMatchObject({ start: { id: rectangle?.id }, end: { id: ellipse?.id } });
	expect((rectangle?.position[0] ?? 0) + 150).toBeCloseTo(700, -1);
	await to.page.keyboard.press('Control+z');
	await to.waitForCount(0);
	// Cut takes it away here, and it can be pasted here again.
	await from.page.keyboard.press('Control+x');
	await from.waitForCount(0);
	await from.page.keyboard.press('Control+v');
	await from.waitForCount(4);
	await context.close();
});

test('text becomes a text, an address a card that is not asked for, SVG a picture', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const asked: string[] = [];
	page.on('request', (request) => asked.push(request.url()));
	await paste(alice, { 'text/plain': '  Some words\nin two lines  ' });
	expect(await topmost(alice)).toMatchObject({ type: 'text', text: 'Some words\nin two lines' });
	await paste(alice, { 'text/plain': 'https://example.org/a/page?with=query' });
	expect(await topmost(alice)).toMatchObject({
		type: 'rectangle',
		link: 'https://example.org/a/page?with=query',
		text: 'example.org\n/a/page'
	});
	expect(asked.filter((url) => url.includes('example.org'))).toEqual([]);
	await paste(alice, { 'text/plain': picture });
	await alice.waitForCount(3);
	expect((await topmost(alice)).type).toBe('image');
	// As editors save it, with what stands before it in a file.
	await paste(alice, {
		'text/plain': `<?xml version="1.0"?>\n<!DOCTYPE svg>\n<!-- drawn by hand -->\n${picture}`
	});
	await alice.waitForCount(4);
	expect((await topmost(alice)).type).toBe('image');
	await paste(alice, { 'text/plain': 'javascript:alert(1)' });
	expect(await topmost(alice)).toMatchObject({ type: 'text', link: null });
});

test('a click on the mark of a card follows its link, in a tab of its own', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const link = new URL('/', page.url()).href;
	await put(alice, [{ type: 'rectangle', position: [400, 300], size: [300, 100], fill: 'tint', link }]);
	await page.mouse.click(500, 350);
	const opened = page.waitForEvent('popup');
	await page.mouse.click(684, 316);
	const popup = await opened;
	await expect(popup).toHaveURL(link);
	// It can do nothing to the board that it came from.
	expect(await popup.evaluate(() => window.opener)).toBeNull();
	expect(page.context().pages()).toHaveLength(2);
});

test('what the menu pastes comes where the menu was opened, and the next a little beside it', async ({
	browser,
	openBoard
}) => {
	const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	const alice = await openBoard(undefined, { context });
	const { page } = alice;
	const middle = async () => {
		const { position, size } = await topmost(alice);
		return [position[0] + size[0] / 2, position[1] + size[1] / 2].map(Math.round);
	};
	const pasteByMenu = async (at: readonly [number, number], count: number) => {
		await page.mouse.click(...at, { button: 'right' });
		await page.getByRole('menuitem', { name: 'Paste' }).first().click();
		// As long as it is there, the pointer is over the menu and not over the board.
		await page.getByRole('menu').waitFor({ state: 'detached' });
		await alice.waitForCount(count);
	};
	await put(alice, [{ type: 'rectangle', position: [300, 200], size: [100, 60] }]);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Control+x');
	await alice.waitForCount(0);
	await pasteByMenu([900, 500], 1);
	expect(await middle()).toEqual([900, 500]);
	await pasteByMenu([900, 500], 2);
	expect(await middle()).toEqual([916, 516]);
	// By the keys, too, as long as the place is the same.
	await page.mouse.move(905, 495);
	await page.keyboard.press('Control+v');
	await alice.waitForCount(3);
	expect(await middle()).toEqual([932, 532]);
	await pasteByMenu([400, 300], 4);
	expect(await middle()).toEqual([400, 300]);
	await context.close();
});

test('a text that is too long is cut, and that is said', async ({ openBoard }) => {
	const alice = await openBoard();
	// Its last letter that there is room for is a half.
	await paste(alice, { 'text/plain': `${'x'.repeat(49_999)}🌊 and more` });
	await expect(
		alice.page.getByText('Only the first 50,000 characters were pasted, of 50,010.')
	).toBeVisible();
	expect((await topmost(alice)).text).toBe('x'.repeat(49_999));
});

test('of HTML alone the words are pasted; nothing in it runs, and nothing is asked for', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const asked: string[] = [];
	page.on('request', (request) => asked.push(request.url()));
	await paste(alice, {
		'text/html': `<html><head><title>No</title><style>p { color: red }</style></head>
			<body><!--StartFragment--><h1>A   title</h1><div><div><p>Two
			<b>bold</b>&nbsp;words<br>and a line</p></div></div><pre>one
  two</pre><table><tr><td>a</td><td>b &amp; c</td></tr></table>
			<img src="https://example.org/a.png" onerror="document.title = 'hacked'">
			<script>document.title = 'hacked';</script><svg onload="document.title = 'hacked'"></svg></body></html>`
	});
	expect(await topmost(alice)).toMatchObject({
		type: 'text',
		text: 'A title\nTwo bold words\nand a line\none\n  two\na\tb & c'
	});
	await alice.nextFrames(5);
	expect(await page.title()).not.toBe('hacked');
	expect(asked.filter((url) => url.includes('example.org'))).toEqual([]);
	// An address is a card, too.
	await paste(alice, { 'text/html': '<p> https://example.org/page </p>' });
	expect(await topmost(alice)).toMatchObject({ type: 'rectangle', link: 'https://example.org/page' });
	await paste(alice, { 'text/html': `<p>${'x'.repeat(4_000_000)}</p>` });
	await expect(page.getByText('That is too much text to paste.')).toBeVisible();
	expect(await alice.count()).toBe(2);
});

test('what is pasted over a frame is in it', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const [frame] = await put(alice, [{ type: 'frame', position: [300, 150], size: [500, 400] }]);
	await page.mouse.move(500, 300);
	await paste(alice, { 'text/plain': 'words' });
	expect(await topmost(alice)).toMatchObject({ type: 'text', parent: frame });
	const clip = await copied(alice);
	await page.mouse.move(1_000, 300);
	await paste(alice, clip);
	expect((await topmost(alice)).parent).toBeNull();
	await page.mouse.move(450, 400);
	await paste(alice, clip);
	expect((await topmost(alice)).parent).toBe(frame);
});

test('pictures pasted and dropped over a frame are in it, as one step', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const [frame] = await put(alice, [{ type: 'frame', position: [300, 150], size: [500, 400] }]);
	await page.mouse.move(500, 300);
	await paste(alice, { 'text/plain': picture });
	await alice.waitForCount(2);
	expect(await topmost(alice)).toMatchObject({ type: 'image', parent: frame });
	await page.evaluate((svg) => {
		const dataTransfer = new DataTransfer();
		for (const name of ['a.svg', 'b.svg'])
			dataTransfer.items.add(new File([svg], name, { type: 'image/svg+xml' }));
		// One of them lies in the frame, the other beside it.
		document.body.dispatchEvent(
			new DragEvent('drop', { dataTransfer, clientX: 790, clientY: 300, bubbles: true, cancelable: true })
		);
	}, picture);
	await alice.waitForCount(4);
	expect((await looks(alice)).map(({ parent }) => parent)).toEqual([null, frame, frame, null]);
	await page.keyboard.press('Control+z');
	await alice.waitForCount(2);
	await page.keyboard.press('Control+z');
	await alice.waitForCount(1);
});

test('what is copied is words for other programs, and rubbish harms nothing', async ({ openBoard }) => {
	const alice = await openBoard();
	await put(alice, [
		{ type: 'note', position: [300, 200], size: [150, 150], text: 'One <b>&amp;' },
		{ type: 'text', position: [600, 200], text: 'Two' }
	]);
	await alice.page.keyboard.press('Control+a');
	const clip = await copied(alice);
	expect(clip['text/plain']).toBe('One <b>&amp;\nTwo');
	expect(clip['text/html']).toContain('One &lt;b&gt;&amp;amp;<br>Two');
	const mark = /data-inkmesh="([^"]*)"/.exec(clip['text/html'] ?? '')?.[1] ?? '';
	expect(mark.length).toBeGreaterThan(100);
	for (const broken of ['', mark.slice(0, 99), '====', mark.replace(/[A-M]/g, 'x'), 'A'.repeat(1_000)]) {
		await paste(alice, { 'text/html': `<div data-inkmesh="${broken}"></div>`, 'text/plain': 'words' });
		expect(await alice.count(), broken.slice(0, 20)).toBe(2);
	}
	await expect(alice.page.getByText('What was copied is damaged and cannot be pasted.')).toBeVisible();
});

test('a picture of it is copied as PNG and as SVG', async ({ browser, openBoard }) => {
	const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	const alice = await openBoard(undefined, { context });
	const { page } = alice;
	const all = ['rectangle', 'ellipse', 'diamond', 'triangle', 'hexagon', 'star', 'cloud', 'block-arrow'];
	await put(alice, [
		...all.map((type, i) => ({
			type,
			position: [200 + i * 110, 200] as const,
			size: [100, 80] as const,
			fill: ['none', 'tint', 'solid', 'hatch'][i % 4],
			roughness: i % 3,
			text: 'A & <b>'
		})),
		{ type: 'text', position: [200, 400], text: 'Words' },
		{
			type: 'stroke',
			points: [
				[200, 500],
				[300, 520],
				[400, 490]
			],
			size: 6
		},
		{
			type: 'arrow',
			start: { point: [500, 400] },
			end: { point: [700, 500] },
			endHead: 'triangle',
			text: 'to'
		},
		{ type: 'frame', position: [800, 400], size: [200, 120], text: 'Slide' },
		{ type: 'note', position: [1050, 400], size: [120, 120], text: 'Note', color: 'yellow' }
	]);
	await page.keyboard.press('Control+a');
	await page.keyboard.press('Alt+Shift+C');
	await expect(page.getByText('Copied.')).toBeVisible();
	const png = await page.evaluate(async () => {
		const [item] = await navigator.clipboard.read();
		const bitmap = item && (await createImageBitmap(await item.getType('image/png')));
		return bitmap && [bitmap.width, bitmap.height];
	});
	expect(png?.[0]).toBeGreaterThan(1_900);
	const copyAsSvg = async () => {
		await page.keyboard.press('Control+/');
		await page.getByRole('dialog', { name: 'All commands' }).waitFor();
		await page.keyboard.type('copy as svg');
		await page.keyboard.press('Enter');
	};
	const readText = () => page.evaluate(() => navigator.clipboard.readText());
	// The paper comes along, or light ink would be seen by nobody.
	await page.emulateMedia({ colorScheme: 'dark' });
	await copyAsSvg();
	await expect.poll(readText).toMatch(/^<svg [^>]*>(<defs>.*<\/defs>)?<rect [^>]*fill="#15171c"\/>/);
	await page.emulateMedia({ colorScheme: 'light' });
	await copyAsSvg();
	await expect.poll(readText).toMatch(/^<svg [^>]*>(<defs>.*<\/defs>)?<rect [^>]*fill="#fcfbf8"\/>/);
	// The same picture, drawn by the browser from the SVG, is that of the PNG but for the edges of lines.
	const off = await page.evaluate(async () => {
		const text = await navigator.clipboard.readText();
		const image = new Image();
		image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
		await image.decode();
		const draw = (source: CanvasImageSource, ground: string) => {
			const canvas = document.createElement('canvas');
			canvas.width = image.naturalWidth;
			canvas.height = image.naturalHeight;
			const context = canvas.getContext('2d');
			if (!context) throw new Error('expected a canvas, got none');
			context.fillStyle = ground;
			context.fillRect(0, 0, canvas.width, canvas.height);
			context.drawImage(source, 0, 0, canvas.width, canvas.height);
			return context.getImageData(0, 0, canvas.width, canvas.height).data;
		};
		const { elements } = { elements: window.inkmesh?.board?.count };
		const svg = draw(image, '#fcfbf8');
		let inked = 0;
		for (let i = 0; i < svg.length; i += 4)
			if (Math.min(svg[i] ?? 255, svg[i + 1] ?? 255, svg[i + 2] ?? 255) < 190) inked++;
		return { inked, elements, width: image.naturalWidth };
	});
	expect(off.inked).toBeGreaterThan(20_000);
	expect(off.width).toBeGreaterThan(900);
	await context.close();
});

test('a style is copied from one to another', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [
		{ type: 'rectangle', position: [300, 200], size: [100, 60], color: 'red', fill: 'solid', dash: 'dotted' },
		{ type: 'star', position: [600, 200], size: [100, 100], fill: 'tint' }
	]);
	await page.mouse.click(320, 220);
	await page.keyboard.press('Control+Alt+c');
	await page.mouse.click(650, 250);
	await page.keyboard.press('Control+Alt+v');
	expect(await topmost(alice)).toMatchObject({ type: 'star', color: 'red', fill: 'solid', dash: 'dotted' });
});

test('what is too much to paste is refused in plain words, and nothing is lost', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const said = page.getByText('That is too much to paste: more than 100,000 elements.');
	const close = () => page.mouse.click(1_000, 600);
	await page.keyboard.press('v');
	// A million by its own word, before anything of it is decoded; and more letters than anything sound has.
	const million = Buffer.from([1, 0xc0, 0x84, 0x3d, ...new Uint8Array(4_100_000).fill(7)]).toString('base64');
	await paste(alice, { 'text/html': `<div data-inkmesh="${million}"></div>`, 'text/plain': 'words' });
	await expect(said).toBeVisible();
	await close();
	await expect(said).toHaveCount(0);
	const took = await page.evaluate(() => {
		const data = new DataTransfer();
		data.setData('text/html', `<div data-inkmesh="${'A'.repeat(65_000_000)}"></div>`);
		data.setData('text/plain', 'words');
		const startedAt = performance.now();
		document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true }));
		return performance.now() - startedAt;
	});
	await expect(said).toBeVisible();
	await close();
	// Really so many.
	const tookAll = await alice.board(async (board) => {
		board.create(
			Array.from({ length: 100_001 }, (_, i) => ({
				type: 'rectangle',
				position: [(i % 300) * 30, Math.floor(i / 300) * 30],
				size: [20, 20]
			}))
		);
		board.select(board.elements().map(({ id }) => id));
		const data = new DataTransfer();
		document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, cancelable: true }));
		const startedAt = performance.now();
		document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true }));
		return performance.now() - startedAt;
	});
	console.log(`65 MB: ${Math.round(took)} ms; 100,001 elements: ${Math.round(tookAll)} ms`);
	await expect(said).toBeVisible();
	expect(await alice.count()).toBe(100_001);
});

test('a line of 10,000 points and shapes without any size are moved, scaled, mirrored, copied and brought back', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	const { page } = alice;
	const points = Array.from(
		{ length: 10_000 },
		(_, i) => [300 + (i % 100) * 5, 200 + Math.floor(i / 100) * 3 + 20 * Math.sin(i)] as const
	);
	const flat = ['rectangle', 'ellipse', 'diamond', 'star', 'cloud', 'block-arrow', 'note', 'frame'];
	await put(alice, [
		{ type: 'line', points },
		{ type: 'line', points, isCurved: true, color: 'red' },
		{ type: 'stroke', points, size: 3 },
		{ type: 'stroke', points: [[500, 500]], size: 3 },
		...flat.map((type, i) => ({ type, position: [300 + 40 * i, 600] as const, size: [0, 0] as const })),
		{ type: 'arrow', start: { point: [400, 650] }, end: { point: [400, 650] } }
	]);
	await bob.waitForCount(13);
	const before = await alice.scene();
	await page.keyboard.press('Control+a');
	await drag(alice, [500, 300], [540, 330]);
	await drag(alice, [540, 330], [520, 310]);
	for (const key of ['Shift+h', 'Shift+v', 'Alt+h', 'Alt+Shift+h', 'Control+g', 'Control+d', 'ArrowLeft'])
		await page.keyboard.press(key);
	await alice.waitForCount(26 + 2);
	expect(await alice.board((board) => board.skipped)).toBe(0);
	await expect.poll(async () => (await alice.scene()) === (await bob.scene())).toBe(true);
	for (let i = 0; i < 9; i++) await page.keyboard.press('Control+z');
	expect(await alice.scene()).toBe(before);
	// One of them alone, by its handles.
	await page.keyboard.press('Escape');
	await alice.board((board) => board.select([board.elements()[4]!.id]));
	await drag(alice, [300, 600], [360, 640]);
	await expect.poll(async () => (await alice.scene()) === (await bob.scene())).toBe(true);
	expect(await alice.count()).toBe(13);
});
