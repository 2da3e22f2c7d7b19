import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { decodeElement } from '../document/decode-element.ts';
import type { Element, ElementId } from '../document/element.ts';
import { packPoints } from '../document/packed-points.ts';
import { boxHasPoint, centreOf, expandBox } from '../geometry/box.ts';
import { rotateAbout } from '../geometry/point.ts';
import { strokeOutline } from '../geometry/stroke-outline.ts';
import { paintedBounds, uprightBounds } from './element-bounds.ts';
import { pointsOf } from './element-points.ts';
import { roughMeasure } from './text-layout.ts';

function element(record: Readonly<Record<string, unknown>>): Element {
	const decoded = decodeElement({ id: 'a' as ElementId, record, text: 'hello' });
	if (!decoded) throw new Error(`expected a sound record, got ${JSON.stringify(record)}`);
	return decoded;
}

const source = { measure: roughMeasure };
const BOX = { position: [10, 20], size: [100, 50] };

describe('bounds', () => {
	it.each([
		['rectangle', { minX: 7, minY: 17, maxX: 113, maxY: 73 }],
		['image', { minX: 10, minY: 20, maxX: 110, maxY: 70 }],
		['spiral', { minX: 10, minY: 20, maxX: 110, maxY: 70 }],
		['group', null]
	])('of a %s hold its box and its line', (type, expected) => {
		expect(paintedBounds(element({ type, ...BOX, asset: 'x', strokeWidth: 3 }), source)).toEqual(expected);
	});
	it('of a frame leave room for its name', () => {
		expect(paintedBounds(element({ type: 'frame', ...BOX }), source)?.minY).toBeLessThan(0);
	});
	it('of a shape hold its label, which stands out of it where it is too high', () => {
		const low = element({
			type: 'rectangle',
			position: [0, 0],
			size: [400, 20],
			strokeWidth: 2,
			fontSize: 40
		});
		const { minY = 0, maxY = 0 } = paintedBounds(low, source) ?? {};
		expect([minY, maxY]).toEqual([10 - 25 - 2, 10 + 25 + 2]);
	});
	it('of a note grow with its text, and leave room for the name of its author', () => {
		const low = { ...BOX, size: [100, 10], fontSize: 20 };
		const heightOf = (more: object) => {
			const { minY, maxY } = uprightBounds(element({ type: 'note', ...low, ...more }), source) ?? {};
			return (maxY ?? NaN) - (minY ?? NaN);
		};
		expect(heightOf({})).toBe(25 + 24);
		expect(heightOf({ author: 'Ada' })).toBe(25 + 24 + 18);
		expect(heightOf({ author: 'Ada', size: [100, 300] })).toBe(300);
	});
	it('of a text are those of its lines', () => {
		const { measure } = source;
		expect(uprightBounds(element({ type: 'text', position: [0, 0], fontSize: 20 }), source)).toEqual({
			minX: 0,
			minY: 0,
			maxX: measure('hello', 'hand', 20),
			maxY: 25
		});
	});
	it('of an arrow need its way', () => {
		const arrow = element({ type: 'arrow', start: { point: [0, 0] }, end: { point: [1, 1] } });
		expect(() => paintedBounds(arrow, source)).toThrow('resolved way');
	});
	it('of a stroke hold all of its outline, however it is scaled and turned', () => {
		forSeeds(250, (random) => {
			const points = Array.from({ length: random.integer(1, 30) }, () => [
				random.between(-200, 200),
				random.between(-200, 200),
				random.next()
			]).flat();
			const stroke = element({
				type: 'stroke',
				position: [random.between(-500, 500), random.between(-500, 500)],
				points: packPoints(points),
				scale: [random.pick([1, -1, 0.5, -3]), random.pick([1, 2])],
				size: random.between(1, 30),
				rotation: random.pick([0, 1, -2.5])
			});
			if (stroke.type !== 'stroke') throw new Error(`expected a stroke, got ${stroke.type}`);
			const upright = uprightBounds(stroke, source);
			const bounds = paintedBounds(stroke, source);
			if (!upright || !bounds) throw new Error('expected bounds, got none');
			const options = { size: stroke.size, simulatePressure: random.next() < 0.5, isComplete: true };
			// Points are float32, bounds are not.
			const outside = strokeOutline(pointsOf(stroke), options)
				.map(([x = NaN, y = NaN]) => ({ x: x + stroke.position[0], y: y + stroke.position[1] }))
				.map((point) => rotateAbout(point, centreOf(upright), stroke.rotation))
				.filter((point) => !boxHasPoint(expandBox(bounds, 1e-3), point));
			expect(outside).toEqual([]);
		});
	});
});

describe("a stroke's points", () => {
	it('are scaled, once, and kept', () => {
		const stroke = element({
			type: 'stroke',
			position: [0, 0],
			points: packPoints([0, 0, 1, 10, 10, 1]),
			scale: [2, -1]
		});
		if (stroke.type !== 'stroke') throw new Error(`expected a stroke, got ${stroke.type}`);
		expect([...pointsOf(stroke)]).toEqual([0, -0, 1, 20, -10, 1]);
		expect(pointsOf(stroke)).toBe(pointsOf(stroke));
	});
});
