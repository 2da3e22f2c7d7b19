/** The value that so much of the list (0 to 1) stays below; NaN for an empty list. */
export function quantile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Prints a figure under the test's name; `npm run bench:network` shows these lines alone. */
export function printFigure(what: string, figure: string): void {
	console.log(`    ${what.padEnd(58)} ${figure}`);
}

/** "median 20.4, p95 22.1, most 30.2 ms (1,180)", of values in ms. */
export function describeMs(values: readonly number[]): string {
	const [median = '', p95 = '', most = ''] = [0.5, 0.95, 1].map((part) => quantile(values, part).toFixed(1));
	return `median ${median}, p95 ${p95}, most ${most} ms (${values.length})`;
}
