// The properties beside the board: what they change, and whom the keys belong to meanwhile.
import { expect, test } from '../support/board-page.ts';
import { looks, put, topmost } from '../support/editor-page.ts';

test('what is being typed takes the look that is chosen, and typing goes on', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	const field = page.getByRole('textbox', { name: 'Text', exact: true });
	await page.keyboard.press('t');
	await page.mouse.click(640, 300);
	// Before the first letter, when there is no element yet …
	await page.getByRole('radio', { name: 'L', exact: true }).click();
	await expect(field).toHaveCSS('font-size', '28px');
	await page.keyboard.type('col');
	// … and after it.
	await page.getByRole('radio', { name: 'Blue', exact: true }).click();
	await page.keyboard.type('r');
	await expect(field).toBeFocused();
	expect(await looks(alice)).toMatchObject([{ text: 'colr', color: 'blue', fontSize: 28 }]);
	// Letters, look and letters are three steps, in the midst of typing too.
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toMatchObject({ text: 'col', color: 'blue' });
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toMatchObject({ text: 'col', color: 'black' });
	await page.keyboard.press('Escape');

	// A text that was there, taken by the text tool: it is not selected.
	await page.keyboard.press('Escape');
	await page.keyboard.press('t');
	await page.mouse.click(645, 300);
	await page.getByRole('radio', { name: 'Green', exact: true }).click();
	await page.keyboard.type('s');
	expect(await looks(alice)).toMatchObject([{ text: 'cols', color: 'green' }]);
	// A button that does something to all of it ends typing first.
	await page.keyboard.press('Escape');
	await page.mouse.dblclick(645, 300);
	await expect(field).toBeFocused();
	await page.getByRole('button', { name: 'Duplicate' }).click();
	await expect(field).toHaveCount(0);
	await alice.waitForCount(2);
});

test('labels and notes take the look that is chosen while they are typed into', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [
		{ type: 'rectangle', position: [400, 200], size: [160, 120] },
		{ type: 'note', position: [700, 200], size: [160, 160] }
	]);
	for (const [x, y] of [
		[480, 260],
		[760, 260]
	] as const) {
		await page.mouse.dblclick(x, y);
		await page.keyboard.type('ne');
		await page.getByRole('radio', { name: 'Monospace' }).click();
		await page.getByRole('radio', { name: 'Teal', exact: true }).click();
		await page.keyboard.type('t');
		await page.keyboard.press('Escape');
	}
	expect(await looks(alice)).toMatchObject([
		{ text: 'net', color: 'teal', font: 'mono' },
		{ text: 'net', color: 'teal', font: 'mono' }
	]);
});

test('a text begun by a double click shows the properties of a text', async ({ openBoard }) => {
	const alice = await openBoard();
	const { page } = alice;
	await page.keyboard.press('v');
	await page.mouse.dblclick(640, 300);
	await expect(page.getByRole('radiogroup', { name: 'Text size' })).toBeVisible();
	await expect(page.getByRole('radiogroup', { name: 'Fill' })).toHaveCount(0);
	await page.getByRole('radio', { name: 'Red', exact: true }).click();
	await page.keyboard.type('red');
	expect(await topmost(alice)).toMatchObject({ text: 'red', color: 'red' });
});

test('after a press on the properties the keys are the board’s; who came by Tab keeps the arrows', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const radio = (name: string) => page.getByRole('radio', { name, exact: true });
	await put(alice, [{ type: 'rectangle', position: [400, 300], size: [100, 80] }]);
	await page.keyboard.press('Control+a');
	await radio('Red').click();
	await page.keyboard.press('ArrowRight');
	expect(await topmost(alice)).toMatchObject({ color: 'red', position: [401, 300] });
	// Out of a field, whose number is taken.
	await page.getByRole('textbox', { name: 'Left' }).fill('500');
	await radio('Tint').click();
	await page.keyboard.press('ArrowLeft');
	expect(await topmost(alice)).toMatchObject({ color: 'red', fill: 'tint', position: [499, 300] });
	await page.getByRole('button', { name: 'Send to back' }).click();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: 'Text', exact: true })).toBeFocused();
	await page.keyboard.press('Escape');

	await page.getByRole('button', { name: 'Menu' }).focus();
	while (!(await radio('Red').evaluate((element) => element === document.activeElement)))
		await page.keyboard.press('Tab');
	await page.keyboard.press('ArrowRight');
	const { color, position } = await topmost(alice);
	expect([color === 'red', position]).toEqual([false, [499, 300]]);
});

test('what cannot be is not taken by the numbers: no size of nothing, no turned frame', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	const field = (name: string) => page.getByRole('textbox', { name, exact: true });
	await put(alice, [
		{ type: 'frame', position: [300, 200], size: [200, 100] },
		{ type: 'rectangle', position: [700, 200], size: [200, 100] }
	]);
	await page.mouse.click(700, 250);
	for (const name of ['Width of the selection', 'Height of the selection']) {
		const before = await field(name).inputValue();
		for (const value of ['0', '-5']) {
			await field(name).fill(value);
			await page.keyboard.press('Enter');
			await expect(field(name)).toHaveValue(before);
		}
	}
	expect(await topmost(alice)).toMatchObject({ position: [700, 200], size: [200, 100] });
	await expect(field('Angle')).toBeEnabled();
	await page.keyboard.press('Escape');
	await page.mouse.click(310, 188);
	await expect(field('Left')).toHaveValue('300');
	await expect(field('Angle')).toBeDisabled();
	// With something that can be turned it is there for that.
	await page.keyboard.press('Control+a');
	await field('Angle').fill('90');
	await page.keyboard.press('Enter');
	expect((await looks(alice)).map(({ rotation }) => rotation)).toEqual([0, expect.closeTo(Math.PI / 2, 3)]);
});

test('presses of a key on one control, one soon after the other, are one step of undo', async ({
	openBoard
}) => {
	const alice = await openBoard();
	const { page } = alice;
	await put(alice, [{ type: 'rectangle', position: [400, 300], size: [200, 100] }]);
	await page.keyboard.press('Control+a');
	const times = async (key: string, count: number) => {
		for (let i = 0; i < count; i++) await page.keyboard.press(key);
	};
	await page.getByRole('slider', { name: 'Opacity' }).focus();
	await times('ArrowLeft', 4);
	expect(await topmost(alice)).toMatchObject({ opacity: 0.8 });
	await page.getByRole('textbox', { name: 'Any width' }).focus();
	await times('ArrowUp', 3);
	await page.getByRole('textbox', { name: 'Left' }).focus();
	await times('ArrowUp', 5);
	expect(await topmost(alice)).toMatchObject({ opacity: 0.8, strokeWidth: 6.5, position: [405, 300] });
	await page.getByRole('textbox', { name: 'Left' }).press('Escape');
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toMatchObject({ opacity: 0.8, strokeWidth: 6.5, position: [400, 300] });
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toMatchObject({ opacity: 0.8, strokeWidth: 3.5 });
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toMatchObject({ opacity: 1 });
	// What comes after an undo is a step of its own, however soon.
	await page.getByRole('slider', { name: 'Opacity' }).focus();
	await times('ArrowLeft', 2);
	await page.keyboard.press('Control+z');
	await times('ArrowLeft', 1);
	await page.keyboard.press('Control+z');
	expect(await topmost(alice)).toMatchObject({ opacity: 1, strokeWidth: 3.5, position: [400, 300] });
});
