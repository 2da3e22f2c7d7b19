import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { Backoff } from './backoff.ts';

describe('backoff', () => {
	it('doubles its waits up to the cap and stays there', () => {
		const backoff = new Backoff({ firstMs: 300, maxMs: 4_000, random: () => 0 });
		const waits = Array.from({ length: 8 }, () => backoff.nextMs());
		expect(waits).toEqual([300, 600, 1_200, 2_400, 4_000, 4_000, 4_000, 4_000]);
	});
	it('shortens each wait by up to half, never below', () => {
		forSeeds(20, (random) => {
			const plain = new Backoff({ firstMs: 100, maxMs: 2_000, random: () => 0 });
			const jittered = new Backoff({ firstMs: 100, maxMs: 2_000, random: () => random.next() });
			for (let i = 0; i < 20; i++) {
				const [wait, most] = [jittered.nextMs(), plain.nextMs()];
				expect(wait).toBeLessThanOrEqual(most);
				expect(wait).toBeGreaterThan(most / 2);
			}
		});
	});
	it('does not send many clients back at the same moment', () => {
		const waits = Array.from({ length: 50 }, () => new Backoff({ firstMs: 1_000, maxMs: 1_000 }).nextMs());
		expect(new Set(waits).size).toBeGreaterThan(40);
	});
	it('begins anew after a success', () => {
		const backoff = new Backoff({ firstMs: 300, maxMs: 4_000, random: () => 0 });
		for (let i = 0; i < 5; i++) backoff.nextMs();
		backoff.reset();
		expect(backoff.nextMs()).toBe(300);
	});
	it('stays finite after any number of failures', () => {
		const backoff = new Backoff({ firstMs: 1, maxMs: 1_000, random: () => 0 });
		for (let i = 0; i < 10_000; i++) backoff.nextMs();
		expect(backoff.nextMs()).toBe(1_000);
	});
});
