import { BundledProcess } from './bundled-process.ts';
import type { ViewerOptions, ViewerState } from './viewer-peer.ts';
import type { ViewersRequest } from './viewer-process.ts';

/** A process with many viewers of one board in it. */
export class Viewers {
	readonly #process: BundledProcess<ViewersRequest, ViewerState[]>;

	private constructor(process: BundledProcess<ViewersRequest, ViewerState[]>) {
		this.#process = process;
	}

	static async start(): Promise<Viewers> {
		const files = ['tests/support/viewer-process.ts', 'tests/support/viewer-peer.ts'] as const;
		return new Viewers(await BundledProcess.start('viewers', files));
	}

	open(count: number, options: Omit<ViewerOptions, 'name'>): Promise<ViewerState[]> {
		return this.#process.ask({ do: 'open', count, ...options });
	}

	look(): Promise<ViewerState[]> {
		return this.#process.ask({ do: 'look' });
	}

	leaveOne(): Promise<ViewerState[]> {
		return this.#process.ask({ do: 'leave' });
	}

	end(): Promise<void> {
		return this.#process.end();
	}
}
