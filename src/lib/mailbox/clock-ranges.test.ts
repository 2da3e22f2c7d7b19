import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { ClockRanges, readClockRanges, writeClockRanges } from './clock-ranges.ts';

function setOf(...ranges: readonly (readonly [start: number, end: number])[]): ClockRanges {
	const set = new ClockRanges();
	for (const [start, end] of ranges) set.add(1, start, end);
	return set;
}

const rangesOf = (set: ClockRanges) => set.of(1).map(({ start, end }) => [start, end]);

describe('clock ranges', () => {
	it.each([
		[[[0, 2]], [[0, 2]]],
		[
			[
				[0, 2],
				[2, 5]
			],
			[[0, 5]]
		],
		[
			[
				[4, 6],
				[0, 2]
			],
			[
				[0, 2],
				[4, 6]
			]
		],
		[
			[
				[0, 2],
				[4, 6],
				[8, 9],
				[1, 8]
			],
			[[0, 9]]
		],
		[[[3, 3]], []],
		[
			[
				[0, 9],
				[2, 4]
			],
			[[0, 9]]
		]
	] as [[number, number][], [number, number][]][])('merge %j into %j', (added, expected) => {
		expect(rangesOf(setOf(...added))).toEqual(expected);
	});

	it('do as a plain set of numbers does, whatever happens', () => {
		const random = new Random(7);
		const [a, b] = [new Set<number>(), new Set<number>()];
		const [ours, theirs] = [new ClockRanges(), new ClockRanges()];
		const numbersOf = (set: ClockRanges) =>
			set.of(1).flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
		for (let round = 0; round < 2_000; round++) {
			const start = random.int(60);
			const end = start + random.int(6);
			const [plain, set] = random.int(2) === 0 ? [a, ours] : [b, theirs];
			set.add(1, start, end);
			for (let clock = start; clock < end; clock++) plain.add(clock);
			if (round % 50 === 49) {
				ours.subtract(theirs);
				for (const clock of b) a.delete(clock);
				expect(ours.isWithin(theirs)).toBe([...a].every((clock) => b.has(clock)));
				b.clear();
				theirs.clear();
			}
			expect(numbersOf(ours)).toEqual([...a].sort((x, y) => x - y));
			expect(numbersOf(theirs)).toEqual([...b].sort((x, y) => x - y));
			const gaps = ours.gapsIn(1, 10, 50).flatMap(({ start, end }) => [start, end]);
			const expected = new ClockRanges();
			for (let clock = 10; clock < 50; clock++) if (!a.has(clock)) expected.add(1, clock, clock + 1);
			expect(gaps).toEqual(expected.of(1).flatMap(({ start, end }) => [start, end]));
		}
	});

	it('survive being written and read, and refuse what is truncated', () => {
		const set = setOf([0, 3], [7, 9]);
		set.add(4_000_000_000, 5, 1_000_000);
		const bytes = encoding.encode((encoder) => writeClockRanges(encoder, set));
		const read = readClockRanges(decoding.createDecoder(bytes));
		expect([...read]).toEqual([...set]);
		expect(() => readClockRanges(decoding.createDecoder(bytes.subarray(0, -1)))).toThrow();
	});
});
