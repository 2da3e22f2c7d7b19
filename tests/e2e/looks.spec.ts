// How everything looks: every kind of element, the selection, the properties, the menu, the palette and the keys, on a desk
// and on a phone, light and dark, compared with pictures that were looked at one by one (`looks/`). After a change that is
// meant: `npx playwright test looks --update-snapshots`, and look at them again.
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { SHAPE_NAMES, type ElementId } from '../../src/lib/document/element.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';

/** Always the same ids: what is rough is drawn by them. */
const named = (id: string) => id.padEnd(12, '0') as ElementId;

const shapes = SHAPE_NAMES.map((type, i): ElementInput => ({
	type,
	id: named(`shape${i}`),
	position: [300 + (i % 4) * 210, 100 + Math.floor(i / 4) * 140],
	size: [170, 110],
	color: ['blue', 'red', 'green', 'orange', 'violet', 'teal', 'pink', 'brown'][i] ?? 'black',
	fill: ['none', 'tint', 'solid', 'hatch'][i % 4],
	dash: ['solid', 'solid', 'solid', 'dashed', 'dotted'][i % 5],
	roughness: i % 3,
	text: 'Label'
}));
const heads = ['none', 'arrow', 'triangle', 'circle', 'diamond', 'bar'].map((endHead, i): ElementInput => ({
	type: 'arrow',
	id: named(`head${i}`),
	start: { point: [300, 390 + i * 22] },
	end: { point: [420, 390 + i * 22] },
	startHead: endHead,
	endHead
}));
const ALL: readonly ElementInput[] = [
	...shapes,
	...heads,
	{
		type: 'arrow',
		id: named('elbow'),
		route: 'elbow',
		start: { point: [1100, 295], id: named('shape7'), anchor: [0.5, 0.5] },
		end: { point: [1180, 480] },
		text: 'then',
		color: 'violet'
	},
	{
		type: 'line',
		id: named('line'),
		isCurved: true,
		points: [
			[470, 400],
			[520, 480],
			[580, 400],
			[640, 480]
		],
		color: 'pink',
		strokeWidth: 6
	},
	{
		type: 'text',
		id: named('text'),
		position: [690, 395],
		text: 'Words in four',
		fontSize: 26,
		font: 'serif'
	},
	{ type: 'text', id: named('text2'), position: [690, 440], text: 'typefaces', font: 'mono', color: 'green' },
	{
		type: 'stroke',
		id: named('marker'),
		isHighlighter: true,
		size: 26,
		color: 'yellow',
		points: [
			[690, 412],
			[840, 414]
		]
	},
	{
		type: 'note',
		id: named('note'),
		author: 'Ada',
		position: [930, 390],
		size: [130, 120],
		color: 'yellow',
		text: 'A note'
	},
	{ type: 'frame', id: named('frame'), position: [470, 540], size: [220, 120], text: 'Slide 1' },
	{
		type: 'ellipse',
		id: named('inside'),
		position: [600, 580],
		size: [160, 120],
		fill: 'tint',
		color: 'teal',
		parent: named('frame')
	},
	{
		type: 'stroke',
		id: named('ink'),
		size: 6,
		color: 'blue',
		points: Array.from(
			{ length: 60 },
			(_, i) => [740 + i * 3, 610 + Math.sin(i / 4) * 30, 0.3 + (i % 20) / 40] as const
		)
	}
];

async function expectLook(board: BoardPage, name: string): Promise<void> {
	// Names and colours differ from person to person, and what is told of the others from second to second.
	await board.page
		.locator('header > :last-child')
		.evaluateAll((bars) => bars.forEach((bar) => ((bar as HTMLElement).style.visibility = 'hidden')));
	await board.nextFrames(5);
	await expect(board.page).toHaveScreenshot(`${name}.png`, {
		// Edges of lines differ between machines; what is missing or moved does not come to so little.
		maxDiffPixelRatio: 0.001
	});
}

for (const place of ['desk', 'phone'] as const) {
	for (const theme of ['light', 'dark'] as const) {
		test(`looks as it should on a ${place}, ${theme}`, async ({ browser, openBoard }) => {
			test.setTimeout(60_000);
			const isPhone = place === 'phone';
			const context = await browser.newContext({
				colorScheme: theme,
				viewport: isPhone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
				...(isPhone && { hasTouch: true, isMobile: true })
			});
			const alice = await openBoard(undefined, { context });
			const { page } = alice;
			const look = (name: string) => expectLook(alice, `${place}-${theme}-${name}`);
			await alice.board((api, elements) => {
				api.create(elements);
				api.setTool('select');
			}, ALL);
			if (isPhone) await alice.board((api) => api.zoomToFit());
			// Typefaces and the maker of rough lines come when they are first wanted.
			await page.waitForFunction(() => document.fonts.status === 'loaded');
			await page.waitForLoadState('networkidle');
			await look('elements');
			await alice.board((api) => api.select(api.elements().map(({ id }) => id)));
			if (isPhone) await page.getByRole('button', { name: 'Properties' }).tap();
			await page.getByRole('region', { name: 'Properties' }).waitFor();
			await look('properties');
			if (isPhone) await page.getByRole('button', { name: 'Properties' }).tap();
			await page.getByRole('button', { name: 'More tools' }).click();
			await page.getByRole('radio', { name: 'Cloud' }).waitFor();
			await look('tools');
			await page.keyboard.press('Escape');
			if (isPhone) {
				const session = await context.newCDPSession(page);
				const touchPoints = [{ x: 120, y: 420 }];
				await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
				await page.getByRole('menuitem', { name: 'Duplicate' }).waitFor();
				await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
			} else await page.mouse.click(700, 300, { button: 'right' });
			await page.getByRole('menuitem', { name: 'Duplicate' }).waitFor();
			await look('menu');
			await page.keyboard.press('Escape');
			await page.keyboard.press('Control+/');
			await page.getByRole('dialog', { name: 'All commands' }).waitFor();
			await look('palette');
			await page.keyboard.press('Escape');
			await page.keyboard.press('?');
			await page.getByRole('dialog', { name: 'Keys' }).waitFor();
			await look('keys');
			await page.keyboard.press('Escape');
			// One thing, turned, with its handles; a tool with its properties; the board's menu; frames as slides.
			await alice.board((api, id) => {
				api.update(id, { rotation: 0.3 });
				api.select([id]);
			}, named('shape5'));
			await look('single');
			await alice.board((api) => {
				api.select([]);
				api.setTool('arrow');
			});
			if (isPhone) await page.getByRole('button', { name: 'Properties' }).tap();
			await page.getByRole('radiogroup', { name: 'End', exact: true }).waitFor();
			await look('arrow');
			await page.getByRole('button', { name: 'Menu', exact: true }).click();
			await page.getByRole('menuitem', { name: 'Present the frames' }).waitFor();
			await look('board-menu');
			await page.keyboard.press('Escape');
			await page.keyboard.press('Control+Alt+p');
			await page.getByRole('button', { name: 'Next slide' }).waitFor();
			await look('slides');
			await context.close();
		});
	}
}
