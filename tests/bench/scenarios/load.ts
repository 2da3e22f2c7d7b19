import type { Scenario } from '../scenario.ts';

export const load: Scenario = {
	name: 'load',
	what: 'load by API, one call, until painted: ms',
	targets: ['≤ 250', '≤ 2,200'],
	digits: 0,
	async measure(session) {
		return [(await session.loadFigures()).ms];
	}
};
