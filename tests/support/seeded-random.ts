// Random cases that can be had again: a failing property names its seed, and `forSeeds(1, property, seed)` repeats it.

export interface SeededRandom {
	/** From 0 up to, without, 1. */
	next(): number;
	/** A whole number from `min` to `max`, both included. */
	integer(min: number, max: number): number;
	/** A number from `min` up to `max`. */
	between(min: number, max: number): number;
	pick<T>(from: readonly T[]): T;
}

/** Runs a property once for each of `runs` seeds; what it throws says which seed it was. */
export function forSeeds(runs: number, property: (random: SeededRandom) => void, firstSeed = 1): void {
	for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
		try {
			property(seededRandom(seed));
		} catch (error) {
			if (error instanceof Error) error.message = `with seed ${seed}: ${error.message}`;
			throw error;
		}
	}
}

/** The same numbers for the same seed. Mulberry32, by Tommy Ettinger (public domain). */
export function seededRandom(seed: number): SeededRandom {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		next,
		integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
		between: (min, max) => min + next() * (max - min),
		pick<T>(from: readonly T[]) {
			if (from.length === 0) throw new Error('expected something to pick from, got nothing');
			return from[Math.floor(next() * from.length)] as T;
		}
	};
}
