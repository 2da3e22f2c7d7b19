import { expect } from '@playwright/test';
import type { BoardPage } from '../support/board-page.ts';

/** Draws stroke after stroke by hand until told to stop; then the last one is finished. Gives back the stop, which says how many. */
export function drawSteadily(board: BoardPage, top: number): () => Promise<number> {
	let isOn = true;
	const done = (async () => {
		let count = 0;
		for (; isOn; count++) await drawOne(board, top, count);
		return count;
	})();
	return () => {
		isOn = false;
		return done;
	};
}

/** One short stroke; by its number it stands elsewhere. */
export async function drawOne(board: BoardPage, top: number, number = 0): Promise<void> {
	const x = 300 + (number % 15) * 45;
	const y = top + (Math.floor(number / 15) % 8) * 6;
	await board.draw(
		[
			[x, y],
			[x + 35, y + 30]
		],
		{ steps: 4 }
	);
}

/** Both draw once and see it, and have the same board. */
export async function drawTogether(alice: BoardPage, bob: BoardPage): Promise<void> {
	const count = (await alice.count()) + 2;
	await drawOne(alice, 200);
	await drawOne(bob, 500);
	await alice.waitForCount(count);
	await bob.waitForCount(count);
	expect(await bob.scene()).toBe(await alice.scene());
}

/** Far beyond every limit: how late it was says more than that it was late. */
const GIVE_UP_MS = 90_000;

/** Waits until all boards are the same, and gives back how long that took. */
export async function msUntilEqual(
	boards: readonly BoardPage[],
	startedAt = performance.now()
): Promise<number> {
	await expect
		.poll(
			async () => {
				// The counts first: whole scenes are large.
				const counts = await Promise.all(boards.map((board) => board.count()));
				if (new Set(counts).size > 1) return counts.join(' ≠ ');
				const scenes = await Promise.all(boards.map((board) => board.scene()));
				return new Set(scenes).size === 1 ? 'equal' : 'different';
			},
			{ timeout: GIVE_UP_MS, intervals: [100] }
		)
		.toBe('equal');
	return performance.now() - startedAt;
}
