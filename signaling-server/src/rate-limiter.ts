import { TokenBucket, type TokenBucketOptions } from '../../src/lib/signaling/token-bucket.ts';

/** A token bucket for each key, as many as fit: beyond that the key that was quiet longest is forgotten. */
export class RateLimiter {
	readonly #options: TokenBucketOptions & { readonly maxKeys: number };
	/** In the order of use. */
	readonly #buckets = new Map<string, TokenBucket>();

	constructor(options: TokenBucketOptions & { readonly maxKeys: number }) {
		this.#options = options;
	}

	get size(): number {
		return this.#buckets.size;
	}

	/** Takes from the bucket of this key; false when there is too little in it. */
	take(key: string, cost = 1): boolean {
		const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#options);
		this.#buckets.delete(key);
		this.#buckets.set(key, bucket);
		if (this.#buckets.size > this.#options.maxKeys) {
			for (const oldest of this.#buckets.keys()) {
				this.#buckets.delete(oldest);
				break;
			}
		}
		return bucket.take(cost);
	}
}
