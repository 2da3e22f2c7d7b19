import { quantile } from '../../network/figures.ts';
import type { BenchPage } from '../bench-page.ts';
import { actAtRate, type ViewPlace } from '../hand.ts';
import type { Scenario } from '../scenario.ts';

/** Pens tell of themselves more often than the screen shows. */
const HZ = 120;
const POINTS = 120;
const STROKES = 3;

export const draw: Scenario = {
	name: 'draw',
	what: 'draw to paint: median, p95 ms; long tasks while drawing three strokes, ms',
	targets: ['≤ 9 / 17 / 0', '≤ 10 / 18 / 0'],
	async measure(session) {
		const board = await session.board();
		const delaysMs: number[] = [];
		let longTasksMs = 0;
		const strokes = session.options.hurry ? 1 : STROKES;
		for (let n = 0; n < strokes; n++) {
			await board.setTool('draw');
			await board.page.evaluate(() => {
				window.bench.inkDelays.start();
				window.bench.frames.start();
			});
			await drawStroke(board, strokeWay(n));
			const watched = await board.page.evaluate(() => ({
				delaysMs: window.bench.inkDelays.stop(),
				longTasksMs: window.bench.frames.stop().longTasksMs
			}));
			delaysMs.push(...watched.delaysMs);
			longTasksMs += watched.longTasksMs;
		}
		await board.expectInk();
		return [quantile(delaysMs, 0.5), quantile(delaysMs, 0.95), longTasksMs];
	}
};

/** Draws a stroke by hand, and waits until it is one. */
export async function drawStroke(board: BenchPage, way: readonly ViewPlace[]): Promise<void> {
	const before = await board.count();
	const [first = [0, 0], ...rest] = way;
	await board.hand.move(first);
	await board.rest(150);
	await board.hand.press(first);
	await actAtRate(HZ, rest.length, (i) => board.hand.drag(rest[i] ?? first));
	await board.hand.release(rest.at(-1) ?? first);
	await board.rest(200);
	const added = (await board.count()) - before;
	if (added !== 1) throw new Error(`expected one stroke in the document, got ${added}`);
}

/** A meandering line in the middle of the window, away from the controls. */
export function strokeWay(n: number, points = POINTS): ViewPlace[] {
	const way: ViewPlace[] = [];
	let [x, y] = [300 + (n % 3) * 60, 250 + (n % 4) * 50];
	let direction = 0.3;
	for (let i = 0; i < points; i++) {
		way.push([x, y]);
		direction += Math.sin(i / 9) * 0.16;
		x = Math.min(1050, Math.max(260, x + Math.cos(direction) * 5));
		y = Math.min(600, Math.max(160, y + Math.sin(direction) * 5));
	}
	return way;
}
