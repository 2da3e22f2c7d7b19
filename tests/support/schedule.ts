import { vi } from 'vitest';

interface Event {
	readonly at: number;
	readonly number: number;
	readonly run: () => void;
}

/** Timers of the code under test are looked at so often, ms. */
const TICK_MS = 10;

/** What is to happen in a simulated world, in the order of its time. To be used while timers are faked. */
export class Schedule {
	/** A binary heap. */
	readonly #events: Event[] = [];
	#number = 0;
	#now = 0;

	/** ms since the beginning. */
	get now(): number {
		return this.#now;
	}

	/** Has this run in so many ms, after everything that is due at the same time already. */
	add(delayMs: number, run: () => void): void {
		const event = { at: this.#now + Math.max(0, Math.round(delayMs)), number: this.#number++, run };
		const heap = this.#events;
		let i = heap.push(event) - 1;
		for (let above = (i - 1) >> 1; i > 0 && isBefore(event, heap[above]); above = (i - 1) >> 1) {
			heap[i] = heap[above] as Event;
			i = above;
		}
		heap[i] = event;
	}

	/** Lets time pass, for events and for timers. */
	advance(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			for (let [next] = this.#events; next && next.at <= this.#now; [next] = this.#events) {
				this.#take();
				next.run();
			}
			if (this.#now >= end) return;
			const until = Math.min(this.#events[0]?.at ?? Infinity, this.#now + TICK_MS, end);
			vi.advanceTimersByTime(until - this.#now);
			this.#now = until;
		}
	}

	#take(): void {
		const heap = this.#events;
		const last = heap.pop();
		if (!last || heap.length === 0) return;
		let i = 0;
		for (;;) {
			let below = 2 * i + 1;
			if (below + 1 < heap.length && isBefore(heap[below + 1] as Event, heap[below])) below++;
			if (below >= heap.length || !isBefore(heap[below] as Event, last)) break;
			heap[i] = heap[below] as Event;
			i = below;
		}
		heap[i] = last;
	}
}

function isBefore(a: Event, b: Event | undefined): boolean {
	return b !== undefined && (a.at - b.at || a.number - b.number) < 0;
}
