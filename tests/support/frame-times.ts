import type { Page } from '@playwright/test';

declare global {
	interface Window {
		/** Milliseconds between the page's frames, while `watchFrames` watches. */
		frameGaps: { readonly gaps: number[]; isOn: boolean };
	}
}

export interface FrameTimes {
	readonly medianMs: number;
	readonly longestMs: number;
	/** One frame in two hundred took longer. */
	readonly slowMs: number;
	readonly count: number;
}

/** Watches the page's frames from now on; what it gives back ends that, once there were enough, and tells. */
export async function watchFrames(page: Page, { least = 60 } = {}): Promise<() => Promise<FrameTimes>> {
	await page.evaluate(() => {
		const watch = { gaps: [] as number[], isOn: true };
		window.frameGaps = watch;
		let last = performance.now();
		const look = () => {
			const now = performance.now();
			watch.gaps.push(now - last);
			last = now;
			if (watch.isOn) requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
	return async () => {
		await page.waitForFunction((count) => window.frameGaps.gaps.length >= count, least);
		const gaps = await page.evaluate(() => {
			window.frameGaps.isOn = false;
			return window.frameGaps.gaps.sort((a, b) => a - b);
		});
		return {
			medianMs: gaps[Math.floor(gaps.length / 2)] ?? NaN,
			longestMs: gaps.at(-1) ?? NaN,
			slowMs: gaps[Math.floor(0.995 * gaps.length)] ?? NaN,
			count: gaps.length
		};
	};
}
