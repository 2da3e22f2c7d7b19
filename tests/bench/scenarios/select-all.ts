import type { Scenario } from '../scenario.ts';

export const selectAll: Scenario = {
	name: 'selectAll',
	what: 'select all, from the key until painted: ms',
	targets: ['≤ 60', '≤ 400'],
	digits: 0,
	async measure(session) {
		const board = await session.board();
		const done = await board.page.evaluateHandle(() => {
			const count = window.whiteboard!.count();
			return { ms: window.bench.msFromKeyUntil(() => window.whiteboard!.selectedCount() >= count) };
		});
		await board.page.keyboard.press('Control+a');
		const ms = await done.evaluate(({ ms }) => ms);
		await board.select([]);
		return [ms];
	}
};
