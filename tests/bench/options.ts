import { parseArgs } from 'node:util';

export interface BenchOptions {
	/** Strokes on the board, one run each. */
	readonly sizes: readonly number[];
	readonly reps: number;
	/** Names of scenarios; null for all. */
	readonly only: readonly string[] | null;
	/** Where the figures go as JSON, every repetition of them. */
	readonly out: string | null;
	/** The scenario whose JavaScript self times are shown. */
	readonly profile: string | null;
	/** How long a gesture that is repeated for a while goes on. */
	readonly seconds: number;
	readonly seed: number;
	/** tldraw and Excalidraw are measured, too. */
	readonly peers: boolean;
	/** Waits for nothing that only makes figures better. */
	readonly hurry: boolean;
}

/**
 * The options of a command line, scenarios being those that there are. @throws when one is unknown or no sound number,
 * with what was expected.
 */
export function parseOptions(args: readonly string[], scenarios: readonly string[]): BenchOptions {
	const { values } = parseArgs({
		args: [...args],
		options: {
			n: { type: 'string', default: '10000,100000' },
			reps: { type: 'string', default: '3' },
			only: { type: 'string' },
			out: { type: 'string' },
			profile: { type: 'string' },
			seconds: { type: 'string', default: '3' },
			seed: { type: 'string', default: '1234' },
			peers: { type: 'boolean', default: false },
			hurry: { type: 'boolean', default: false }
		}
	});
	const only = values.only?.split(',') ?? null;
	for (const name of [...(only ?? []), ...(values.profile ? [values.profile] : [])]) {
		if (!scenarios.includes(name)) throw new Error(`expected one of ${scenarios.join(', ')}, got ${name}`);
	}
	const number = (name: 'reps' | 'seconds' | 'seed') => positive(name, values[name]);
	return {
		sizes: values.n.split(',').map((size) => positive('n', size)),
		reps: number('reps'),
		only,
		out: values.out ?? null,
		profile: values.profile ?? null,
		seconds: number('seconds'),
		seed: number('seed'),
		peers: values.peers,
		hurry: values.hurry
	};
}

function positive(name: string, text: string): number {
	const value = Number(text);
	if (!(value > 0)) throw new Error(`expected --${name} to be a positive number, got ${text}`);
	return value;
}
