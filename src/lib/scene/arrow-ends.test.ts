import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { decodeElement } from '../document/decode-element.ts';
import type { ArrowElement, ArrowEnd, Element, ElementId } from '../document/element.ts';
import { packPoints } from '../document/packed-points.ts';
import { distance, midpoint, type Pair } from '../geometry/point.ts';
import { bendMiddle, controlOf, isBindTarget, resolveArrow } from './arrow-ends.ts';
import { roughMeasure } from './text-layout.ts';

function element(id: string, record: Readonly<Record<string, unknown>>): Element {
	const decoded = decodeElement({ id: id as ElementId, record });
	if (!decoded) throw new Error(`expected a sound record of ${id}, got ${JSON.stringify(record)}`);
	return decoded;
}

const box = (id: string, position: Pair, more: Readonly<Record<string, unknown>> = {}) =>
	element(id, { type: 'rectangle', position, size: [100, 60], ...more });
const free = (x: number, y: number): ArrowEnd => ({ point: [x, y] });
const bound = (id: string, anchor: Pair = [0.5, 0.5]): ArrowEnd => ({
	point: [-999, -999],
	id: id as ElementId,
	anchor
});

/** The way of an arrow among these elements. */
function wayOf(start: ArrowEnd, end: ArrowEnd, among: readonly Element[] = [], bend = 0) {
	const arrow = element('arrow', { type: 'arrow', start, end, bend }) as ArrowElement;
	return resolveArrow(arrow, {
		elementOf: (id) => among.find((other) => other.id === id),
		measure: roughMeasure
	});
}

describe('a free arrow', () => {
	it('goes from point to point', () => {
		expect(wayOf(free(0, 0), free(100, 50))).toEqual({
			start: { x: 0, y: 0 },
			end: { x: 100, y: 50 },
			middle: { x: 50, y: 25 }
		});
	});
	it('stays a point when both ends are one', () => {
		const way = wayOf(free(5, 5), free(5, 5), [], 40);
		expect(way.middle).toEqual({ x: 5, y: 5 });
	});
});

describe('a bound end', () => {
	const GAP = 4;
	it('stops a little before the outline, on the way to the middle', () => {
		const { end } = wayOf(free(-200, 30), bound('a'), [box('a', [0, 0])]);
		expect(end.x).toBeCloseTo(-GAP, 3);
		expect(end.y).toBeCloseTo(30);
	});
	it('follows what it holds on to', () => {
		const at = (x: number) => wayOf(free(-200, 30), bound('a'), [box('a', [x, 0])]).end.x;
		expect(at(300) - at(0)).toBeCloseTo(300, 3);
	});
	it.each([
		['ellipse', 50 - 50 * Math.SQRT1_2],
		['diamond', 25]
	])('stops at the outline of an %s, not at its corner', (type, expected) => {
		const target = box('a', [0, 0], { type, size: [100, 100] });
		const { end } = wayOf(free(-100, -100), bound('a'), [target]);
		expect(end.x).toBeCloseTo(expected - GAP * Math.SQRT1_2, 2);
		expect(end.y).toBeCloseTo(end.x, 5);
	});
	it('stops at the outline as it is turned', () => {
		const upright = { x: 50, y: 30 };
		const { end } = wayOf(free(50, -500), bound('a'), [box('a', [0, 0], { rotation: Math.PI / 2 })]);
		expect(end.x).toBeCloseTo(upright.x, 3);
		expect(end.y).toBeCloseTo(upright.y - 50 - GAP, 3);
	});
	it('turns with an anchor away from the middle', () => {
		const target = box('a', [0, 0], { rotation: Math.PI / 2 });
		const { end } = wayOf(free(50, 500), bound('a', [1, 0.5]), [target]);
		// The right edge's middle has come to be the lower edge's.
		expect(end.x).toBeCloseTo(50, 3);
		expect(end.y).toBeGreaterThan(79);
	});
	it('reaches its anchor when the other end is inside too', () => {
		expect(wayOf(free(20, 20), bound('a'), [box('a', [0, 0])]).end).toEqual({ x: 50, y: 30 });
	});
	it('runs between two outlines when both are bound', () => {
		const { start, end } = wayOf(bound('a'), bound('b'), [box('a', [0, 0]), box('b', [300, 0])]);
		expect(start.x).toBeCloseTo(100 + GAP, 3);
		expect(end.x).toBeCloseTo(300 - GAP, 3);
		expect(start.y).toBe(30);
	});
	it.each<[string, readonly Element[]]>([
		['is missing', []],
		['is a stroke', [element('a', { type: 'stroke', position: [0, 0], points: packPoints([0, 0, 1]) })]],
		['is another arrow', [element('a', { type: 'arrow', start: free(0, 0), end: free(9, 9) })]],
		['is a group', [element('a', { type: 'group' })]]
	])('falls back to its point when what it names %s', (_name, among) => {
		expect(wayOf(free(0, 0), { ...bound('a'), point: [70, 80] }, among).end).toEqual({ x: 70, y: 80 });
	});
	it.each([0, 1, 3, 7, 30])('runs forward between two that are %d apart', (apart) => {
		const { start, end } = wayOf(bound('a'), bound('b'), [box('a', [0, 0]), box('b', [100 + apart, 0])]);
		expect(end.x).toBeGreaterThanOrEqual(start.x);
		if (apart === 0) return;
		expect(start.x).toBeGreaterThanOrEqual(100 - 1e-3);
		expect(end.x).toBeLessThanOrEqual(100 + apart + 1e-3);
	});
	it('goes from middle to middle of two that overlap', () => {
		const { start, end } = wayOf(bound('a'), bound('b'), [box('a', [0, 0]), box('b', [60, 0])]);
		expect([start.x, end.x]).toEqual([50, 110]);
	});
	it('ends inside where it is told to', () => {
		const inside = { ...bound('a', [0.25, 0.5]), isInside: true } as const;
		expect(wayOf(free(-200, 30), inside, [box('a', [0, 0])]).end).toEqual({ x: 25, y: 30 });
	});
	it('to itself does not run in circles', () => {
		expect(wayOf(bound('arrow'), bound('arrow')).start).toEqual({ x: -999, y: -999 });
	});
	it('is finite whatever it holds on to', () => {
		forSeeds(500, (random) => {
			const size = [random.pick([0, 1e-9, 50, 2e7]), random.pick([0, 30, 2e7])];
			const position: Pair = [random.between(-1e7, 1e7), random.pick([0, 1e7])];
			const type = random.pick(['rectangle', 'ellipse', 'diamond', 'image', 'spiral']);
			const target = box('a', position, { type, size, asset: 'x', rotation: random.between(-9, 9) });
			const end = bound('a', [random.next(), random.next()]);
			const start = random.pick([free(0, 0), free(position[0], position[1]), end]);
			const way = wayOf(start, end, [target], random.pick([0, 1e5]));
			for (const point of [way.start, way.middle, way.end, controlOf(way)]) {
				expect(Number.isFinite(point.x + point.y)).toBe(true);
			}
		});
	});
});

describe('a bent arrow', () => {
	it('has its middle beside the straight way, to the left when positive', () => {
		const middle = bendMiddle({ x: 0, y: 0 }, { x: 100, y: 0 }, 20);
		expect(middle.x).toBeCloseTo(50);
		expect(middle.y).toBeCloseTo(-20);
	});
	it('passes through its middle', () => {
		const { start, middle, end } = wayOf(free(0, 0), free(80, 60), [], 25);
		const control = controlOf({ start, middle, end });
		const onCurve = midpoint(midpoint(start, control), midpoint(control, end));
		expect(distance(onCurve, middle)).toBeCloseTo(0);
		expect(distance(middle, midpoint(start, end))).toBeCloseTo(25);
	});
});

describe('an arrow that holds on to what is as large as its text', () => {
	const words = (record: object, text: string) => {
		const decoded = decodeElement({ id: 'a' as ElementId, record, text });
		if (!decoded) throw new Error('expected a sound record');
		return decoded;
	};
	const TEXT = { type: 'text', position: [0, 0], fontSize: 20 };
	const NOTE = { type: 'note', position: [0, 0], size: [100, 40], fontSize: 20 };

	it.each([TEXT, NOTE])('ends at its edge, wherever that is by now: $type', (record) => {
		const endY = (text: string) => wayOf(free(0, 900), bound('a', [0, 0.5]), [words(record, text)]).end.y;
		expect(endY('one\ntwo\nthree\nfour')).toBeGreaterThan(endY('one') + 20);
	});
	it('stops before its letters', () => {
		const { end } = wayOf(free(500, 12), bound('a'), [words(TEXT, 'word')]);
		expect(end.x).toBeCloseTo(roughMeasure('word', 'hand', 20) + 4);
	});
});

describe('what an arrow can hold on to', () => {
	it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
		['rectangle', {}, true],
		['ellipse', {}, true],
		['diamond', {}, true],
		['note', {}, true],
		['frame', {}, true],
		['image', { asset: 'x' }, true],
		['spiral', {}, true],
		['text', {}, true],
		['group', {}, false],
		['stroke', { points: packPoints([0, 0, 1]), size: 4 }, false],
		['line', { points: packPoints([0, 0, 1]) }, false]
	])('%s', (type, fields, expected) => {
		const target = element('a', { type, position: [0, 0], size: [1, 1], ...fields });
		expect(isBindTarget(target)).toBe(expected);
	});
	it('is nothing that is not there', () => expect(isBindTarget(undefined)).toBe(false));
});
