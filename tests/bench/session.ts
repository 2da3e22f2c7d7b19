import type { BenchPage } from './bench-page.ts';
import { BenchBrowser } from './bench-browser.ts';
import { waitForQuiet } from './machine-load.ts';
import type { Subject } from './subject.ts';

export interface SessionOptions {
	readonly subject: Subject;
	readonly strokes: number;
	readonly seed: number;
	/** How long a gesture that is repeated for a while goes on. */
	readonly seconds: number;
	/** Waits for nothing that only makes figures better. */
	readonly hurry: boolean;
}

export interface LoadFigures {
	readonly ms: number;
	readonly heapMiB: number;
	readonly buffersMiB: number;
}

export interface LoadedBoard {
	readonly page: BenchPage;
	readonly figures: LoadFigures;
}

/** One repetition with one whiteboard: a browser, and in it a board that scenarios share, one after the other. */
export class Session {
	readonly options: SessionOptions;
	#browser: Promise<BenchBrowser> | null = null;
	#board: Promise<LoadedBoard> | null = null;

	constructor(options: SessionOptions) {
		this.options = options;
	}

	get subject(): Subject {
		return this.options.subject;
	}

	get browser(): Promise<BenchBrowser> {
		return (this.#browser ??= BenchBrowser.launch(this.subject));
	}

	/** The shared board with the whole workload on it, seen from its middle at 100 % with the select tool. */
	async board(): Promise<BenchPage> {
		const { page } = await this.#shared();
		await page.setTool('select');
		await page.select([]);
		await page.lookAt({ zoom: 1 });
		await this.quiet();
		return page;
	}

	/** What it took to load the shared board. */
	async loadFigures(): Promise<LoadFigures> {
		return (await this.#shared()).figures;
	}

	/** Another board in a tab of its own, with the workload on it, or another one. */
	async loadBoard({
		strokes = this.options.strokes,
		isOfStrokesAlone = false
	}: { readonly strokes?: number; readonly isOfStrokesAlone?: boolean } = {}): Promise<LoadedBoard> {
		const page = await (await this.browser).newPage();
		await page.goto();
		const { seed, hurry } = this.options;
		const expected = await page.page.evaluate((options) => window.bench.prepare(options), {
			strokes,
			seed,
			isOfStrokesAlone
		});
		await page.lookAt({ zoom: 1 });
		await page.heap();
		// An app may still fetch what it wants to have for later.
		if (!hurry) await page.untilIdle();
		await this.quiet();
		const ms = await page.page.evaluate(async () => {
			const { firstInk, msUntilPainted } = window.bench;
			firstInk.start();
			const startedAt = performance.now();
			const paintedMs = await msUntilPainted(() => window.whiteboard!.load());
			await new Promise((resolve) => setTimeout(resolve, 500));
			// What is drawn in slices is painted when the view is full; what is no canvas, with its frame.
			const { inViewAt } = firstInk.stop();
			return Math.max(paintedMs, (inViewAt || 0) - startedAt);
		});
		const count = await page.count();
		if (count !== expected) throw new Error(`expected ${expected} elements on the board, got ${count}`);
		await (hurry ? page.rest() : page.untilIdle());
		await page.expectInk();
		return { page, figures: { ms, ...(await page.heap()) } };
	}

	/** Waits until others leave the machine alone, some seconds at most. */
	async quiet(): Promise<void> {
		if (!this.options.hurry) await waitForQuiet();
	}

	/** Closes the shared board; the next scenario gets a new one. */
	async closeBoard(): Promise<void> {
		const board = this.#board;
		this.#board = null;
		await (await board)?.page.page.close();
	}

	/** @throws when a page of this session has thrown. */
	async expectNoErrors(): Promise<void> {
		(await this.#browser)?.expectNoErrors();
	}

	/** Closes everything, however it is. */
	async close(): Promise<void> {
		const browser = this.#browser;
		this.#board = this.#browser = null;
		await (await browser)?.close();
	}

	#shared() {
		return (this.#board ??= this.loadBoard());
	}
}
