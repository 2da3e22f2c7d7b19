import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'vite';
import type { ViewerOptions, ViewerState } from './viewer-peer.ts';
import type { ViewersRequest } from './viewer-process.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'node_modules', '.cache', 'inkmesh', `viewers-${process.pid}`);

/** A process with many viewers of one board in it. */
export class Viewers {
	readonly #process: ChildProcess;

	private constructor(process: ChildProcess) {
		this.#process = process;
	}

	static async start(): Promise<Viewers> {
		await build({
			configFile: false,
			root: ROOT,
			logLevel: 'error',
			// Without it each is a stranger to the others, as in browsers of their own.
			define: { BroadcastChannel: 'undefined' },
			ssr: { noExternal: true, external: ['node-datachannel', 'ws'] },
			build: {
				ssr: true,
				outDir: BUILT,
				target: 'node20',
				rollupOptions: {
					input: ['viewer-peer', 'viewer-process'].map((name) => join(ROOT, `tests/support/${name}.ts`))
				}
			}
		});
		return new Viewers(fork(join(BUILT, 'viewer-process.js')));
	}

	open(count: number, options: Omit<ViewerOptions, 'name'>): Promise<ViewerState[]> {
		return this.#ask({ do: 'open', count, ...options });
	}

	look(): Promise<ViewerState[]> {
		return this.#ask({ do: 'look' });
	}

	leaveOne(): Promise<ViewerState[]> {
		return this.#ask({ do: 'leave' });
	}

	async end(): Promise<void> {
		if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
		this.#process.kill('SIGKILL');
		await once(this.#process, 'exit');
	}

	async #ask(request: ViewersRequest): Promise<ViewerState[]> {
		const reply = Promise.race([
			once(this.#process, 'message'),
			once(this.#process, 'exit').then(() => [{ error: 'the end of their process' }])
		]);
		this.#process.send(request);
		const [{ states, error }] = (await reply) as [{ states?: ViewerState[]; error?: string }];
		if (!states) throw new Error(`expected the viewers' states, got ${error}`);
		return states;
	}
}
