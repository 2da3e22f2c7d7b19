import type { Scenario } from './scenario.ts';

/** Figures of one scenario and one subject, a list a repetition. */
export type Repetitions = readonly (readonly number[])[];

export interface Line {
	readonly scenario: Scenario;
	/** By the subject's name; absent where it was not measured. */
	readonly figures: ReadonlyMap<string, Repetitions>;
}

/** From this size on the targets are those of the large board. */
const LARGE = 100_000;

/** The lines as a Markdown table: medians of the repetitions, the bare canvas's beside the app's. */
export function formatTable(size: number, subjects: readonly string[], lines: readonly Line[]): string {
	const rows = [
		[`${size.toLocaleString('en')} strokes`, ...subjects, 'target'],
		...lines.map(({ scenario, figures }) => [
			scenario.what,
			...subjects.map((subject) => formatFigures(scenario, figures.get(subject) ?? [])),
			scenario.targets[size >= LARGE ? 1 : 0]
		])
	];
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const format = (row: readonly string[]) =>
		`| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
	const rule = widths.map((width) => '-'.repeat(width));
	return [rows[0] ?? [], rule, ...rows.slice(1)].map(format).join('\n');
}

/** The median of each figure over the repetitions; "–" for none. */
export function formatFigures({ digits = 1 }: Scenario, repetitions: Repetitions): string {
	const [first] = repetitions;
	if (!first) return '–';
	return first
		.map((_, i) => {
			const value = median(repetitions.map((figures) => figures[i] ?? NaN));
			return value.toLocaleString('en', { maximumFractionDigits: digits });
		})
		.join(' / ');
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
	return ((low ?? NaN) + (high ?? NaN)) / 2;
}
