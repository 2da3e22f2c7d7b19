import { describe, expect, it } from 'vitest';
import { decodeElement } from './decode-element.ts';
import { canHaveText, type ElementId } from './element.ts';
import { encodeElement, encodePoints, type ElementInput, type InputPoint } from './element-input.ts';
import { unpackPoints } from './packed-points.ts';

const STAMP = { id: 'element' as ElementId, index: 'a1', by: 'alice', author: 'Alice', at: 1000 };
const BOX: Omit<ElementInput, 'type'> = { position: [0, 0], size: [10, 10] };

/** The stroke's points in page space. */
function pagePoints(points: readonly InputPoint[]): number[][] {
	const { position, points: packed } = encodePoints(points);
	const flat = unpackPoints(packed) ?? [];
	return points.map((_, i) => [(flat[i * 3] ?? NaN) + position[0], (flat[i * 3 + 1] ?? NaN) + position[1]]);
}

describe('a record made from an input', () => {
	it('carries its stamp, and no id: that is its key', () => {
		const { record } = encodeElement({ type: 'rectangle', ...BOX, id: STAMP.id }, STAMP);
		expect(record).toEqual({
			type: 'rectangle',
			position: [0, 0],
			size: [10, 10],
			index: 'a1',
			by: 'alice',
			at: 1000
		});
	});
	it('cannot be stamped by its input', () => {
		const { record } = encodeElement({ type: 'rectangle', ...BOX, by: 'bob', at: 5, index: 'b00' }, STAMP);
		expect(record).toMatchObject({ by: 'alice', at: 1000, index: 'a1' });
	});
	it('carries the name of its author where that is shown, unless it has one already', () => {
		expect(encodeElement({ type: 'rectangle', ...BOX }, STAMP).record).not.toHaveProperty('author');
		expect(encodeElement({ type: 'note', ...BOX }, STAMP).record.author).toBe('Alice');
		expect(encodeElement({ type: 'note', ...BOX, author: 'Bob' }, STAMP).record.author).toBe('Bob');
		const nobody = encodeElement({ type: 'note', ...BOX }, { ...STAMP, author: '' });
		expect(nobody.record).not.toHaveProperty('author');
	});
	it('has no fields that were left out', () => {
		const { record } = encodeElement({ type: 'rectangle', ...BOX, color: undefined, dash: undefined }, STAMP);
		expect(Object.keys(record)).not.toContain('color');
		expect(Object.keys(record)).not.toContain('dash');
	});
	it('keeps fields this app does not know', () => {
		const { record } = encodeElement({ type: 'spiral', ...BOX, corners: 6 }, STAMP);
		expect(record).toMatchObject({ type: 'spiral', corners: 6 });
	});
	it('stands on the grid that points stand on', () => {
		const { record } = encodeElement({ type: 'note', position: [0.06, 10.3], size: [1, 1] }, STAMP);
		expect(record.position).toEqual([0, 10.25]);
	});
	it.each(['rectangle', 'ellipse', 'diamond', 'note', 'frame', 'text'])(
		'has a text from the start: %s',
		(type) => {
			expect(encodeElement({ type, ...BOX }, STAMP).text).toBe('');
			expect(encodeElement({ type, ...BOX, text: 'hello' }, STAMP)).toMatchObject({ text: 'hello' });
			expect(canHaveText(type)).toBe(true);
		}
	);
	it.each([
		['stroke', { points: [[0, 0]] }],
		[
			'line',
			{
				points: [
					[0, 0],
					[1, 1]
				]
			}
		],
		['image', { ...BOX, asset: 'abc' }],
		['group', {}]
	] as const)('has no text where its type has none: %s', (type, fields) => {
		expect(encodeElement({ type, ...fields, text: 'ignored' }, STAMP).text).toBeNull();
	});

	it.each<[string, ElementInput]>([
		['without a type', { type: '' }],
		['without a place', { type: 'rectangle', size: [1, 1] }],
		['without a size', { type: 'rectangle', position: [0, 0] }],
		['of one size for two', { type: 'rectangle', position: [0, 0], size: 5 }],
		['without points', { type: 'stroke' }],
		['with no point', { type: 'stroke', points: [] }],
		['with half an arrow', { type: 'arrow', start: { point: [0, 0] } }]
	])('is refused %s', (_name, input) => {
		expect(() => encodeElement(input, STAMP)).toThrow(/^expected /);
	});

	it('says in few words what was refused', () => {
		const points = Array.from({ length: 5000 }, (): InputPoint => [1, 2]);
		const input: ElementInput = { type: 'rectangle', points, note: 'x'.repeat(9000) };
		expect(() => encodeElement(input, STAMP)).toThrow(/5000 points/);
		expect(() => encodeElement(input, STAMP)).not.toThrow(/x{400}/);
	});
});

describe("a stroke's points", () => {
	it('come back at their places on the page, within an eighth', () => {
		const points: InputPoint[] = [
			[1000.03, -200.7],
			[1003.33, -190.1],
			[-5.5, 7.77]
		];
		pagePoints(points).forEach(([x = NaN, y = NaN], i) => {
			expect(Math.abs(x - (points[i]?.[0] ?? NaN))).toBeLessThanOrEqual(1 / 8);
			expect(Math.abs(y - (points[i]?.[1] ?? NaN))).toBeLessThanOrEqual(1 / 8);
		});
	});
	it.each([
		['NaN', [NaN, 0]],
		['Infinity', [0, Infinity]],
		['a pressure that is none', [0, 0, NaN]]
	] as const)('are refused with %s, by number', (_name, point) => {
		expect(() => encodePoints([[0, 0], point])).toThrow('point 1');
	});
	it.each<[string, readonly InputPoint[], boolean]>([
		[
			'none was given',
			[
				[0, 0],
				[1, 1]
			],
			false
		],
		[
			'all say one half, as a mouse does',
			[
				[0, 0, 0.5],
				[1, 1, 0.5]
			],
			false
		],
		[
			'one was pressed harder',
			[
				[0, 0, 0.5],
				[1, 1, 0.8]
			],
			true
		]
	])('have pressure or not: %s', (_name, points, hasPressure) => {
		const { record } = encodeElement({ type: 'stroke', points }, STAMP);
		expect(decodeElement({ id: STAMP.id, record })).toMatchObject({ type: 'stroke', hasPressure });
	});
	it('have pressure when the input says so, whatever they look like', () => {
		const { record } = encodeElement({ type: 'stroke', points: [[0, 0, 0.5]], hasPressure: true }, STAMP);
		expect(record.hasPressure).toBe(true);
	});
	it('have none when the input says so, though they vary', () => {
		const { record } = encodeElement({ type: 'stroke', points: [[0, 0, 0.9]], hasPressure: false }, STAMP);
		expect(decodeElement({ id: STAMP.id, record })).toMatchObject({ hasPressure: false });
	});
	it.each([
		[0.9, true],
		[0.5, false]
	])('keep no word about pressure where they say so themselves: %d, %s', (pressure, hasPressure) => {
		const { record } = encodeElement({ type: 'stroke', points: [[0, 0, pressure]], hasPressure }, STAMP);
		expect(record).not.toHaveProperty('hasPressure');
		expect(decodeElement({ id: STAMP.id, record })).toMatchObject({ hasPressure });
	});
});
