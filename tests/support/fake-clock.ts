// A clock for simulations with thousands of timers, where vitest's own, which looks at all of them at every step, takes
// most of the time. Timers of the same moment run in the order in which they were set.

interface Timer {
	at: number;
	number: number;
	readonly run: () => void;
	readonly everyMs: number | null;
	isCleared: boolean;
}

/** Stands in for the global timers and clocks from `install` on. */
export class FakeClock {
	/** A binary heap. */
	readonly #timers: Timer[] = [];
	readonly #startedAt = Date.UTC(2026, 0, 1);
	#count = 0;
	#now = 0;

	/** Takes the place of the global timers and clocks, for good: for files that run in a process of their own. */
	install(): this {
		Object.assign(globalThis, {
			setTimeout: (run: () => void, ms = 0) => this.#add(run, ms, null),
			setInterval: (run: () => void, ms = 0) => this.#add(run, ms, Math.max(1, ms)),
			clearTimeout: (timer?: Timer) => clear(timer),
			clearInterval: (timer?: Timer) => clear(timer)
		});
		Date.now = () => this.#startedAt + this.#now;
		performance.now = () => this.#now;
		return this;
	}

	/** Lets so much time pass. */
	advance(ms: number): void {
		const end = this.#now + ms;
		for (let [next] = this.#timers; next && next.at <= end; [next] = this.#timers) {
			this.#takeFirst();
			if (next.isCleared) continue;
			this.#now = next.at;
			if (next.everyMs !== null)
				this.#push(Object.assign(next, { at: next.at + next.everyMs, number: this.#count++ }));
			next.run();
		}
		this.#now = end;
	}

	/** Forgets all timers. */
	clear(): void {
		this.#timers.length = 0;
	}

	#add(run: () => void, ms: number, everyMs: number | null): Timer {
		const timer = { at: this.#now + Math.max(0, ms), number: this.#count++, run, everyMs, isCleared: false };
		this.#push(timer);
		return timer;
	}

	#push(timer: Timer): void {
		const heap = this.#timers;
		let i = heap.push(timer) - 1;
		for (let above = (i - 1) >> 1; i > 0 && isBefore(timer, heap[above]); above = (i - 1) >> 1) {
			heap[i] = heap[above] as Timer;
			i = above;
		}
		heap[i] = timer;
	}

	#takeFirst(): void {
		const heap = this.#timers;
		const last = heap.pop();
		if (!last || heap.length === 0) return;
		let i = 0;
		for (;;) {
			let below = 2 * i + 1;
			if (below + 1 < heap.length && isBefore(heap[below + 1] as Timer, heap[below])) below++;
			if (below >= heap.length || !isBefore(heap[below] as Timer, last)) break;
			heap[i] = heap[below] as Timer;
			i = below;
		}
		heap[i] = last;
	}
}

function clear(timer: Timer | undefined): void {
	if (timer) timer.isCleared = true;
}

function isBefore(a: Timer, b: Timer | undefined): boolean {
	return b !== undefined && (a.at - b.at || a.number - b.number) < 0;
}
