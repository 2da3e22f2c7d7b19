import { quantile } from '../network/figures.ts';
import type { BenchPage } from './bench-page.ts';
import { countPresented } from './presented-frames.ts';

export interface FrameFigures {
	/** Frames that reached the screen, a second. */
	readonly presented: number;
	/** Animation frames a second. */
	readonly fps: number;
	/** Of the time between two animation frames, ms. */
	readonly p95Ms: number;
	readonly longTasksMs: number;
}

/** Acts, and tells how the frames came meanwhile. */
export async function measureFrames(board: BenchPage, act: () => Promise<void>): Promise<FrameFigures> {
	const presentedCount = await countPresented(board.cdp);
	await board.page.evaluate(() => window.bench.frames.start());
	const startedAt = performance.now();
	await act();
	const seconds = (performance.now() - startedAt) / 1_000;
	const { at, longTasksMs } = await board.page.evaluate(() => window.bench.frames.stop());
	const presented = (await presentedCount()) / seconds;
	const gaps = at.slice(1).map((time, i) => time - (at[i] ?? time));
	const spanMs = (at.at(-1) ?? 0) - (at[0] ?? 0);
	return { presented, fps: (1_000 * gaps.length) / spanMs, p95Ms: quantile(gaps, 0.95), longTasksMs };
}
