import type { CDPSession } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { BenchBrowser } from '../bench-browser.ts';
import type { Scenario } from '../scenario.ts';

/** Until what a page loads by itself later has been loaded. */
const LATER_MS = 2_500;

export const bundle: Scenario = {
	name: 'bundle',
	what: 'JavaScript asked for until a stroke could be drawn, and soon after by itself: kB gzip',
	targets: ['≤ 150', '≤ 150'],
	digits: 0,
	isOfOneSize: true,
	async measure({ subject, options }) {
		const browser = await BenchBrowser.launch(subject);
		try {
			const page = await browser.newPage();
			const sizes = await watchScripts(page.cdp);
			await page.goto();
			const untilReady = await sizes();
			if (!options.hurry) await page.rest(LATER_MS);
			return [untilReady, await sizes()];
		} finally {
			await browser.close();
		}
	}
};

/** Watches what the page loads; what it gives back tells what its scripts came to until now, kB gzipped. */
async function watchScripts(cdp: CDPSession): Promise<() => Promise<number>> {
	const scripts = new Map<string, Promise<number>>();
	await cdp.send('Network.enable', { maxTotalBufferSize: 1e8, maxResourceBufferSize: 5e7 });
	const types = new Map<string, string>();
	cdp.on('Network.responseReceived', ({ requestId, response }) => types.set(requestId, response.mimeType));
	cdp.on('Network.loadingFinished', ({ requestId }) => {
		if (!types.get(requestId)?.includes('javascript')) return;
		const size = cdp.send('Network.getResponseBody', { requestId }).then(({ body, base64Encoded }) => {
			const bytes = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
			return gzipSync(bytes, { level: 9 }).length / 1_000;
		});
		scripts.set(requestId, size);
	});
	return async () => (await Promise.all(scripts.values())).reduce((sum, size) => sum + size, 0);
}
