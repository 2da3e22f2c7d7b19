import { describe, expect, it } from 'vitest';
import { boxOfCorners, boxOfPoints, boxesIntersect, isEmptyBox, rotatedBounds } from './box.ts';
import { snapAngle } from './point.ts';
import { distanceBetweenSegments, distanceToSegment, segmentMeetsBox } from './segment.ts';
import { strokeOutline } from './stroke-outline.ts';

const at = (x: number, y: number) => ({ x, y });

describe('box', () => {
	it('is empty for no points and a point for one', () => {
		expect(isEmptyBox(boxOfPoints([]))).toBe(true);
		expect(boxOfPoints([at(3, 4)])).toEqual({ minX: 3, minY: 4, maxX: 3, maxY: 4 });
	});
	it('meets a box that only touches its edge', () => {
		expect(boxesIntersect(boxOfCorners(at(0, 0), at(1, 1)), boxOfCorners(at(1, 1), at(2, 2)))).toBe(true);
		expect(boxesIntersect(boxOfCorners(at(0, 0), at(1, 1)), boxOfCorners(at(1.1, 0), at(2, 2)))).toBe(false);
	});
	it('grows to hold its turned corners', () => {
		const turned = rotatedBounds(boxOfCorners(at(0, 0), at(10, 2)), Math.PI / 2);
		expect(turned.minX).toBeCloseTo(4);
		expect(turned.maxY).toBeCloseTo(6);
	});
});

describe('segment', () => {
	it.each([
		[at(0, 5), at(0, 0), at(10, 0), 5],
		[at(-3, 4), at(0, 0), at(10, 0), 5],
		[at(3, 4), at(0, 0), at(0, 0), 5]
	])('measures the way from %o to %o–%o', (point, a, b, expected) => {
		expect(distanceToSegment(point, a, b)).toBeCloseTo(expected);
	});
	it('has no distance to a segment it crosses', () => {
		expect(distanceBetweenSegments(at(0, 0), at(10, 10), at(0, 10), at(10, 0))).toBe(0);
		expect(distanceBetweenSegments(at(0, 0), at(10, 0), at(0, 3), at(10, 3))).toBe(3);
	});
	it('meets a box it runs through without a corner inside', () => {
		expect(segmentMeetsBox(at(-5, 5), at(15, 5), boxOfCorners(at(0, 0), at(10, 10)))).toBe(true);
		expect(segmentMeetsBox(at(-5, 25), at(15, 25), boxOfCorners(at(0, 0), at(10, 10)))).toBe(false);
	});
});

describe('snapping an angle', () => {
	it('keeps the length', () => {
		const snapped = snapAngle(at(0, 0), at(10, 1), Math.PI / 12);
		expect(snapped.x).toBeCloseTo(Math.hypot(10, 1));
		expect(snapped.y).toBeCloseTo(0);
	});
});

describe('stroke outline', () => {
	const options = { size: 4, simulatePressure: false, isComplete: true };
	it('is empty for no points', () => expect(strokeOutline([], options)).toEqual([]));
	it('is a dot for one point', () => expect(strokeOutline([5, 5, 0.5], options).length).toBeGreaterThan(8));
	it('never has a coordinate that is not a number', () => {
		const equal = Array.from({ length: 30 }, () => [1, 1, 0.5]).flat();
		for (const [x, y] of strokeOutline(equal, options)) {
			expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
		}
	});
});
