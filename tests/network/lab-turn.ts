import { mkdtempSync, rmSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Namespace } from './namespace.ts';

const PORT = 3478;

/** coturn, with credentials of limited time made from a secret that it shares with the room server. */
export class LabTurn {
	static readonly secret = 'the lab has no secrets';
	readonly #process: ChildProcess;
	readonly #address: string;
	/** It insists on a database and a file for its process id. */
	readonly #folder: string;

	private constructor(process: ChildProcess, address: string, folder: string) {
		this.#process = process;
		this.#address = address;
		this.#folder = folder;
	}

	/** Starts it in the namespace; it listens on the address, and relays on it too. */
	static async start(namespace: Namespace, address: string): Promise<LabTurn> {
		const folder = mkdtempSync(join(tmpdir(), 'inkmesh-turn-'));
		const options = {
			'listening-ip': address,
			'relay-ip': address,
			'listening-port': PORT,
			'static-auth-secret': LabTurn.secret,
			realm: 'inkmesh.lab',
			'log-file': 'stdout',
			userdb: join(folder, 'database'),
			pidfile: join(folder, 'pid')
		};
		const child = namespace.spawn(
			'turnserver',
			[
				'-n',
				...['--use-auth-secret', '--no-tls', '--no-dtls', '--no-cli', '--simple-log'],
				...Object.entries(options).map(([name, value]) => `--${name}=${value}`)
			],
			{ stdio: ['ignore', 'pipe', 'ignore'] }
		);
		if (!child.stdout) throw new Error('expected the output of turnserver, got none');
		let isReady = false;
		for await (const line of createInterface({ input: child.stdout })) {
			// The last thing it says before it relays.
			isReady = line.includes('IO method (admin thread)');
			if (isReady) break;
		}
		if (!isReady) throw new Error(`expected turnserver to start, got exit code ${child.exitCode}`);
		child.stdout.resume();
		return new LabTurn(child, address, folder);
	}

	get port(): number {
		return PORT;
	}

	/** What the room server has to be told for its pages to use this relay. */
	settings(ttlS = 3_600): Record<string, string> {
		const urls = ['udp', 'tcp'].map((transport) => `turn:${this.#address}:${PORT}?transport=${transport}`);
		return { TURN_URLS: urls.join(','), TURN_SECRET: LabTurn.secret, TURN_TTL_S: String(ttlS) };
	}

	async stop(): Promise<void> {
		if (this.#process.exitCode === null && this.#process.signalCode === null) {
			this.#process.kill('SIGKILL');
			await once(this.#process, 'exit');
		}
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
