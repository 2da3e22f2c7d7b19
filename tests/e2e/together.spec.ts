// Two people change one element at once: where they touch different fields, both changes are kept. And each sees on its
// way what the other drags.
import { deriveBoardKeys } from '../../src/lib/access/board-keys.ts';
import { formatBoardLink, parseBoardLink, viewLinkOf } from '../../src/lib/access/board-link.ts';
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { drag, looks, put } from '../support/editor-page.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';

const boxed = (type: string, more: object = {}): ElementInput => ({
	type,
	position: [400, 300],
	size: [200, 120],
	fill: 'solid',
	...more
});

/** Every kind, and another field of it than where it is. */
const KINDS: readonly (readonly [ElementInput, string, unknown])[] = [
	[
		{
			type: 'stroke',
			points: [
				[400, 300],
				[500, 420],
				[600, 300]
			],
			size: 6
		},
		'color',
		'red'
	],
	[
		{
			type: 'stroke',
			points: [
				[400, 300],
				[600, 300]
			],
			size: 24,
			isHighlighter: true
		},
		'opacity',
		0.5
	],
	[
		{
			type: 'line',
			points: [
				[400, 300],
				[500, 420],
				[600, 300]
			]
		},
		'isCurved',
		true
	],
	[boxed('rectangle'), 'dash', 'dotted'],
	[boxed('ellipse'), 'fill', 'hatch'],
	[boxed('diamond'), 'strokeWidth', 9],
	[boxed('triangle'), 'isRounded', false],
	[boxed('hexagon'), 'roughness', 2],
	[boxed('star'), 'verticalAlign', 'end'],
	[boxed('cloud'), 'text', 'rain'],
	[boxed('block-arrow'), 'flipX', true],
	[{ type: 'arrow', start: { point: [400, 300] }, end: { point: [600, 400] } }, 'endHead', 'diamond'],
	[{ type: 'text', position: [400, 300], text: 'words', fontSize: 40 }, 'font', 'mono'],
	[{ type: 'note', position: [400, 300], size: [180, 180], text: 'a note' }, 'color', 'pink'],
	[{ type: 'frame', position: [400, 300], size: [200, 120], text: 'slide' }, 'text', 'Slide 2'],
	[{ type: 'image', position: [400, 300], size: [200, 120], asset: 'f'.repeat(64) }, 'flipY', true]
];

test('every kind: one moves it by pointer while the other changes it otherwise, and both are kept', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	for (const [input, field, value] of KINDS) {
		const [id] = await put(alice, [input]);
		await bob.waitForCount(1);
		const before = (await looks(alice))[0];
		await alice.board((api, one) => api.select([one as never]), id);
		await alice.page.keyboard.press('v');
		await alice.board((api, one) => api.select([one as never]), id);
		await Promise.all([
			alice.page.keyboard.press('Shift+ArrowRight').then(() => alice.page.keyboard.press('ArrowDown')),
			bob.board((api, [one, name, to]) => api.update(one as never, { [name]: to }), [
				id,
				field,
				value
			] as const)
		]);
		const where = (one: typeof before) =>
			one?.type === 'arrow' ? (one.start as { point: unknown }).point : one?.position;
		const from = where(before) as readonly [number, number];
		for (const page of [alice, bob]) {
			await expect.poll(async () => (await looks(page))[0]?.[field], String(input.type)).toEqual(value);
			await expect.poll(async () => where((await looks(page))[0])).toEqual([from[0] + 10, from[1] + 1]);
		}
		expect(await alice.scene()).toBe(await bob.scene());
		await alice.board((api) => api.remove(api.elements().map((one) => one.id)));
		await Promise.all([alice.waitForCount(0), bob.waitForCount(0)]);
	}
});

/** Where somebody sees the left edge of what is dragged: ink on either canvas. */
const inkAt = async (board: BoardPage, x: number, y: number) =>
	(await board.inkIn({ x, y, width: 12, height: 12 }, 'overlay')) +
	(await board.inkIn({ x, y, width: 12, height: 12 }, 'board'));

test('what one drags, scales or bends the other sees on its way, and once it is put down or taken back', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	await put(alice, [
		boxed('rectangle'),
		{ type: 'arrow', start: { point: [300, 600] }, end: { point: [700, 600] }, strokeWidth: 12 }
	]);
	await bob.waitForCount(2);
	const { mouse, keyboard } = alice.page;
	await mouse.move(450, 350);
	await mouse.down();
	await mouse.move(750, 350, { steps: 8 });
	await expect.poll(() => inkAt(bob, 780, 350)).toBe(144);
	expect(await inkAt(bob, 420, 350)).toBe(0);
	expect((await looks(bob))[0]?.position).toEqual([400, 300]);
	await keyboard.press('Escape');
	await expect.poll(() => inkAt(bob, 420, 350)).toBe(144);
	expect(await inkAt(bob, 780, 350)).toBe(0);
	await mouse.up();
	await drag(alice, [450, 350], [500, 350]);
	await expect.poll(async () => (await looks(bob))[0]?.position).toEqual([450, 300]);
	await expect.poll(() => inkAt(bob, 470, 350)).toBe(144);
	// Scaled by a handle.
	await mouse.move(654, 424);
	await mouse.down();
	await mouse.move(854, 500, { steps: 8 });
	await expect.poll(() => inkAt(bob, 800, 450)).toBe(144);
	await mouse.up();
	await expect.poll(async () => (await looks(bob))[0]?.size[0]).toBe(400);
	// An arrow's bow.
	await alice.board((api) => api.select([api.elements().at(-1)?.id as never]));
	await mouse.move(500, 600);
	await mouse.down();
	await mouse.move(500, 700, { steps: 8 });
	await expect.poll(() => inkAt(bob, 494, 694)).toBeGreaterThan(100);
	expect((await looks(bob))[1]?.bend).toBe(0);
	await mouse.up();
	await expect.poll(async () => (await looks(bob))[1]?.bend).not.toBe(0);
});

test('one groups and frames what the other moves and deletes', async ({ openBoard }) => {
	const alice = await openBoard();
	const bob = await openBoard(alice.url());
	await alice.waitForPeers(1);
	const ids = await put(
		alice,
		[0, 1, 2, 3].map((i) => boxed('rectangle', { position: [300 + i * 120, 200], size: [80, 80] }))
	);
	await bob.waitForCount(4);
	await bob.page.keyboard.press('v');
	await alice.page.keyboard.press('Control+a');
	await bob.board((api, id) => api.select([id as never]), ids[0]);
	await Promise.all([alice.page.keyboard.press('Control+g'), bob.page.keyboard.press('Delete')]);
	await Promise.all([alice.waitForCount(4), bob.waitForCount(4)]);
	await expect.poll(async () => (await alice.scene()) === (await bob.scene())).toBe(true);
	await bob.page.mouse.click(425, 205);
	expect(await bob.board((api) => api.selection.length)).toBe(3);
	// Alice takes the group apart while Bob puts all of it into a frame: nothing is lost and both see the same.
	await Promise.all([
		alice.page.keyboard.press('Control+Shift+g'),
		bob.page.keyboard.press('Control+/').then(async () => {
			await bob.page.getByRole('dialog', { name: 'All commands' }).waitFor();
			await bob.page.keyboard.type('put into a frame');
			await bob.page.keyboard.press('Enter');
		})
	]);
	await expect.poll(async () => (await looks(bob)).filter(({ type }) => type === 'frame').length).toBe(1);
	await expect.poll(async () => (await alice.scene()) === (await bob.scene())).toBe(true);
	expect((await looks(alice)).filter(({ type }) => type === 'rectangle')).toHaveLength(3);
});

test('a laser points at something for everybody, and leaves nothing behind', async ({ openBoard }) => {
	const alice = await openBoard();
	const link = parseBoardLink(new URL(alice.url()).hash);
	if (!link) throw new Error(`expected a board's link, got ${alice.url()}`);
	const view = formatBoardLink(viewLinkOf(deriveBoardKeys(link)));
	const bob = await openBoard(`${alice.url().split('#')[0]}${view}`);
	await alice.waitForPeers(1);
	const seenAt = (board: BoardPage, x: number, y: number) =>
		board.inkIn({ x: x - 6, y: y - 6, width: 12, height: 12 }, 'overlay');
	// From who may only look to who draws, and back.
	for (const [from, to] of [
		[bob, alice],
		[alice, bob]
	] as const) {
		await from.page.keyboard.press('k');
		await from.page.mouse.move(400, 300);
		await from.page.mouse.down();
		await from.page.mouse.move(700, 300, { steps: 20 });
		for (const board of [from, to]) await expect.poll(() => seenAt(board, 600, 300)).toBeGreaterThan(20);
		await from.page.mouse.up();
		await from.page.mouse.move(700, 500);
		for (const board of [from, to]) await expect.poll(() => seenAt(board, 600, 300)).toBe(0);
		expect(await from.board((api) => api.tool)).toBe('laser');
	}
	expect([await alice.count(), await bob.count()]).toEqual([0, 0]);
	await expect(alice.page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});
