import type { CDPSession, Page } from '@playwright/test';
import { Hand } from './hand.ts';
import type { Subject } from './subject.ts';

const MEBI = 1024 * 1024;
/** What takes longer than this has failed. */
const GIVE_UP_MS = 120_000;
/** Of the window that is 1280 × 800: no controls are there, which are dark, too. */
const MIDDLE = { x: 320, y: 200, width: 640, height: 400, scale: 1 };
/** Of it: less means that nothing was drawn. */
const LEAST_INK = 0.002;
/** A canvas that was never painted is black all over. */
const LEAST_COLORS = 8;
/** After a jump of the camera, until whatever is drawn a little later is drawn, too. */
const REST_MS = 400;

const IDLE_LOOK_MS = 500;
/** So often in a row a page must be found at rest. The app's thumbnail comes 1.5 s after a change. */
const IDLE_LOOKS = 5;
const MAX_IDLE_LOOKS = 120;
/** Busy for so much of the time is at rest. */
const IDLE = 0.1;

/** One tab with the whiteboard that is measured in it. */
export class BenchPage {
	readonly page: Page;
	readonly cdp: CDPSession;
	readonly hand: Hand;
	readonly subject: Subject;

	private constructor(page: Page, cdp: CDPSession, subject: Subject) {
		this.page = page;
		this.cdp = cdp;
		this.subject = subject;
		this.hand = new Hand(cdp);
		page.setDefaultTimeout(GIVE_UP_MS);
	}

	static async of(page: Page, subject: Subject): Promise<BenchPage> {
		const cdp = await page.context().newCDPSession(page);
		// The time of the thread itself, so that others who use the machine don't count.
		await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
		return new BenchPage(page, cdp, subject);
	}

	/** Goes there and waits until a first stroke could be drawn; gives back when that was, ms since the navigation. */
	async goto(url = this.subject.url): Promise<number> {
		await this.page.goto(url, { waitUntil: 'commit' });
		return this.whenReady();
	}

	async whenReady(): Promise<number> {
		await this.page.waitForFunction(() => window.bench.readyAt !== null);
		return this.page.evaluate(() => window.bench.readyAt ?? NaN);
	}

	count(): Promise<number> {
		return this.page.evaluate(() => window.whiteboard!.count());
	}

	/** Looks at a part of the board: so far from its middle, page units. */
	async lookAt({ x = 0, y = 0, zoom }: { readonly x?: number; readonly y?: number; readonly zoom: number }) {
		await this.page.evaluate(
			([x, y, zoom]) => {
				const middle = window.bench.side / 2;
				window.whiteboard!.setView({ x: middle + x, y: middle + y }, zoom);
				return window.bench.painted();
			},
			[x, y, zoom] as const
		);
		await this.rest();
	}

	async zoomToFit(): Promise<void> {
		await this.page.evaluate(() => {
			window.whiteboard!.zoomToFit();
			return window.bench.painted();
		});
		await this.rest();
	}

	view() {
		return this.page.evaluate(() => ({ ...window.whiteboard!.view() }));
	}

	async setTool(tool: 'select' | 'draw'): Promise<void> {
		await this.page.evaluate((tool) => {
			window.whiteboard!.setTool(tool);
			return window.bench.painted();
		}, tool);
	}

	async select(ids: readonly string[]): Promise<void> {
		await this.page.evaluate((ids) => {
			window.whiteboard!.select(ids);
			return window.bench.painted();
		}, ids);
	}

	selectedCount(): Promise<number> {
		return this.page.evaluate(() => window.whiteboard!.selectedCount());
	}

	/** Lets time pass: a stretch that is measured, or in which nothing shall disturb the next measurement. */
	rest(ms = REST_MS): Promise<void> {
		return this.page.waitForTimeout(ms);
	}

	/** Waits until the page has nothing more to do in the background: saving, uploading, making a thumbnail. */
	async untilIdle(): Promise<void> {
		for (let looks = 0, restful = 0; looks < MAX_IDLE_LOOKS && restful < IDLE_LOOKS; looks++) {
			const before = await this.busyMs();
			await this.rest(IDLE_LOOK_MS);
			const busy = ((await this.busyMs()) - before) / IDLE_LOOK_MS;
			restful = busy < IDLE ? restful + 1 : 0;
		}
	}

	/** What JavaScript holds after everything that could be thrown away was, MiB: its objects, and buffers beside them. */
	async heap(): Promise<{ readonly heapMiB: number; readonly buffersMiB: number }> {
		for (let i = 0; i < 2; i++) await this.cdp.send('HeapProfiler.collectGarbage');
		const usage = (await this.cdp.send('Runtime.getHeapUsage')) as {
			readonly usedSize: number;
			readonly backingStorageSize?: number;
		};
		return { heapMiB: usage.usedSize / MEBI, buffersMiB: (usage.backingStorageSize ?? 0) / MEBI };
	}

	/** For how long the main thread has been working, ms of its own time. */
	async busyMs(): Promise<number> {
		const { metrics } = await this.cdp.send('Performance.getMetrics');
		return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
	}

	/** Which part of the window's middle is ink, 0 to 1, and how many colours there are; whatever draws it. */
	async look(): Promise<{ readonly inkedPart: number; readonly colors: number }> {
		const { data } = await this.cdp.send('Page.captureScreenshot', { format: 'png', clip: MIDDLE });
		return this.page.evaluate((data) => window.bench.look(data), data);
	}

	/** @throws when the canvas is empty. */
	async expectInk(): Promise<void> {
		const { inkedPart, colors } = await this.look();
		if (inkedPart >= LEAST_INK && colors >= LEAST_COLORS) return;
		throw new Error(`expected ink, got ${(100 * inkedPart).toFixed(2)} % in ${colors} colours`);
	}
}
