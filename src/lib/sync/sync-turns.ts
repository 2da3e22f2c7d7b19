/** Somebody who can be asked for what is missing here. */
export interface Askable {
	/** Sends our state vector. */
	ask(): void;
}

/** Without a part of the answer for this long, the next is asked too. */
const STALLED_MS = 8_000;

/**
 * Asks one peer at a time for what is missing: two would each send the whole board, over a line that may hardly bear
 * one. Whoever comes next is asked with what the one before has brought, and mostly has nothing to add.
 */
export class SyncTurns<T extends Askable> {
	readonly #waiting = new Set<T>();
	#current: T | null = null;
	#stall: ReturnType<typeof setTimeout> | undefined;

	/** Whether anybody has been asked and has not answered to the end. */
	get isBusy(): boolean {
		return this.#current !== null;
	}

	/** Asks this one: at once, or when it is its turn. */
	add(peer: T): void {
		if (peer === this.#current) return;
		this.#waiting.add(peer);
		if (!this.#current) this.#next();
	}

	/** A part of its answer came. */
	progressed(peer: T): void {
		if (peer === this.#current) this.#watch();
	}

	/** Its answer is complete, or its link has ended. */
	finished(peer: T): void {
		this.#waiting.delete(peer);
		if (peer === this.#current) this.#next();
	}

	destroy(): void {
		clearTimeout(this.#stall);
		this.#waiting.clear();
		this.#current = null;
	}

	#next(): void {
		clearTimeout(this.#stall);
		const [next = null] = this.#waiting;
		this.#current = next;
		if (!next) return;
		this.#waiting.delete(next);
		this.#watch();
		next.ask();
	}

	#watch(): void {
		clearTimeout(this.#stall);
		// Its answer may still come, and is taken when it does.
		this.#stall = setTimeout(() => this.#next(), STALLED_MS);
	}
}
