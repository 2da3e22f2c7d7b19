import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readProcessMemory } from './process-memory.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface AppServerOptions {
	/** Address to listen on; this machine alone by default. */
	readonly host?: string;
	/** More settings of the server. */
	readonly env?: Readonly<Record<string, string>>;
	/** Where its mailboxes are, for one that comes after another; a folder of its own by default. */
	readonly mailboxDir?: string;
	/** Starts the process somewhere else than right here. */
	readonly spawn?: (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
}

/** The real server as a process of its own, serving the built app. */
export class AppServer {
	readonly #process: ChildProcess;
	readonly #hostname: string;
	readonly port: number;
	readonly mailboxDir: string;
	readonly #ownsMailboxes: boolean;

	private constructor(
		process: ChildProcess,
		hostname: string,
		port: number,
		mailboxes: { dir: string; isOwn: boolean }
	) {
		this.#process = process;
		this.#hostname = hostname;
		this.port = port;
		this.mailboxDir = mailboxes.dir;
		this.#ownsMailboxes = mailboxes.isOwn;
	}

	/** Starts it on a free port, or on the one given. */
	static async start(
		port = 0,
		{ host = '127.0.0.1', env = {}, mailboxDir, spawn: start = spawn }: AppServerOptions = {}
	): Promise<AppServer> {
		const dir = mailboxDir ?? mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
		const child = start(process.execPath, [join(ROOT, 'signaling-server/dist/main.js')], {
			cwd: ROOT,
			env: { ...process.env, LOG_FORMAT: 'text', PORT: String(port), HOST: host, MAILBOX_DIR: dir, ...env },
			stdio: ['ignore', 'pipe', 'inherit']
		});
		if (!child.stdout) throw new Error('expected the output of the server, got none');
		for await (const line of createInterface({ input: child.stdout })) {
			const url = /http:\/\/localhost:(\d+)/.exec(line);
			const hostname = host === '127.0.0.1' ? 'localhost' : host;
			if (url) {
				const mailboxes = { dir, isOwn: mailboxDir === undefined };
				return new AppServer(child, hostname, Number(url[1]), mailboxes);
			}
		}
		throw new Error(`expected the server to print its address, got exit code ${child.exitCode}`);
	}

	/** What the process has in its memory; null where that can't be read. */
	readMemory(): Buffer | null {
		return this.#process.pid === undefined ? null : readProcessMemory(this.#process.pid);
	}

	get url(): string {
		return `http://${this.#hostname}:${this.port}`;
	}

	/** Ends it at once, as a crash would; the mailboxes that are its own go, too. */
	async kill(): Promise<void> {
		if (this.#process.exitCode === null && this.#process.signalCode === null) {
			this.#process.kill('SIGKILL');
			await once(this.#process, 'exit');
		}
		if (this.#ownsMailboxes) rmSync(this.mailboxDir, { recursive: true, force: true });
	}
}
