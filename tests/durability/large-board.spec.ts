import { expect, test } from '../support/board-page.ts';
import { createStrokes } from '../support/many-strokes.ts';
import { storedAmount } from '../support/stored-rows.ts';

const STROKES = 100_000;
const A_PASTE = 10_000;
/** A quarter of what there is, and a little: the next snapshot is due. */
const MORE_PASTES = 3;

const longest = (tasks: readonly number[]) => Math.max(0, ...tasks).toFixed(0);

declare global {
	interface Window {
		/** What `watchCompaction` has seen; times are the page's, ms. */
		compaction: { askedAt: number | null; doneAt: number | null; meanwhile: number[]; after: number[] };
	}
}

test('a board of 100,000 strokes is compacted beside the page, which goes on drawing', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const board = await openBoard(undefined, { context });
	const url = board.url();
	const paste = (i: number) =>
		createStrokes(board, { first: i * A_PASTE, count: A_PASTE, isOneChange: true });
	for (let i = 0; i < STROKES / A_PASTE; i++) await paste(i);
	const isCompacted = async () => {
		const { rows, snapshotBytes } = await storedAmount(board.page);
		return snapshotBytes > 0 && rows < MORE_PASTES;
	};
	await expect.poll(isCompacted, { timeout: 120_000, intervals: [2_000] }).toBe(true);
	const before = await storedAmount(board.page);

	await board.page.evaluate(() => {
		const seen: Window['compaction'] = { askedAt: null, doneAt: null, meanwhile: [], after: [] };
		window.compaction = seen;
		new PerformanceObserver((list) => {
			for (const { startTime, duration } of list.getEntries()) {
				if (seen.askedAt === null || startTime < seen.askedAt) continue;
				const isMeanwhile = seen.doneAt === null || startTime < seen.doneAt;
				(isMeanwhile ? seen.meanwhile : seen.after).push(duration);
			}
		}).observe({ entryTypes: ['longtask'] });
		const Original = window.Worker;
		window.Worker = class extends Original {
			constructor(...args: ConstructorParameters<typeof Original>) {
				super(...args);
				seen.askedAt ??= performance.now();
				this.addEventListener('message', () => (seen.doneAt ??= performance.now()));
			}
		};
	});
	for (let i = 0; i < MORE_PASTES; i++) await paste(STROKES / A_PASTE + i);
	await board.page.waitForFunction(() => window.compaction.askedAt !== null, undefined, { timeout: 60_000 });
	// Somebody draws all the while.
	let drawn = 0;
	const drawOne = async () => {
		const y = 200 + (drawn++ % 40) * 10;
		await board.draw(
			[
				[400, y],
				[700, y + 10]
			],
			{ steps: 10 }
		);
	};
	while (await board.page.evaluate(() => window.compaction.doneAt === null)) await drawOne();
	const drawnMeanwhile = drawn;
	// And as much again without it, to compare with.
	while (drawn < 2 * drawnMeanwhile) await drawOne();
	const { askedAt, doneAt, meanwhile, after: longAfter } = await board.page.evaluate(() => window.compaction);
	await board.board((api) => api.whenSaved());
	const after = await storedAmount(board.page);
	await board.page.close();
	const startedAt = performance.now();
	const reopened = await openBoard(url, { context });
	const openedMs = performance.now() - startedAt;
	console.log(
		`    a snapshot of ${before.snapshotBytes} bytes became one of ${after.snapshotBytes} in ` +
			`${((doneAt ?? NaN) - (askedAt ?? NaN)).toFixed(0)} ms beside the page; ${drawnMeanwhile} strokes drawn ` +
			`meanwhile, the page's longest task ${longest(meanwhile)} ms (${longest(longAfter)} ms when it was over); opened in ${openedMs.toFixed(0)} ms, ` +
			`page load included`
	);
	expect(await reopened.count()).toBe(STROKES + MORE_PASTES * A_PASTE + drawn);
	expect(drawnMeanwhile).toBeGreaterThan(0);
	expect(after.snapshotBytes).toBeGreaterThan(before.snapshotBytes);
	await context.close();
});
