import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Namespace } from './namespace.ts';

const SCRIPT = join(import.meta.dirname, 'wire.py');
/** Debian's own, whatever else stands in PATH. */
export const PYTHON = '/usr/bin/python3';

export interface WireConditions {
	/** One way. */
	readonly delayMs: number;
	/** Up to so much more, evenly spread; packets stay in order. */
	readonly jitterMs: number;
	/** Part of the packets that never arrive, in each direction. */
	readonly loss: number;
	/** Null: as fast as it goes. */
	readonly rateMbit: number | null;
	/** What the queue before the bottleneck holds; what comes when it is full is dropped. */
	readonly bufferMs: number;
	/** Nothing passes, as with a pulled plug. */
	readonly isCut: boolean;
}

export interface WireCounters {
	readonly packets: number;
	readonly bytes: number;
	/** By chance, or by the cut. */
	readonly lost: number;
	/** At a full queue. */
	readonly dropped: number;
}

export interface WireEnd {
	readonly namespace: Namespace;
	/** Name of the TUN device to be made there. */
	readonly device: string;
}

/** Delay, jitter, loss and a bottleneck between two namespaces, to be changed at any time; `wire.py` carries the packets. */
export class Wire {
	readonly #process: ChildProcess;
	readonly #answers: AsyncIterator<string>;

	private constructor(process: ChildProcess, answers: AsyncIterator<string>) {
		this.#process = process;
		this.#answers = answers;
	}

	/** Opens it with both devices made, down and without addresses. */
	static async open(one: WireEnd, other: WireEnd, seed = 1): Promise<Wire> {
		const places = [one, other].map(({ namespace, device }) => `${namespace.name}:${device}`);
		const child = spawn(PYTHON, [SCRIPT, String(seed), ...places], { stdio: ['pipe', 'pipe', 'inherit'] });
		const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
		const { value } = await answers.next();
		if (value !== 'ready') throw new Error(`expected the wire to be ready, got ${String(value)}`);
		return new Wire(child, answers);
	}

	/** Changes conditions; what is not named stays. Gives back what each direction has carried until now, first end first. */
	async set(conditions: Partial<WireConditions>): Promise<[WireCounters, WireCounters]> {
		this.#process.stdin?.write(`${JSON.stringify(conditions)}\n`);
		const { value } = await this.#answers.next();
		return JSON.parse(String(value)) as [WireCounters, WireCounters];
	}

	counters(): Promise<[WireCounters, WireCounters]> {
		return this.set({});
	}

	async close(): Promise<void> {
		if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
		this.#process.stdin?.end();
		await once(this.#process, 'exit');
	}
}
