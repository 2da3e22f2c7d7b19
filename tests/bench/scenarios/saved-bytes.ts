import { documentUpdate, savedBytes as savedBytesOf } from '../board-file.ts';
import type { Scenario } from '../scenario.ts';

export const savedBytes: Scenario = {
	name: 'savedBytes',
	what: 'saved bytes a stroke (80 points on average, pressure, author, time)',
	targets: ['≤ 380', '≤ 380'],
	digits: 0,
	async measure(session) {
		const { strokes } = session.options;
		const { page } = await session.loadBoard({ strokes, isOfStrokesAlone: true });
		const isApp = session.subject.homeUrl !== null;
		// The app's file is deflated; what counts is what it keeps and sends.
		const saved = await (isApp ? documentUpdate(page) : savedBytesOf(page));
		await page.page.close();
		return saved && [saved.length / strokes];
	}
};
