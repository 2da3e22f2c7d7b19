import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Namespace } from './namespace.ts';

export interface ProbeRound {
	/** The outer address:port that each server saw. */
	readonly mapped: readonly string[];
	/** Datagrams so far from senders that nothing was sent to. */
	readonly strangers: number;
}

/** One UDP port of a host, and what the world sees of it; `stun-probe.js` asks. */
export class StunProbe {
	readonly #process: ChildProcess;
	readonly #rounds: AsyncIterator<string>;

	constructor(namespace: Namespace, servers: readonly string[]) {
		const script = join(import.meta.dirname, 'stun-probe.js');
		this.#process = namespace.spawn(process.execPath, [script, ...servers], {
			stdio: ['pipe', 'pipe', 'inherit']
		});
		if (!this.#process.stdout) throw new Error('expected the output of the probe, got none');
		this.#rounds = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
	}

	/** The round that began by itself; `again` for each one more. */
	async first(): Promise<ProbeRound> {
		const { value } = await this.#rounds.next();
		return JSON.parse(String(value)) as ProbeRound;
	}

	again(): Promise<ProbeRound> {
		this.#process.stdin?.write('\n');
		return this.first();
	}
}
