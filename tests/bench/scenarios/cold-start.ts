import { BenchBrowser } from '../bench-browser.ts';
import type { Scenario } from '../scenario.ts';

export const coldStart: Scenario = {
	name: 'cold',
	what: 'cold start, a browser just launched, until a stroke could be drawn: ms',
	targets: ['≤ 330', '≤ 330'],
	digits: 0,
	isOfOneSize: true,
	async measure({ subject, options }) {
		const browser = await BenchBrowser.launch(subject);
		try {
			const page = await browser.newPage();
			await options.quiet();
			return [await page.goto()];
		} finally {
			await browser.close();
		}
	}
};
