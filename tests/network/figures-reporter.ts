import type { FullResult, Reporter, TestCase } from '@playwright/test/reporter';

/** `npm run bench:network`: what the tests measured, as a table; failures are named, passing is not. */
export default class FiguresReporter implements Reporter {
	readonly #figures = new Map<string, string[]>();

	onStdOut(chunk: string | Buffer, test?: TestCase): void {
		const title = test?.titlePath().slice(3).join(' › ') ?? '';
		const lines = String(chunk).split('\n').filter(Boolean);
		this.#figures.set(title, [...(this.#figures.get(title) ?? []), ...lines]);
	}

	onTestEnd(test: TestCase): void {
		const title = test.titlePath().slice(3).join(' › ');
		const figures = this.#figures.get(title) ?? [];
		if (figures.length === 0 && test.ok()) return;
		console.log(`\n${title}${test.ok() ? '' : '   — FAILED'}`);
		for (const line of figures) console.log(line);
	}

	onEnd({ status }: FullResult): void {
		console.log(`\n${status}`);
	}
}
