import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadPart } from './load-part.ts';

beforeEach(() => {
	vi.useFakeTimers();
	vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

describe('a part of the app that is loaded later', () => {
	it('is tried again until it comes, and each failure is told', async () => {
		const told: number[] = [];
		let tries = 0;
		const load = () => (++tries < 4 ? Promise.reject(new TypeError('no network')) : Promise.resolve('part'));
		const part = loadPart(load, { isOver: () => false, onFailure: (failures) => told.push(failures) });
		await vi.advanceTimersByTimeAsync(30_000);
		expect(await part).toBe('part');
		expect(told).toEqual([1, 2, 3]);
	});
	it('is given up when nobody wants it any more', async () => {
		let isOver = false;
		let tries = 0;
		const load = () => (tries++, Promise.reject(new TypeError('no network')));
		const part = loadPart(load, { isOver: () => isOver });
		await vi.advanceTimersByTimeAsync(0);
		isOver = true;
		await vi.advanceTimersByTimeAsync(30_000);
		expect(await part).toBeNull();
		expect(tries).toBe(1);
	});
});
