import type { BenchPage } from '../bench-page.ts';
import type { Scenario } from '../scenario.ts';

/** Every command that changes the selection, by its key. */
const KEYS: readonly (string | readonly [before: string, key: string])[] = [
	'ArrowRight',
	'Shift+ArrowDown',
	'Control+d',
	'Control+g',
	['Control+g', 'Control+Shift+g'],
	'Shift+]',
	'Shift+[',
	']',
	'[',
	'Alt+a',
	'Alt+h',
	'Alt+w',
	'Alt+Shift+h',
	'Alt+Shift+v',
	'Shift+h',
	'Shift+v',
	'Control+c',
	'Shift+l',
	'Delete'
];
/** A task that is shorter is not told of by the browser. */
const LEAST_MS = 50;

/** How long the longest task took that this led to, ms; 0 when none was long. */
async function longestTask(board: BenchPage, act: () => Promise<void>): Promise<number> {
	await board.page.evaluate(() => {
		const watch = window as unknown as { longest: number; observer?: PerformanceObserver };
		watch.longest = 0;
		watch.observer = new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) watch.longest = Math.max(watch.longest, duration);
		});
		watch.observer.observe({ type: 'longtask' });
	});
	await act();
	await board.page.evaluate(() => window.bench.painted());
	await board.untilIdle();
	return board.page.evaluate(() => {
		const watch = window as unknown as { longest: number; observer?: PerformanceObserver };
		watch.observer?.disconnect();
		return watch.longest;
	});
}

export const commands: Scenario = {
	name: 'commands',
	what: 'the longest that a command holds up the page with all selected, and its undo: ms',
	targets: ['≤ 100', '–'],
	digits: 0,
	isOfTheApp: true,
	async measure(session) {
		const board = await session.board();
		const { keyboard } = board.page;
		await board.setTool('select');
		let longest = 0;
		let longestUndo = 0;
		for (const one of KEYS) {
			const [prepare, key] = typeof one === 'string' ? [null, one] : one;
			await keyboard.press('Control+a');
			if (prepare) await keyboard.press(prepare);
			await board.untilIdle();
			const before = await board.count();
			await board.page.evaluate(() => {
				const watch = window as unknown as { changes: number };
				watch.changes = 0;
				window.inkmesh?.board?.on('change', () => watch.changes++);
			});
			const took = await longestTask(board, () => keyboard.press(key));
			const changes = await board.page.evaluate(() => (window as unknown as { changes: number }).changes);
			const undone = changes === 0 ? 0 : await longestTask(board, () => keyboard.press('Control+z'));
			if (prepare) await keyboard.press('Control+z');
			if ((await board.count()) !== before + (prepare ? -1 : 0))
				throw new Error(`expected ${before} elements after ${key} and undo`);
			if (took > LEAST_MS || undone > LEAST_MS)
				console.log(`  ${key}: ${Math.round(took)}, undo ${Math.round(undone)} ms`);
			longest = Math.max(longest, took);
			longestUndo = Math.max(longestUndo, undone);
		}
		await board.select([]);
		return [longest, longestUndo];
	}
};
