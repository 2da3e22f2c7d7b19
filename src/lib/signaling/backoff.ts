export interface BackoffOptions {
	/** The first wait. */
	readonly firstMs: number;
	/** No wait is longer. */
	readonly maxMs: number;
	readonly random?: () => number;
}

/** Waits that double up to a cap, each shortened by up to half at random so that many clients don't return as one. */
export class Backoff {
	readonly #options: Required<BackoffOptions>;
	#failures = 0;

	constructor({ firstMs, maxMs, random = Math.random }: BackoffOptions) {
		this.#options = { firstMs, maxMs, random };
	}

	/** How long to wait before the next try, ms. */
	nextMs(): number {
		const { firstMs, maxMs, random } = this.#options;
		const wait = Math.min(maxMs, firstMs * 2 ** this.#failures);
		this.#failures = Math.min(this.#failures + 1, 30);
		return wait * (1 - random() / 2);
	}

	/** To be called when a try succeeded. */
	reset(): void {
		this.#failures = 0;
	}
}
