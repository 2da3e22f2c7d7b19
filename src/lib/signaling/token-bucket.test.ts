import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { TokenBucket } from './token-bucket.ts';

function bucketWithClock(perSecond: number, burst: number) {
	const clock = { ms: 5_000 };
	return { clock, bucket: new TokenBucket({ perSecond, burst, now: () => clock.ms }) };
}

describe('token bucket', () => {
	it('lets a burst pass, and no more', () => {
		const { bucket } = bucketWithClock(1, 3);
		expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
	});
	it('fills again with time, never above its burst', () => {
		const { bucket, clock } = bucketWithClock(10, 3);
		expect(bucket.take(3)).toBe(true);
		clock.ms += 99;
		expect(bucket.take()).toBe(false);
		clock.ms += 2;
		expect([bucket.take(), bucket.take()]).toEqual([true, false]);
		clock.ms += 3_600_000;
		expect([bucket.take(4), bucket.isFull, bucket.take(3)]).toEqual([false, true, true]);
		expect(bucket.isFull).toBe(false);
	});
	it('takes nothing when there is less than the cost', () => {
		const { bucket } = bucketWithClock(1, 5);
		expect([bucket.take(6), bucket.take(5), bucket.take(1)]).toEqual([false, true, false]);
	});
	it('gives nothing for a clock that went back', () => {
		const { bucket, clock } = bucketWithClock(1_000, 2);
		expect(bucket.take(2)).toBe(true);
		clock.ms -= 1_000;
		expect(bucket.take()).toBe(false);
		clock.ms += 1;
		expect(bucket.take()).toBe(true);
	});
	it('passes at most burst + rate × time, whatever the pattern', () => {
		forSeeds(50, (random) => {
			const [perSecond, burst] = [random.integer(1, 50), random.integer(1, 20)];
			const { bucket, clock } = bucketWithClock(perSecond, burst);
			let passed = 0;
			for (let i = 0; i < 500; i++) {
				clock.ms += random.int(40);
				const cost = random.integer(1, 3);
				if (bucket.take(cost)) passed += cost;
			}
			expect(passed).toBeLessThanOrEqual(burst + (perSecond * (clock.ms - 5_000)) / 1_000 + 1e-6);
		});
	});
	it.each([
		[0, 1],
		[1, 0],
		[-1, 1],
		[NaN, 1]
	])('refuses a rate of %d with a burst of %d', (perSecond, burst) => {
		expect(() => new TokenBucket({ perSecond, burst })).toThrow(`got ${perSecond} and ${burst}`);
	});
});
