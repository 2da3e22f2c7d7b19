export interface TokenBucketOptions {
	/** What comes back each second. */
	readonly perSecond: number;
	/** The most that can be taken at one moment; full at the beginning. */
	readonly burst: number;
	/** The time, ms, from a clock that never goes back. */
	readonly now?: () => number;
}

/** A limit on a rate that lets short bursts pass. */
export class TokenBucket {
	readonly #options: Required<TokenBucketOptions>;
	#tokens: number;
	#filledAt: number;

	/** @throws when a rate or burst is not above zero. */
	constructor({ perSecond, burst, now = () => performance.now() }: TokenBucketOptions) {
		if (!(perSecond > 0 && burst > 0)) {
			throw new Error(`expected perSecond and burst above 0, got ${perSecond} and ${burst}`);
		}
		this.#options = { perSecond, burst, now };
		this.#tokens = burst;
		this.#filledAt = now();
	}

	/** Takes this much; false, and nothing is taken, when there is less. */
	take(cost = 1): boolean {
		this.#fill();
		if (this.#tokens < cost) return false;
		this.#tokens -= cost;
		return true;
	}

	/** Whether it is as full as a new one, so that it can be forgotten. */
	get isFull(): boolean {
		this.#fill();
		return this.#tokens >= this.#options.burst;
	}

	#fill(): void {
		const { perSecond, burst, now } = this.#options;
		const at = now();
		this.#tokens = Math.min(burst, this.#tokens + (Math.max(0, at - this.#filledAt) / 1_000) * perSecond);
		this.#filledAt = at;
	}
}
