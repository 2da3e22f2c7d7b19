import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UpdateBatch } from './update-batch.ts';

const WINDOW_MS = 16;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openBatch() {
	const sent: { readonly numbers: number[]; readonly clock: number }[] = [];
	const batch = new UpdateBatch((updates, clock) => {
		sent.push({ numbers: updates.map(([number = 0]) => number), clock });
	});
	return { sent, batch, add: (number: number, clock: number) => batch.add(Uint8Array.of(number), clock) };
}

describe('update batch', () => {
	it('sends a single update at once', () => {
		const { sent, add } = openBatch();
		add(1, 5);
		expect(sent).toEqual([{ numbers: [1], clock: 5 }]);
	});
	it('sends those that follow closely as one, with the clock before the first of them', () => {
		const { sent, add } = openBatch();
		for (let i = 0; i < 5; i++) add(i, 10 + i);
		expect(sent.length).toBe(1);
		vi.advanceTimersByTime(WINDOW_MS);
		expect(sent).toEqual([
			{ numbers: [0], clock: 10 },
			{ numbers: [1, 2, 3, 4], clock: 11 }
		]);
	});
	it('sends a thousand in a row as some dozens, in order, and loses none', () => {
		const { sent, add } = openBatch();
		for (let i = 0; i < 1_000; i++) {
			add(i % 256, i);
			vi.advanceTimersByTime(1);
		}
		vi.advanceTimersByTime(WINDOW_MS);
		expect(sent.length).toBeLessThan(70);
		expect(sent.flatMap(({ numbers }) => numbers)).toEqual(Array.from({ length: 1_000 }, (_, i) => i % 256));
		for (const { numbers, clock } of sent) expect(numbers[0]).toBe(clock % 256);
	});
	it('sends at once again after a pause', () => {
		const { sent, add } = openBatch();
		add(1, 0);
		vi.advanceTimersByTime(WINDOW_MS);
		add(2, 1);
		expect(sent.length).toBe(2);
	});
	it('sends what waits when flushed, once', () => {
		const { sent, batch, add } = openBatch();
		add(1, 0);
		add(2, 1);
		batch.flush();
		batch.flush();
		vi.advanceTimersByTime(10 * WINDOW_MS);
		expect(sent.map(({ numbers }) => numbers)).toEqual([[1], [2]]);
	});
	it('leaves no timer when nothing more comes', () => {
		const { add } = openBatch();
		add(1, 0);
		vi.advanceTimersByTime(2 * WINDOW_MS);
		expect(vi.getTimerCount()).toBe(0);
	});
});
