import { grab } from '../grab.ts';
import type { Scenario } from '../scenario.ts';

const TIMES = 3;

export const heap: Scenario = {
	name: 'heap',
	what: 'JS heap after load, after moving everything three times: MB, and of buffers beside it, MB',
	targets: ['≤ 35 / 45', '≤ 200 / 300'],
	async measure(session) {
		const loaded = await session.loadFigures();
		const board = await session.board();
		await board.lookAt({ zoom: 0.5 });
		for (let i = 0; i < TIMES; i++) {
			const [x, y] = await grab(board, 'all');
			await board.hand.drag([x + 20, y + 20]);
			await board.hand.release([x + 20, y + 20]);
			await board.rest();
		}
		await board.select([]);
		await board.rest();
		const moved = await board.heap();
		return [loaded.heapMiB, moved.heapMiB, loaded.buffersMiB, moved.buffersMiB];
	}
};
