// Outlines of shapes, ways of arrows, cuts through ink, crops: geometry of elements.
import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { decodeElement } from '../document/decode-element.ts';
import { SHAPE_NAMES, type ElementId, type ImageElement } from '../document/element.ts';
import { boxHasPoint, boxOfPoints, expandBox, type Box } from '../geometry/box.ts';
import { lengthOf, partAlong, pointAlong } from '../geometry/polyline.ts';
import { polygonHolds } from '../geometry/polygon.ts';
import { croppedTo, wholeBox } from './crop-image.ts';
import { cutStroke } from './cut-stroke.ts';
import { elbowRoute } from './elbow-route.ts';
import { labelRoom, shapeOutline } from './shape-outline.ts';

const BOX: Box = { minX: 10, minY: 20, maxX: 210, maxY: 120 };

describe.each(SHAPE_NAMES)('the outline of a %s', (type) => {
	it('fills its box, whichever way it is flipped', () => {
		for (const [flipX, flipY] of [
			[false, false],
			[true, false],
			[false, true]
		] as const) {
			const bounds = boxOfPoints(shapeOutline({ type, flipX, flipY }, BOX));
			for (const side of ['minX', 'minY', 'maxX', 'maxY'] as const)
				expect(bounds[side]).toBeCloseTo(BOX[side], 3);
		}
	});
	it('holds its middle and the room for its label', () => {
		const outline = shapeOutline({ type, flipX: false, flipY: false }, BOX);
		const room = labelRoom({ type, flipX: false, flipY: false }, [200, 100]);
		expect(room.maxX - room.minX).toBeGreaterThan(60);
		expect(
			polygonHolds(outline, { x: 10 + (room.minX + room.maxX) / 2, y: 20 + (room.minY + room.maxY) / 2 })
		).toBe(true);
	});
	it('is sound without width or height', () => {
		for (const { x, y } of shapeOutline(
			{ type, flipX: false, flipY: false },
			{ ...BOX, maxX: 10, maxY: 20 }
		)) {
			expect([Number.isFinite(x), Number.isFinite(y)]).toEqual([true, true]);
		}
	});
});

describe('a way of right angles', () => {
	it('has right angles only, leaves and reaches at an edge, and crosses neither element', () => {
		forSeeds(400, (random) => {
			const at = () => ({ x: random.int(800), y: random.int(600) });
			const boxAround = ({ x, y }: { x: number; y: number }) => {
				const [width, height] = [20 + random.int(80), 20 + random.int(80)];
				return { minX: x - width, minY: y - height, maxX: x + width, maxY: y + height };
			};
			const [a, b] = [at(), at()];
			const start = { point: a, box: random.chance(0.7) ? boxAround(a) : null };
			const end = { point: b, box: random.chance(0.7) ? boxAround(b) : null };
			const way = elbowRoute(start, end);
			expect(way.length).toBeGreaterThanOrEqual(2);
			expect(way.length).toBeLessThan(12);
			for (let i = 1; i < way.length; i++) {
				const [from, to] = [way[i - 1], way[i]];
				expect(from?.x === to?.x || from?.y === to?.y).toBe(true);
			}
			// Where they stand apart nothing but its two ends is in either.
			const areApart =
				!start.box ||
				!end.box ||
				!boxHasPoint(expandBox(start.box, 60), b) ||
				!boxHasPoint(expandBox(end.box, 60), a);
			if (areApart && !start.box) expect(way[0]).toEqual(a);
			if (areApart && !end.box) expect(way.at(-1)).toEqual(b);
		});
	});
	it('is straight where that is free', () => {
		const box = (x: number): Box => ({ minX: x - 50, minY: -30, maxX: x + 50, maxY: 30 });
		expect(
			elbowRoute({ point: { x: 0, y: 0 }, box: box(0) }, { point: { x: 300, y: 0 }, box: box(300) })
		).toEqual([
			{ x: 54, y: 0 },
			{ x: 246, y: 0 }
		]);
	});
	it.each([1, 3, 6, 12, 30])('runs forward between two that are %d apart', (apart) => {
		const box = (minX: number) => ({ minX, minY: -50, maxX: minX + 100, maxY: 50 });
		const way = elbowRoute(
			{ point: { x: 50, y: 0 }, box: box(0) },
			{ point: { x: 150 + apart, y: 0 }, box: box(100 + apart) }
		);
		expect(way).toHaveLength(2);
		const [start, end] = way.map(({ x }) => x);
		expect(start).toBeGreaterThan(100);
		expect(end).toBeGreaterThan(start ?? NaN);
		expect(end).toBeLessThan(100 + apart);
	});
	it('turns halfway between two that are a little out of line', () => {
		const box = (x: number, y: number): Box => ({ minX: x - 50, minY: y - 30, maxX: x + 50, maxY: y + 30 });
		const way = elbowRoute(
			{ point: { x: 0, y: 0 }, box: box(0, 0) },
			{ point: { x: 300, y: 25 }, box: box(300, 25) }
		);
		expect(way.map(({ x }) => x)).toEqual([54, 150, 150, 246]);
	});
	it('ends, whatever the numbers', () => {
		const far = { minX: -1e7, minY: -1e7, maxX: 1e7, maxY: 1e7 };
		const way = elbowRoute({ point: { x: 0, y: 0 }, box: far }, { point: { x: 0, y: 0 }, box: far });
		expect(way.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
	});
});

describe('a place along a way', () => {
	it('is found again', () => {
		const way = [
			{ x: 0, y: 0 },
			{ x: 100, y: 0 },
			{ x: 100, y: 50 }
		];
		expect(lengthOf(way)).toBe(150);
		for (const part of [0, 0.2, 0.5, 0.9, 1])
			expect(partAlong(way, pointAlong(way, part))).toBeCloseTo(part, 6);
	});
});

describe('an eraser that cuts', () => {
	const line = (count: number, step: number) =>
		Array.from({ length: count }, (_, i) => ({ x: i * step, y: 0, pressure: i / count }));

	it.each([
		['many points', line(101, 4)],
		['two points far apart', line(2, 400)]
	])('takes a piece out of a stroke of %s', (_name, points) => {
		const pieces = cutStroke(points, { x: 200, y: -50 }, { x: 200, y: 50 }, 10);
		expect(pieces).toHaveLength(2);
		const [left = [], right = []] = pieces;
		expect(left.at(-1)?.x).toBeGreaterThan(180);
		expect(left.at(-1)?.x).toBeLessThanOrEqual(190);
		expect(right[0]?.x).toBeGreaterThanOrEqual(210);
		expect(right[0]?.x).toBeLessThan(220);
	});
	it('leaves a stroke alone that it does not meet, and nothing of one that it covers', () => {
		const points = line(5, 3);
		expect(cutStroke(points, { x: 0, y: 40 }, { x: 90, y: 40 }, 10)).toEqual([points]);
		expect(cutStroke(points, { x: 0, y: 0 }, { x: 20, y: 0 }, 10)).toEqual([]);
	});
});

describe('a cropped picture', () => {
	const image = (more: object = {}) =>
		decodeElement({
			id: 'image' as ElementId,
			record: { type: 'image', position: [100, 100], size: [200, 100], asset: 'x', ...more }
		}) as ImageElement;

	it.each([
		['upright', {}],
		['mirrored', { flipX: true }],
		['upside down', { flipY: true }],
		['turned', { rotation: 0.7 }]
	])('keeps the picture where it is: %s', (_name, more) => {
		const before = image(more);
		const fields = croppedTo(before, { minX: 150, minY: 100, maxX: 250, maxY: 160 });
		expect(fields.size).toEqual([100, 60]);
		const whole = croppedTo({ ...before, ...fields }, wholeBox({ ...before, ...fields }));
		expect(whole.crop).toBeNull();
		expect(whole.size).toEqual([200, 100]);
		expect(whole.position[0]).toBeCloseTo(100, 0);
		expect(whole.position[1]).toBeCloseTo(100, 0);
	});
	it('shows no more than there is, and never nothing', () => {
		expect(croppedTo(image(), { minX: -900, minY: -900, maxX: 900, maxY: 900 })).toMatchObject({
			crop: null
		});
		const { size, crop } = croppedTo(image(), { minX: 290, minY: 190, maxX: 110, maxY: 110 });
		expect(size[0]).toBeGreaterThan(0);
		expect(crop?.every((part) => part >= 0 && part <= 1)).toBe(true);
	});
});
