import { nextFrame, nextTask } from './painted.ts';

/** Notes how long every move of the pointer takes to be on the canvas. */
export class InkDelays {
	#delaysMs: number[] = [];

	start(): void {
		this.#delaysMs = [];
		addEventListener('pointermove', this.#note, true);
	}

	/** From when each event was made until its frame was painted, ms. */
	stop(): readonly number[] {
		removeEventListener('pointermove', this.#note, true);
		return this.#delaysMs;
	}

	readonly #note = async ({ timeStamp }: PointerEvent) => {
		await nextFrame();
		await nextTask();
		this.#delaysMs.push(performance.now() - timeStamp);
	};
}
