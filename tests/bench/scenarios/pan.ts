import type { BenchPage } from '../bench-page.ts';
import { measureFrames } from '../frames.ts';
import { actAtRate } from '../hand.ts';
import type { Scenario } from '../scenario.ts';

const HZ = 60;
const DIRECTIONS = [
	[1, 0],
	[0, 1],
	[-1, 0],
	[0, -1]
] as const;

/** Wheels around a square, so many view px an event; the last leg stays short, so that it ends somewhere else. */
async function pan(board: BenchPage, seconds: number, step: number): Promise<readonly number[]> {
	const leg = Math.max(2, Math.round((seconds * HZ) / 4));
	const before = await board.view();
	const { presented, fps, p95Ms } = await measureFrames(board, () =>
		actAtRate(HZ, Math.round(3.5 * leg), (i) => {
			const [x, y] = DIRECTIONS[Math.floor(i / leg) % 4] ?? [0, 0];
			return board.hand.wheel([x * step, y * step]);
		})
	);
	const after = await board.view();
	const way = Math.hypot(after.x - before.x, after.y - before.y) * after.zoom;
	if (way < step) throw new Error(`expected the board to have been panned, got ${way} px`);
	await board.expectInk();
	return [presented, fps, p95Ms];
}

const FIGURES = 'presented frames/s, rAF fps, p95 ms';

export const pan100: Scenario = {
	name: 'pan100',
	what: `pan at 100 %: ${FIGURES}`,
	targets: ['≥ 58', '≥ 58'],
	async measure(session) {
		const board = await session.board();
		// From the middle of the square that is panned around.
		const half = (session.options.seconds / 8) * HZ * 40;
		await board.lookAt({ x: -half, y: -half, zoom: 1 });
		return pan(board, session.options.seconds, 40);
	}
};

export const pan10: Scenario = {
	name: 'pan10',
	what: `pan at 10 %: ${FIGURES}`,
	targets: ['≥ 58', '≥ 55'],
	async measure(session) {
		const board = await session.board();
		await board.lookAt({ zoom: 0.1 });
		return pan(board, session.options.seconds, 10);
	}
};

export const panFit: Scenario = {
	name: 'panFit',
	what: `pan at fit: ${FIGURES}`,
	targets: ['≥ 59 fps / 18', '≥ 57 fps / 20'],
	async measure(session) {
		const board = await session.board();
		await board.zoomToFit();
		return pan(board, session.options.seconds, 6);
	}
};
