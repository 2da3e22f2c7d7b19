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

	/** A whole number from `min` to `max`, both included. */
	integer(min: number, max: number): number {
		return min + this.int(max - min + 1);
	}

	/** A number from `min` up to `max`. */
	between(min: number, max: number): number {
		return min + this.next() * (max - min);
	}

	/** True with this probability. */
	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** One of the list. @throws for an empty list. */
	pick<T>(list: readonly T[]): T {
		if (list.length === 0) throw new Error('expected a list with something in it, got none');
		return list[this.int(list.length)] as T;
	}

	bytes(length: number): Uint8Array<ArrayBuffer> {
		return Uint8Array.from({ length }, () => this.int(256));
	}

	/** No surrogate pairs: where a position may fall into the middle of one, Yjs makes two question marks of it. */
	text(length: number): string {
		return Array.from({ length }, () => this.pick([...'abcdefghijklmnopqrstuvwxyz äß€'])).join('');
	}
}

/** Runs `body` once a seed; where it throws, the error names the seed that does it again. */
export function forSeeds(count: number, body: (random: Random, seed: number) => void, firstSeed = 1): void {
	for (let seed = firstSeed; seed < firstSeed + count; seed++) {
		try {
			body(new Random(seed), seed);
		} catch (cause) {
			throw new Error(`with seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, {
				cause
			});
		}
	}
}

/** The same for what takes its time, one seed after the other. */
export async function forSeedsAsync(
	count: number,
	body: (random: Random, seed: number) => Promise<void>,
	firstSeed = 1
): Promise<void> {
	for (let seed = firstSeed; seed < firstSeed + count; seed++) {
		await body(new Random(seed), seed).catch((cause: unknown) => {
			throw new Error(`with seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, {
				cause
			});
		});
	}
}

/** The bytes as an attacker or a bad line would leave them: flipped, cut, or with something put in. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
	const mutated = [...bytes];
	for (let i = random.int(4) + 1; i > 0; i--) {
		const at = random.int(mutated.length + 1);
		const kind = random.int(5);
		if (kind === 0) mutated[at] = random.int(256);
		else if (kind === 1) mutated[at] = (mutated[at] ?? 0) ^ (1 << random.int(8));
		else if (kind === 2) mutated.splice(at, random.int(8));
		else if (kind === 3) mutated.splice(at, 0, ...random.bytes(random.int(8)));
		else mutated.splice(at, 1, 0xff, 0xff, 0xff, 0xff, 0x0f);
	}
	return Uint8Array.from(mutated);
}
