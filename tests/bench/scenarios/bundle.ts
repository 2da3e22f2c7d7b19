import type { CDPSession } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { BenchBrowser } from '../bench-browser.ts';
import type { Scenario } from '../scenario.ts';

/** Until what a page loads by itself later has been loaded. */
const LATER_MS = 2_500;
/** Until what it was loading has come. */
const SOON_MS = 300;

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
			const readyAt = await page.goto();
			await page.rest(options.hurry ? SOON_MS : LATER_MS);
			// Not by when they were seen here: the page goes on while we look at it.
			const early = await page.page.evaluate(
				(readyAt) =>
					performance
						.getEntriesByType('resource')
						.filter(({ startTime }) => startTime <= readyAt)
						.map(({ name }) => name),
				readyAt
			);
			const all = await sizes();
			return [sum(all.filter(([url]) => early.includes(url))), sum(all)];
		} finally {
			await browser.close();
		}
	}
};

type ScriptSize = readonly [url: string, kilobytes: number];

/** Watches what the page loads; what it gives back ends that, and tells what its scripts came to, kB gzipped. */
async function watchScripts(cdp: CDPSession): Promise<() => Promise<readonly ScriptSize[]>> {
	const scripts = new Map<string, Promise<ScriptSize>>();
	await cdp.send('Network.enable', { maxTotalBufferSize: 1e8, maxResourceBufferSize: 5e7 });
	const responses = new Map<string, { readonly mimeType: string; readonly url: string }>();
	cdp.on('Network.responseReceived', ({ requestId, response }) => responses.set(requestId, response));
	const onLoaded = ({ requestId }: { readonly requestId: string }) => {
		const { mimeType, url } = responses.get(requestId) ?? {};
		if (!url || !mimeType?.includes('javascript')) return;
		const size = cdp
			.send('Network.getResponseBody', { requestId })
			.then(({ body, base64Encoded }): ScriptSize => {
				const bytes = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
				return [url, gzipSync(bytes, { level: 9 }).length / 1_000];
			});
		scripts.set(requestId, size);
	};
	cdp.on('Network.loadingFinished', onLoaded);
	return () => {
		// What comes after this would still be asked for while the browser is closed.
		cdp.off('Network.loadingFinished', onLoaded);
		return Promise.all(scripts.values());
	};
}

const sum = (sizes: readonly ScriptSize[]) => sizes.reduce((total, [, size]) => total + size, 0);
