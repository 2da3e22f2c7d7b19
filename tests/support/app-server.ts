import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..');

/** The real server as a process of its own, serving the built app. */
export class AppServer {
	readonly #process: ChildProcess;
	readonly port: number;

	private constructor(process: ChildProcess, port: number) {
		this.#process = process;
		this.port = port;
	}

	/** Starts it on a free port, or on the one given. */
	static async start(port = 0): Promise<AppServer> {
		const child = spawn(process.execPath, [join(ROOT, 'signaling-server/dist/main.js')], {
			cwd: ROOT,
			env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
			stdio: ['ignore', 'pipe', 'inherit']
		});
		for await (const line of createInterface({ input: child.stdout })) {
			const url = /http:\/\/localhost:(\d+)/.exec(line);
			if (url) return new AppServer(child, Number(url[1]));
		}
		throw new Error(`expected the server to print its address, got exit code ${child.exitCode}`);
	}

	get url(): string {
		return `http://localhost:${this.port}`;
	}

	/** Ends it at once, as a crash would. */
	async kill(): Promise<void> {
		if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
		this.#process.kill('SIGKILL');
		await once(this.#process, 'exit');
	}
}
