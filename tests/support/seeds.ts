import { Random } from './random.ts';

/** Chance from a seed, also for bytes and text. */
export class Dice extends Random {
	bytes(length: number): Uint8Array<ArrayBuffer> {
		return Uint8Array.from({ length }, () => this.int(256));
	}

	/** No surrogate pairs: where a position may fall into the middle of one, Yjs makes two question marks of it. */
	text(length: number): string {
		return Array.from({ length }, () => this.pick([...'abcdefghijklmnopqrstuvwxyz äß€'])).join('');
	}
}

/** Runs `body` once a seed; where it throws, the error names the seed that does it again. */
export function forSeeds(count: number, body: (random: Dice, seed: number) => void): void {
	for (let seed = 1; seed <= count; seed++) {
		try {
			body(new Dice(seed), seed);
		} catch (cause) {
			throw new Error(`with seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, {
				cause
			});
		}
	}
}

/** The bytes as an attacker or a bad line would leave them: flipped, cut, or with something put in. */
export function mutate(bytes: Uint8Array, random: Dice): Uint8Array<ArrayBuffer> {
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
