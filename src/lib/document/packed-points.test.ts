import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import {
	arePackedPoints,
	clampToPage,
	MAX_PACKED_BYTES,
	PAGE_LIMIT,
	packPoints,
	quantize,
	readPoints,
	unpackPoints
} from './packed-points.ts';

const HALF_STEP = 1 / 16 + 1e-9;
const PRESSURE_STEP = 1 / 63;

/** Reads without the detour over float32. */
function readExactly(packed: Uint8Array): number[] | null {
	const points: number[] = [];
	return readPoints(packed, (x, y, pressure) => points.push(x, y, pressure)) ? points : null;
}

describe('packed points', () => {
	it.each([
		['no point', []],
		['one point', [3, 4, 0.5]],
		['equal points', [1, 1, 1, 1, 1, 1, 1, 1, 1]],
		['the far corners of the page', [-PAGE_LIMIT, PAGE_LIMIT, 0, PAGE_LIMIT, -PAGE_LIMIT, 1]]
	])('come back as they were: %s', (_name, points) => {
		const read = readExactly(packPoints(points));
		expect(read).toHaveLength(points.length);
		read?.forEach((value, i) => {
			expect(Math.abs(value - (points[i] ?? NaN))).toBeLessThanOrEqual(PRESSURE_STEP / 2);
		});
	});

	it('are off by half an eighth of a pixel and half a pressure step at the most', () => {
		forSeeds(200, (random) => {
			const reach = random.pick([1, 100, 10_000, 1_000_000]);
			const points = Array.from({ length: random.integer(1, 200) }, () => [
				random.between(-reach, reach),
				random.between(-reach, reach),
				random.next()
			]).flat();
			const read = unpackPoints(packPoints(points));
			expect(read).toHaveLength(points.length);
			const wrong = read?.filter((value, i) => {
				const allowed = i % 3 === 2 ? PRESSURE_STEP / 2 + 1e-6 : HALF_STEP;
				return !(Math.abs(value - (points[i] ?? NaN)) <= allowed);
			});
			expect(wrong).toHaveLength(0);
		});
	});

	it('do not drift: the thousandth point is as exact as the first', () => {
		const points = Array.from({ length: 1000 }, (_, i) => [i * 0.1, i * -0.07, 0.5]).flat();
		const read = unpackPoints(packPoints(points));
		expect(Math.abs((read?.[2997] ?? NaN) - 99.9)).toBeLessThanOrEqual(HALF_STEP);
		expect(Math.abs((read?.[2998] ?? NaN) + 69.93)).toBeLessThanOrEqual(HALF_STEP);
	});

	it('are the same bytes when packed again', () => {
		forSeeds(50, (random) => {
			const points = Array.from({ length: 90 }, () => random.between(-500, 500));
			const packed = packPoints(points);
			expect(packPoints(unpackPoints(packed) ?? [])).toEqual(packed);
		});
	});

	it('take four bytes a point of handwriting', () => {
		const points = Array.from({ length: 300 }, (_, i) => [
			Math.cos(i / 9) * 20 + i,
			Math.sin(i / 7) * 30,
			0.4
		]);
		expect(packPoints(points.flat()).length).toBeLessThan(4 * 300);
	});

	it.each([
		['NaN', NaN, 0],
		['Infinity', Infinity, PAGE_LIMIT],
		['-Infinity', -Infinity, -PAGE_LIMIT],
		['1e9', 1e9, PAGE_LIMIT]
	])('keep a coordinate of %s on the page', (_name, given, expected) => {
		expect(readExactly(packPoints([given, given, 0.5]))?.slice(0, 2)).toEqual([expected, expected]);
	});

	it.each([
		[-3, 0],
		[7, 1],
		[Infinity, 1]
	])('keep a pressure of %d between 0 and 1', (given, expected) => {
		expect(readExactly(packPoints([0, 0, given]))?.[2]).toBe(expected);
	});

	it('do not let one pressure that is no number spoil those after it', () => {
		const read = readExactly(packPoints([0, 0, NaN, 0, 0, 1]));
		expect(read?.[5]).toBe(1);
	});

	it('leave out a last point that is not whole', () => {
		expect(readExactly(packPoints([1, 2, 1, 9, 9]))).toEqual([1, 2, 1]);
	});
});

describe("strangers' packed points", () => {
	const sound = packPoints([100, 200, 0.5, 130, -220, 0.6, -1e6, 1e6, 1]);

	it('are refused when cut anywhere but between points', () => {
		const boundaries = new Set([0]);
		for (let count = 1; count <= 3; count++) {
			boundaries.add(packPoints([100, 200, 0.5, 130, -220, 0.6, -1e6, 1e6, 1].slice(0, count * 3)).length);
		}
		for (let length = 0; length <= sound.length; length++) {
			const isWhole = boundaries.has(length);
			expect(unpackPoints(sound.slice(0, length)) !== null, `${length} bytes`).toBe(isWhole);
		}
	});

	it.each([
		['a number without an end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0]],
		['a point beyond the page', [0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]],
		['a pressure above 1', [0, 0, 128, 1]],
		['a pressure below 0', [0, 0, 1]],
		[
			'a walk off the page in many steps',
			Array.from({ length: 60 }, () => [0x80, 0x80, 0x80, 0x10, 0, 0]).flat()
		]
	])('are refused: %s', (_name, bytes) => {
		expect(unpackPoints(Uint8Array.from(bytes))).toBeNull();
		expect(arePackedPoints(Uint8Array.from(bytes))).toBe(false);
	});

	it('are either null or points on the page, whatever the bytes', () => {
		forSeeds(3000, (random) => {
			const bytes = Uint8Array.from({ length: random.integer(0, 60) }, () => random.integer(0, 255));
			const points = unpackPoints(bytes);
			expect(arePackedPoints(bytes)).toBe(points !== null && bytes.length > 0);
			points?.forEach((value, i) => {
				expect(Math.abs(value)).toBeLessThanOrEqual(i % 3 === 2 ? 1 : PAGE_LIMIT);
			});
		});
	});

	it('are refused above the limit of bytes, and taken at it', () => {
		// A point that doesn't move is three bytes of zero.
		const atLimit = new Uint8Array(MAX_PACKED_BYTES - (MAX_PACKED_BYTES % 3));
		expect(arePackedPoints(atLimit)).toBe(true);
		expect(arePackedPoints(new Uint8Array(atLimit.length + 3))).toBe(false);
	});

	it('are refused when there is no point at all', () => {
		expect(arePackedPoints(new Uint8Array())).toBe(false);
	});
});

describe('quantize', () => {
	it.each([
		[0.06, 0],
		[0.07, 0.125],
		[-10.3, -10.25],
		[1e9, PAGE_LIMIT],
		[NaN, 0]
	])('makes %d what a packed point can hold: %d', (value, expected) => {
		expect(quantize(value)).toBe(expected);
	});
	it('changes nothing the second time', () => {
		forSeeds(200, (random) => {
			const once = quantize(random.between(-1e7, 1e7));
			expect(quantize(once)).toBe(once);
		});
	});
	it('gives no negative zero, which would not equal a zero read back', () => {
		expect(Object.is(clampToPage(-0), 0)).toBe(true);
	});
});
