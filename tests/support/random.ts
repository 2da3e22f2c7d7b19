/** Seeded random numbers (mulberry32): the same seed, the same test. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed;
	}

	/** From 0 up to, not including, 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from 0 up to, not including, `below`. */
	int(below: number): number {
		return Math.floor(this.next() * below);
	}

	/** True with this probability. */
	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** One of the list. @throws for an empty list. */
	pick<T>(list: readonly T[]): T {
		const picked = list[this.int(list.length)];
		if (picked === undefined) throw new Error('expected a list with something in it, got none');
		return picked;
	}
}
