// Shift, Alt and Ctrl, pressed and let go while the pointer is down and rests.
import { expect, test, type BoardPage, type Place } from '../support/board-page.ts';
import { looks, put } from '../support/editor-page.ts';

const RECTANGLE = {
	type: 'rectangle',
	position: [300, 200],
	size: [100, 80],
	fill: 'solid',
	color: 'red'
} as const;

/** Presses at one place and goes to another, where the pointer rests. */
async function pull(board: BoardPage, from: Place, to: Place): Promise<void> {
	await board.draw([from, to], { lifts: false });
}

test('Alt pressed once the drag has begun makes a copy, and let go makes none', async ({ openBoard }) => {
	const alice = await openBoard();
	const { keyboard, mouse } = alice.page;
	await put(alice, [RECTANGLE]);
	const stays = async () => {
		await alice.nextFrames(3);
		return (await alice.inkIn({ x: 320, y: 220, width: 20, height: 20 }, 'board')) === 400;
	};
	await pull(alice, [350, 240], [550, 440]);
	expect(await stays()).toBe(false);
	await keyboard.down('Alt');
	expect(await stays()).toBe(true);
	await keyboard.up('Alt');
	expect(await stays()).toBe(false);
	await keyboard.down('Alt');
	await mouse.up();
	await keyboard.up('Alt');
	const places = async () => (await looks(alice)).map(({ position }) => position);
	expect(await places()).toEqual([
		[300, 200],
		[500, 400]
	]);

	await keyboard.press('Control+z');
	await keyboard.down('Alt');
	await pull(alice, [350, 240], [550, 440]);
	await keyboard.up('Alt');
	await mouse.up();
	expect(await places()).toEqual([[500, 400]]);
});

test('a shape that is pulled keeps its proportions as soon as Shift is pressed', async ({ openBoard }) => {
	const alice = await openBoard();
	const { keyboard, mouse } = alice.page;
	await put(alice, [RECTANGLE]);
	await mouse.click(350, 240);
	await pull(alice, [404, 284], [504, 284]);
	// Below what is shown without it.
	const inkBelow = async () => {
		await alice.nextFrames(3);
		return alice.inkIn({ x: 330, y: 300, width: 20, height: 20 }, 'overlay');
	};
	expect(await inkBelow()).toBe(0);
	await keyboard.down('Shift');
	expect(await inkBelow()).toBe(400);
	await keyboard.down('Alt');
	await mouse.up();
	await keyboard.up('Shift');
	await keyboard.up('Alt');
	expect((await looks(alice))[0]).toMatchObject({ position: [200, 120], size: [300, 240] });
});
