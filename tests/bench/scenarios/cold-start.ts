import { BenchBrowser } from '../bench-browser.ts';
import type { Scenario } from '../scenario.ts';

export const coldStart: Scenario = {
	name: 'cold',
	what: 'cold start, a browser just launched, until a stroke could be drawn: ms',
	targets: ['≤ 330', '≤ 330'],
	digits: 0,
	isOfOneSize: true,
	async measure(session) {
		const browser = await BenchBrowser.launch(session.subject);
		try {
			const page = await browser.newPage();
			await session.quiet();
			const ms = await page.goto();
			browser.expectNoErrors();
			return [ms];
		} finally {
			await browser.close();
		}
	}
};
