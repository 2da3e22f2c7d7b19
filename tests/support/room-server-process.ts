// The room server as a process of its own, built from the sources as they are now: for tests that end it the hard way.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'node_modules', '.cache', 'inkmesh', `room-server-${process.pid}`);

let building: Promise<unknown> | null = null;

export class RoomServerProcess {
	/** Where the built programs are, once one was started. */
	static readonly builtFolder = BUILT;
	readonly port: number;
	/** Null: off, or taken. */
	readonly stunPort: number | null;
	/** Its log, a line of JSON each. */
	readonly lines: string[];
	readonly #process: ChildProcess;

	private constructor(child: ChildProcess, lines: string[], port: number, stunPort: number | null) {
		this.#process = child;
		this.lines = lines;
		this.port = port;
		this.stunPort = stunPort;
	}

	/** Starts it on free ports, without mailboxes, or as the environment says. */
	static async start(environment: Readonly<Record<string, string>> = {}): Promise<RoomServerProcess> {
		building ??= build({
			configFile: join(ROOT, 'signaling-server/vite.config.ts'),
			build: { outDir: BUILT, emptyOutDir: true },
			logLevel: 'error'
		});
		await building;
		const child = spawn(process.execPath, [join(BUILT, 'main.js')], {
			cwd: ROOT,
			env: {
				PATH: process.env.PATH,
				PORT: '0',
				HOST: '127.0.0.1',
				STUN_PORT: 'off',
				APP_DIR: 'off',
				MAILBOX_DIR: 'off',
				LOG_FORMAT: 'json',
				...environment
			},
			stdio: ['ignore', 'pipe', 'inherit']
		});
		const lines: string[] = [];
		const started = new Promise<{ port: number; stunPort: number | null }>((resolve, reject) => {
			createInterface({ input: child.stdout }).on('line', (line) => {
				lines.push(line);
				const entry = JSON.parse(line) as { msg: string; port: number; stunPort: number | null };
				if (entry.msg === 'listening') resolve(entry);
			});
			child.once('exit', (code) => reject(new Error(`expected it to listen, got exit code ${code}`)));
		});
		const { port, stunPort } = await started;
		return new RoomServerProcess(child, lines, port, stunPort);
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Undefined when it could not be started. */
	get pid(): number | undefined {
		return this.#process.pid;
	}

	get isRunning(): boolean {
		return this.#process.exitCode === null && this.#process.signalCode === null;
	}

	/** Resident memory, bytes. */
	get memoryBytes(): number {
		const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
		return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
	}

	/** Sends a signal; gives back the exit code once it has ended, null for one that the signal ended. */
	async end(signal: NodeJS.Signals): Promise<number | null> {
		if (!this.isRunning) return this.#process.exitCode;
		const exited = once(this.#process, 'exit');
		this.#process.kill(signal);
		const [code] = (await exited) as [number | null];
		return code;
	}

	signal(signal: NodeJS.Signals): void {
		this.#process.kill(signal);
	}
}
