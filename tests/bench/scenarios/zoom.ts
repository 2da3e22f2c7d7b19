import { measureFrames } from '../frames.ts';
import { actAtRate } from '../hand.ts';
import type { Scenario } from '../scenario.ts';

const HZ = 60;
/** Events out, then as many in. */
const LEG = 30;

export const zoom: Scenario = {
	name: 'zoom',
	what: 'Ctrl+wheel between 100 % and 10 %: presented frames/s, rAF fps, p95 ms',
	targets: ['≥ 58 fps / 20', '≥ 55 fps / 25'],
	async measure(session) {
		const board = await session.board();
		const { zoomDelta } = session.subject;
		// An odd number of legs, so that it ends somewhere else than it began.
		const legs = Math.round((session.options.seconds * HZ) / LEG) | 1;
		const { presented, fps, p95Ms } = await measureFrames(board, () =>
			actAtRate(HZ, legs * LEG, (i) => {
				const isOut = Math.floor(i / LEG) % 2 === 0;
				return board.hand.wheel([0, isOut ? zoomDelta : -zoomDelta], { isCtrl: true });
			})
		);
		const after = await board.view();
		if (after.zoom > 0.95) throw new Error(`expected the board to have been zoomed out, got ${after.zoom}`);
		await board.expectInk();
		return [presented, fps, p95Ms];
	}
};
