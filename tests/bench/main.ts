// `npm run bench`: measures the app beside a bare canvas (and other boards), each scenario a line of a table.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { watchOthers } from './machine-load.ts';
import { parseOptions, type BenchOptions } from './options.ts';
import { startProfile } from './profile.ts';
import type { Scenario } from './scenario.ts';
import { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';
import { Session } from './session.ts';
import type { Subject } from './subject.ts';
import { openSubjects } from './subjects.ts';
import { formatFigures, formatTable, type Line } from './table.ts';

/** How many cores of others' work make a figure doubtful. */
const DISTURBED = 0.25;

/** Runs what the arguments ask for; gives back how many scenarios failed. */
export async function bench(args: readonly string[]): Promise<number> {
	const options = parseOptions(
		args,
		ALL_SCENARIOS.map(({ name }) => name)
	);
	const subjects = await openSubjects(options);
	const names = subjects.all.map(({ name }) => name);
	const results: { readonly strokes: number; readonly lines: readonly Line[] }[] = [];
	let failed = 0;
	try {
		for (const [i, strokes] of options.sizes.entries()) {
			const scenarios = ALL_SCENARIOS.filter(
				({ name, isOfOneSize }) => (options.only?.includes(name) ?? true) && !(isOfOneSize && i > 0)
			);
			const lines = scenarios.map((scenario) => ({ scenario, figures: new Map<string, number[][]>() }));
			results.push({ strokes, lines });
			for (let rep = 0; rep < options.reps; rep++) {
				for (const subject of subjects.all) failed += await measure(subject, strokes, lines, options);
			}
			console.log(`\n${formatTable(strokes, names, lines)}\n`);
		}
	} finally {
		await subjects.close();
	}
	if (options.out) writeFileSync(options.out, toJson(options, results));
	return failed;
}

/** One repetition with one subject; gives back how many scenarios failed. */
async function measure(
	subject: Subject,
	strokes: number,
	lines: readonly { readonly scenario: Scenario; readonly figures: Map<string, number[][]> }[],
	{ seed, seconds, hurry, profile }: BenchOptions
): Promise<number> {
	const session = new Session({ subject, strokes, seed, seconds, hurry });
	const isApp = subject.homeUrl !== null;
	let failed = 0;
	for (const { scenario, figures } of lines) {
		if (scenario.isOfTheApp && !isApp) continue;
		const label = `${strokes} ${subject.name} ${scenario.name}`.padEnd(40);
		try {
			const stop = profile === scenario.name ? await startProfile((await session.board()).cdp) : null;
			const othersLoad = watchOthers();
			const measured = await scenario.measure(session);
			await session.expectNoErrors();
			if (!measured) continue;
			const isDisturbed = othersLoad() > DISTURBED;
			figures.set(subject.name, [...(figures.get(subject.name) ?? []), [...measured]]);
			console.error(
				`${label} ${formatFigures(scenario, [measured])}${isDisturbed ? '  (machine busy)' : ''}`
			);
			if (stop) console.error(await stop());
		} catch (error) {
			failed++;
			console.error(`${label} FAILED: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
			await session.close();
		}
	}
	await session.close();
	return failed;
}

function toJson(
	options: BenchOptions,
	results: readonly { readonly strokes: number; readonly lines: readonly Line[] }[]
): string {
	const [cpu] = cpus();
	const figures = results.map(({ strokes, lines }) => ({
		strokes,
		scenarios: Object.fromEntries(
			lines.map(({ scenario, figures }) => [
				scenario.name,
				{ what: scenario.what, figures: Object.fromEntries(figures) }
			])
		)
	}));
	const machine = { cpu: cpu?.model, cores: cpus().length, node: process.version };
	return JSON.stringify({ at: new Date().toISOString(), machine, options, figures }, null, '\t');
}
