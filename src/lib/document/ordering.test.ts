import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { compareOrder, FALLBACK_INDEX, indicesBetween, isOrderIndex, orderNumber } from './ordering.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('an order key', () => {
	it.each([FALLBACK_INDEX, 'a0V', 'Zz', 'b00', `a0${'5'.repeat(126)}`])('may be %s', (key) => {
		expect(isOrderIndex(key)).toBe(true);
	});
	it.each([
		['empty', ''],
		['one letter', 'a'],
		['shorter than its first letter says', 'c0'],
		['too long', `a0${'5'.repeat(200)}`],
		['of the longest integers', `z${'0'.repeat(40)}`],
		['of the lowest integers', `A${'0'.repeat(40)}`],
		['of other letters', 'a0-'],
		['opened by a digit', '00'],
		['with a line break', 'a0\n'],
		['a number', 5],
		['a list', ['a0']],
		['null', null],
		['undefined', undefined]
	])('may not be %s', (_name, value) => {
		expect(isOrderIndex(value)).toBe(false);
	});
});

describe('new order keys', () => {
	it('are none for a count of none', () => expect(indicesBetween('a0', null, 0)).toEqual([]));

	it('rise, and lie between their bounds', () => {
		forSeeds(200, (random) => {
			const [low = '', high = ''] = indicesBetween(null, null, 2);
			const [below, above] = random.pick([
				[low, high],
				[low, null],
				[null, high],
				[null, null]
			] as const);
			const keys = indicesBetween(below, above, random.integer(1, 20));
			const chain = [...(below ? [below] : []), ...keys, ...(above ? [above] : [])];
			expect(chain).toEqual([...new Set(chain)].sort());
			expect(keys.every(isOrderIndex)).toBe(true);
		});
	});

	it('can be made next to any key that is taken from a stranger', () => {
		forSeeds(3000, (random) => {
			const key = Array.from({ length: random.integer(2, 60) }, () => random.pick([...LETTERS])).join('');
			if (!isOrderIndex(key)) return;
			const [above = ''] = indicesBetween(key, null, 1);
			const [below = ''] = indicesBetween(null, key, 1);
			expect(above > key, above).toBe(true);
			expect(below < key, below).toBe(true);
			expect(isOrderIndex(above) && isOrderIndex(below)).toBe(true);
		});
	});

	it('differ when two people put something on top at the same moment', () => {
		const made = Array.from({ length: 50 }, () => indicesBetween('a5', null, 1)[0]);
		expect(new Set(made).size).toBeGreaterThan(45);
	});

	it('stay short when a board grows by one element at a time', () => {
		let top = 'a0';
		for (let i = 0; i < 2000; i++) [top = ''] = indicesBetween(top, null, 1);
		expect(top.length).toBeLessThan(12);
	});
});

describe('paint order', () => {
	it('goes by key, and by id where keys are equal', () => {
		const elements = [
			{ index: 'a1', id: 'b' },
			{ index: 'a1', id: 'a' },
			{ index: 'Zz', id: 'z' },
			{ index: 'a0V', id: 'c' },
			{ index: 'a1', id: 'B' }
		];
		expect(elements.toSorted(compareOrder).map(({ id }) => id)).toEqual(['z', 'c', 'B', 'a', 'b']);
	});
	it('is no matter of locale or of what came first', () => {
		forSeeds(100, (random) => {
			const elements = Array.from({ length: 12 }, () => ({
				index: random.pick(['a0', 'a0V', 'Zz', 'b00']),
				id: random.pick(['a', 'B', '_', '-', '9', 'z'])
			}));
			const shuffled = elements.toSorted(() => random.next() - 0.5);
			expect(shuffled.sort(compareOrder)).toEqual(elements.sort(compareOrder));
		});
	});
	it('finds an element equal to itself', () => {
		expect(compareOrder({ index: 'a0', id: 'a' }, { index: 'a0', id: 'a' })).toBe(0);
	});
});

describe('order numbers', () => {
	it('rise with the index, and are the same only where the first letters are', () => {
		forSeeds(20, (random) => {
			const indices = indicesBetween(null, null, 200);
			for (let i = 0; i < 100; i++) {
				const at = random.int(indices.length - 1);
				indices.splice(at + 1, 0, ...indicesBetween(indices[at] ?? null, indices[at + 1] ?? null, 1));
			}
			const numbers = indices.map(orderNumber);
			for (let i = 1; i < numbers.length; i++) {
				const [before = 0, after = 0] = [numbers[i - 1], numbers[i]];
				expect(after).toBeGreaterThanOrEqual(before);
				const isSame = indices[i]?.slice(0, 8) === indices[i - 1]?.slice(0, 8);
				expect(after === before).toBe(isSame);
			}
			expect(numbers.every(Number.isSafeInteger)).toBe(true);
		});
	});
});
