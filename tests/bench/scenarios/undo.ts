import { quantile } from '../../network/figures.ts';
import type { BenchPage } from '../bench-page.ts';
import type { Scenario } from '../scenario.ts';
import { drawStroke, strokeWay } from './draw.ts';

const TIMES = 3;
const POINTS = 40;
/** Two strokes close to each other are one step of undo in some boards. */
const APART_MS = 700;

export const undo: Scenario = {
	name: 'undo',
	what: 'undo of a stroke, from the key until painted: ms',
	targets: ['≤ 20', '≤ 20'],
	async measure(session) {
		const board = await session.board();
		const tookMs: number[] = [];
		const times = session.options.hurry ? 1 : TIMES;
		for (let n = 0; n < times; n++) {
			await board.setTool('draw');
			await drawStroke(board, strokeWay(n, POINTS));
			await board.rest(APART_MS);
			tookMs.push(await pressUntilGone(board));
		}
		return [quantile(tookMs, 0.5)];
	}
};

async function pressUntilGone(board: BenchPage): Promise<number> {
	const done = await board.page.evaluateHandle(() => {
		const count = window.whiteboard!.count();
		// Wrapped, since a promise that is given back is waited for.
		return { ms: window.bench.msFromKeyUntil(() => window.whiteboard!.count() === count - 1) };
	});
	await board.page.keyboard.press('Control+z');
	return done.evaluate(({ ms }) => ms);
}
