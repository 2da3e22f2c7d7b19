export interface WatchedFrames {
	/** Times of the animation frames, ms. */
	readonly at: readonly number[];
	/** What tasks of more than 50 ms took, together. */
	readonly longTasksMs: number;
}

/** Notes when the page's animation frames come. They flatter: raster and compositing come after them. */
export class FrameWatch {
	#at: number[] = [];
	#longTasksMs = 0;
	#isOn = false;

	constructor() {
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) this.#longTasksMs += duration;
		}).observe({ type: 'longtask' });
	}

	start(): void {
		this.#at = [];
		this.#longTasksMs = 0;
		this.#isOn = true;
		const note = () => {
			if (!this.#isOn) return;
			this.#at.push(performance.now());
			requestAnimationFrame(note);
		};
		requestAnimationFrame(note);
	}

	stop(): WatchedFrames {
		this.#isOn = false;
		return { at: this.#at, longTasksMs: this.#longTasksMs };
	}
}
