import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'vite';
import type { Answer } from './answer-requests.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * A process that answers requests one after the other, made of files of ours bundled as JavaScript: within it one file
 * can be loaded many times over, with all it imports.
 */
export class BundledProcess<Request extends object, Reply> {
	readonly #process: ChildProcess;

	private constructor(process: ChildProcess) {
		this.#process = process;
	}

	/** Runs the first of the files, given from the project's folder; the others are there for it to import. */
	static async start<Request extends object, Reply>(
		name: string,
		files: readonly [string, ...string[]]
	): Promise<BundledProcess<Request, Reply>> {
		const outDir = join(ROOT, 'node_modules', '.cache', 'inkmesh', `${name}-${process.pid}`);
		await build({
			configFile: false,
			root: ROOT,
			logLevel: 'error',
			// Without it each is a stranger to the others, as in browsers of their own.
			define: { BroadcastChannel: 'undefined' },
			ssr: { noExternal: true, external: ['node-datachannel', 'ws'] },
			build: {
				ssr: true,
				outDir,
				target: 'node20',
				rollupOptions: { input: files.map((file) => join(ROOT, file)) }
			}
		});
		const [main] = files;
		return new BundledProcess(fork(join(outDir, main.replace(/^.*\//, '').replace(/\.ts$/, '.js'))));
	}

	async ask(request: Request): Promise<Reply> {
		const answer = Promise.race([
			once(this.#process, 'message'),
			once(this.#process, 'exit').then(() => [{ error: 'the end of their process' }])
		]);
		this.#process.send(request);
		const [message] = (await answer) as [Answer<Reply>];
		if ('error' in message) throw new Error(`expected a reply, got ${message.error}`);
		return message.reply;
	}

	async end(): Promise<void> {
		if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
		this.#process.kill('SIGKILL');
		await once(this.#process, 'exit');
	}
}
