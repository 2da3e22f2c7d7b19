import { expect, test } from '../support/board-page.ts';
import { storedAmount } from '../support/stored-rows.ts';

const STROKES = 100_000;
const A_PASTE = 10_000;

test('a board of 100,000 strokes is compacted beside the page, which goes on drawing', async ({
	openBoard,
	browser,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	const board = await openBoard(undefined, { context });
	const url = board.url();
	for (let first = 0; first < STROKES; first += A_PASTE) {
		await board.board(
			async (api, { from, count }) => {
				api.create(
					Array.from({ length: count }, (_, i) => {
						const n = from + i;
						const points = Array.from({ length: 80 }, (_, k): [number, number, number] => [
							(n % 400) * 40 + k * 1.7 + Math.sin(n + k) * 9,
							Math.floor(n / 400) * 40 + Math.cos(n * 3 + k / 3) * 14,
							0.5 + 0.4 * Math.sin(k / 9)
						]);
						return { type: 'stroke' as const, points, color: 'black' as const, size: 5 };
					})
				);
				await api.whenSaved();
			},
			{ from: first, count: A_PASTE }
		);
	}
	const isCompacted = async () => {
		const { rows, snapshotBytes } = await storedAmount(board.page);
		return snapshotBytes > 0 && rows < 4;
	};
	await expect.poll(isCompacted, { timeout: 120_000, intervals: [2_000] }).toBe(true);
	const before = await storedAmount(board.page);
	// A quarter more, and the next snapshot is due; from here on every long task counts.
	await board.page.evaluate(() => {
		const tasks: number[] = [];
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) tasks.push(duration);
		}).observe({ entryTypes: ['longtask'] });
		Object.assign(window, { longTasks: tasks });
	});
	await board.page.evaluate(() => {
		const start = Worker.prototype.postMessage;
		Worker.prototype.postMessage = function (...args: Parameters<typeof start>) {
			Object.assign(window, { workerAskedAt: performance.now() });
			this.addEventListener('message', () => Object.assign(window, { workerDoneAt: performance.now() }));
			return start.apply(this, args);
		};
	});
	for (let i = 0; i < 3; i++) {
		await board.board(async (api, count) => {
			api.create(
				Array.from({ length: count }, (_, n) => {
					const points = Array.from({ length: 80 }, (_, k): [number, number, number] => [
						n * 3 + k * 1.7,
						-500 + Math.cos(n + k / 3) * 14,
						0.5
					]);
					return { type: 'stroke' as const, points, color: 'blue' as const, size: 5 };
				})
			);
			await api.whenSaved();
		}, A_PASTE);
	}
	await board.page.waitForFunction(() => 'workerAskedAt' in window, undefined, { timeout: 60_000 });
	await board.page.evaluate(() => {
		(window as unknown as { longTasks: number[] }).longTasks.length = 0;
	});
	await board.page.waitForFunction(() => 'workerDoneAt' in window, undefined, { timeout: 120_000 });
	const { tookMs, longest } = await board.page.evaluate(() => {
		const { longTasks, workerAskedAt, workerDoneAt } = window as unknown as {
			longTasks: number[];
			workerAskedAt: number;
			workerDoneAt: number;
		};
		return { tookMs: workerDoneAt - workerAskedAt, longest: Math.max(0, ...longTasks) };
	});
	const after = await storedAmount(board.page);
	await board.page.close();
	const startedAt = performance.now();
	const reopened = await openBoard(url, { context });
	const openedMs = performance.now() - startedAt;
	expect(await reopened.count()).toBe(STROKES + 3 * A_PASTE);
	console.log(
		`    snapshot of ${before.snapshotBytes} and ${before.logBytes} bytes of log → ${after.snapshotBytes}: ` +
			`${tookMs.toFixed(0)} ms beside the page, whose longest task meanwhile was ${longest.toFixed(0)} ms; ` +
			`opened in ${openedMs.toFixed(0)} ms, page load included`
	);
	expect(after.snapshotBytes).toBeGreaterThan(before.snapshotBytes);
	await context.close();
});
