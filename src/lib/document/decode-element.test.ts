import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import { acceptsEdit, decodeElement, MAX_TEXT_LENGTH } from './decode-element.ts';
import type { Element, ElementId } from './element.ts';
import { FALLBACK_INDEX } from './ordering.ts';
import { MAX_PACKED_BYTES, packPoints, PAGE_LIMIT } from './packed-points.ts';

const ID = 'element' as ElementId;
const POINTS = packPoints([0, 0, 0.5, 10, 10, 0.5]);
const COMMON = {
	id: ID,
	index: FALLBACK_INDEX,
	parent: null,
	color: 'black',
	opacity: 1,
	rotation: 0,
	isLocked: false,
	link: null,
	by: '',
	at: 0
};
const OUTLINED = { strokeWidth: 3.5, dash: 'solid' };
const LABEL = { text: '', fontSize: 20, font: 'hand', align: 'middle' };
const BOXED = { position: [1, 2], size: [30, 40] };

/** What each type cannot do without. */
const LEAST: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
	stroke: { position: [1, 2], points: POINTS },
	line: { position: [1, 2], points: POINTS },
	rectangle: BOXED,
	ellipse: BOXED,
	diamond: BOXED,
	triangle: BOXED,
	hexagon: BOXED,
	star: BOXED,
	cloud: BOXED,
	'block-arrow': BOXED,
	arrow: { start: { point: [0, 0] }, end: { point: [50, 0] } },
	text: { position: [1, 2] },
	note: BOXED,
	frame: BOXED,
	image: { ...BOXED, asset: 'abc' },
	group: {},
	spiral: { position: [1, 2] }
};
const TYPES = Object.keys(LEAST);

const leastOf = (type: string) => ({ type, ...LEAST[type] });

function decode(record: unknown, edits: Readonly<Record<string, unknown>> = {}): Element | null {
	return decodeElement({ id: ID, record, edits: new Map(Object.entries(edits)) });
}

/** One field of an element, whatever its type. */
function field(element: Element | null, name: string): unknown {
	return (element as Readonly<Record<string, unknown>> | null)?.[name];
}

describe('an element with only what it needs', () => {
	const flips = { flipX: false, flipY: false };
	const shape = {
		...COMMON,
		...OUTLINED,
		...LABEL,
		...BOXED,
		...flips,
		fill: 'none',
		isRounded: true,
		roughness: 0,
		verticalAlign: 'middle'
	};
	const stroke = { ...COMMON, position: [1, 2], points: POINTS, size: 4, scale: [1, 1] };
	it.each<[string, object]>([
		['stroke', { ...stroke, hasPressure: false, isHighlighter: false }],
		['line', { ...COMMON, ...OUTLINED, position: [1, 2], points: POINTS, scale: [1, 1], isCurved: false }],
		['rectangle', shape],
		['ellipse', shape],
		['diamond', shape],
		['triangle', shape],
		['hexagon', shape],
		['star', shape],
		['cloud', shape],
		['block-arrow', shape],
		[
			'arrow',
			{
				...COMMON,
				...OUTLINED,
				...LABEL,
				start: { point: [0, 0] },
				end: { point: [50, 0] },
				route: 'bow',
				bend: 0,
				labelAt: 0.5,
				startHead: 'none',
				endHead: 'arrow'
			}
		],
		['text', { ...COMMON, ...LABEL, fontSize: 20, align: 'start', position: [1, 2], width: null }],
		['note', { ...COMMON, ...LABEL, ...BOXED, align: 'start', author: '' }],
		['frame', { ...COMMON, ...LABEL, ...BOXED, fontSize: 14, align: 'start' }],
		['image', { ...COMMON, ...BOXED, ...flips, asset: 'abc', crop: null }],
		['group', COMMON]
	])('gets defaults for the rest: %s', (type, expected) => {
		expect(decode(leastOf(type))).toEqual({ type, ...expected });
	});

	it('is a labelled box when its type is of a newer app', () => {
		const expected = {
			...COMMON,
			type: 'unknown',
			originalType: 'spiral',
			position: [1, 2],
			size: [160, 80]
		};
		expect(decode(leastOf('spiral'))).toEqual(expected);
	});
});

describe('a record', () => {
	it.each(TYPES.flatMap((type) => Object.keys(LEAST[type] ?? {}).map((name) => [type, name] as const)))(
		'of type %s is skipped without a sound %s',
		(type, name) => {
			// A size of an unknown type has a default.
			for (const value of [
				undefined,
				null,
				'x',
				NaN,
				{},
				[],
				[1],
				['1', '2'],
				[1, NaN],
				[Infinity, 0],
				[1, 2, 3]
			]) {
				if (name === 'asset' && typeof value === 'string') continue;
				expect(decode({ ...leastOf(type), [name]: value }), `${name}: ${String(value)}`).toBeNull();
			}
		}
	);

	it.each([
		['null', null],
		['undefined', undefined],
		['a string', 'rectangle'],
		['a number', 7],
		['a list', [leastOf('rectangle')]],
		['bytes', POINTS],
		['empty', {}],
		['without a type', BOXED],
		['of a type that is no string', { ...BOXED, type: 5 }],
		['of a type with no letters', { ...BOXED, type: '' }]
	])('is skipped when it is %s', (_name, record) => {
		expect(decode(record)).toBeNull();
	});

	it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
		'of type %s is only unknown',
		(type) => {
			expect(decode({ type, position: [0, 0] })).toMatchObject({ type: 'unknown', originalType: type });
			expect(decode({ type })).toBeNull();
		}
	);

	it.each<[string, string, unknown, unknown]>([
		['rectangle', 'position', [1e9, -1e9], [PAGE_LIMIT, -PAGE_LIMIT]],
		['rectangle', 'size', [1e9, -5], [2 * PAGE_LIMIT, 0]],
		['rectangle', 'opacity', 7, 1],
		['rectangle', 'opacity', -1, 0],
		['rectangle', 'strokeWidth', 1e9, 400],
		['rectangle', 'strokeWidth', 0, 0.25],
		['rectangle', 'fontSize', 1e9, 2000],
		['rectangle', 'rotation', 1e9, 1e4],
		['rectangle', 'by', 'x'.repeat(1e6), 'x'.repeat(128)],
		['image', 'asset', 'x'.repeat(1e6), 'x'.repeat(128)],
		['stroke', 'size', 1e9, 400],
		['stroke', 'scale', [1e9, -1e-9], [1000, -0.001]],
		['arrow', 'bend', -1e9, -1e5],
		['text', 'width', 0, 1],
		['spiral', 'originalType', undefined, 'spiral']
	])('of type %s is clamped in %s', (type, name, given, expected) => {
		expect(field(decode({ ...leastOf(type), [name]: given }), name)).toEqual(expected);
	});

	it.each<[string, string, readonly unknown[], unknown]>([
		['rectangle', 'opacity', [NaN, Infinity, '1', null, {}, []], 1],
		['rectangle', 'rotation', [NaN, -Infinity, '0', true], 0],
		[
			'rectangle',
			'color',
			['', 'Red', '#12345', '#12345G', 'red;', 'url(x)', 'x'.repeat(99), 7, null],
			'black'
		],
		['rectangle', 'fill', ['', 'constructor', '__proto__', 0, null], 'none'],
		['rectangle', 'dash', ['wavy', ['solid'], null], 'solid'],
		['rectangle', 'font', ['Comic Sans', {}, null], 'hand'],
		['rectangle', 'isRounded', ['false', 0, null], true],
		['rectangle', 'isLocked', ['true', 1], false],
		['rectangle', 'index', ['', '!', 5, null, 'z'.repeat(30)], FALLBACK_INDEX],
		['rectangle', 'parent', ['', 'a b', 'x'.repeat(33), {}, 5], null],
		['rectangle', 'at', [NaN, 'now', null], 0],
		['stroke', 'scale', [[0, 1], [1], [NaN, 1], 2, null], [1, 1]],
		['arrow', 'endHead', ['spear', null], 'arrow'],
		['image', 'crop', [[0, 0, 0, 1], [0, 0, 1], [0, 0, 1, NaN], 'all'], null]
	])('of type %s with a senseless %s gets the default', (type, name, values, expected) => {
		for (const value of values) {
			expect(field(decode({ ...leastOf(type), [name]: value }), name), String(value)).toEqual(expected);
		}
	});

	it('shows the first letters of a text that is too long', () => {
		const element = decodeElement({ id: ID, record: leastOf('text'), text: 'x'.repeat(MAX_TEXT_LENGTH + 5) });
		expect(field(element, 'text')).toHaveLength(MAX_TEXT_LENGTH);
	});

	it.each([
		['too many', new Uint8Array(MAX_PACKED_BYTES + 3)],
		['none', new Uint8Array()],
		['broken', Uint8Array.from([0x80])],
		['a list of numbers', [0, 0, 0]],
		['a buffer', new ArrayBuffer(3)]
	])('is skipped when its points are %s', (_name, points) => {
		expect(decode({ ...leastOf('stroke'), points })).toBeNull();
	});

	it('keeps an end of an arrow free unless it has both an id and an anchor', () => {
		const endOf = (end: unknown) => field(decode({ ...leastOf('arrow'), end }), 'end');
		const point = [5, 6];
		expect(endOf({ point, id: 'a', anchor: [0.5, 3] })).toEqual({ point, id: 'a', anchor: [0.5, 1] });
		for (const rest of [
			{ id: 'a' },
			{ anchor: [0, 0] },
			{ id: 'a b', anchor: [0, 0] },
			{ id: 'a', anchor: [NaN, 0] }
		]) {
			expect(endOf({ point, ...rest })).toEqual({ point });
		}
	});

	it('passes on nothing that the type does not have', () => {
		const element = decode({ ...leastOf('group'), position: [1, 2], extra: 1, isAdmin: true });
		expect(element).toEqual({ type: 'group', ...COMMON });
	});
});

describe('an edit', () => {
	it('lies over its field of the record', () => {
		const record = { ...leastOf('rectangle'), color: 'red' };
		expect(decode(record, { color: 'blue', size: [5, 6] })).toMatchObject({
			color: 'blue',
			size: [5, 6],
			position: [1, 2]
		});
	});
	it('is ignored when it is senseless: the record counts', () => {
		const record = { ...leastOf('rectangle'), color: 'red' };
		expect(decode(record, { color: 5, size: 'big', position: [NaN, 0] })).toEqual(decode(record));
	});
	it('can take an element out of its group with null', () => {
		expect(decode({ ...leastOf('note'), parent: 'frame' }, { parent: null })?.parent).toBeNull();
	});
	it('can mend a record that lacks what its type needs', () => {
		expect(decode({ type: 'rectangle', position: [0, 0] }, { size: [1, 1] })?.type).toBe('rectangle');
	});
	it('cannot make another type of an element', () => {
		expect(decode(leastOf('rectangle'), { type: 'ellipse', id: 'other' })).toEqual(
			decode(leastOf('rectangle'))
		);
	});

	it.each<[string, string, unknown, boolean]>([
		['rectangle', 'color', 'blue', true],
		['rectangle', 'parent', null, true],
		['rectangle', 'position', [1e9, 0], true],
		['rectangle', 'position', [NaN, 0], false],
		['rectangle', 'color', undefined, false],
		['rectangle', 'color', 'RED', false],
		['rectangle', 'points', POINTS, false],
		['rectangle', 'type', 'ellipse', false],
		['rectangle', 'text', 'hello', false],
		['rectangle', 'by', 'mallory', false],
		['rectangle', 'at', 5, false],
		['rectangle', '__proto__', {}, false],
		['group', 'position', [0, 0], false],
		['spiral', 'size', [9, 9], true]
	])('of a %s in %s to %j is accepted: %s', (type, name, value, isAccepted) => {
		expect(acceptsEdit(ID, leastOf(type), name, value)).toBe(isAccepted);
	});
});

/** Every value in it that is no object or list; bytes are left out. */
function leavesOf(value: unknown): unknown[] {
	if (value instanceof Uint8Array) return [];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}

describe('whatever strangers write', () => {
	const FIELDS = [
		...new Set(Object.values(LEAST).flatMap(Object.keys)),
		...['type', 'index', 'parent', 'color', 'opacity', 'rotation', 'isLocked', 'by', 'at', 'scale', 'bend'],
		...['strokeWidth', 'dash', 'fill', 'font', 'fontSize', 'align', 'width', 'crop', 'endHead', '__proto__']
	];
	const scalars = [
		NaN,
		Infinity,
		-Infinity,
		1e9,
		-1e300,
		0,
		-0,
		5e-324,
		'',
		'constructor',
		'x'.repeat(1e5),
		null,
		undefined,
		true
	];
	const nested = (random: Random): unknown =>
		random.pick<() => unknown>([
			() => random.pick(scalars),
			() => [random.pick(scalars), random.pick(scalars)],
			() => [random.between(-1e8, 1e8), random.between(-1e8, 1e8)],
			() => ({
				point: [random.pick(scalars), 0],
				id: random.pick(scalars),
				anchor: [random.pick(scalars), 1]
			}),
			() => Uint8Array.from({ length: random.integer(0, 9) }, () => random.integer(0, 255)),
			() => ({ valueOf: 5, toString: null, length: -1 })
		])();

	it('is skipped or has only finite numbers, and never throws', () => {
		forSeeds(4000, (random) => {
			const type = random.pick([...TYPES, 'constructor']);
			const record: Record<string, unknown> = random.next() < 0.7 ? leastOf(type) : { type };
			const edits: Record<string, unknown> = {};
			for (let i = random.integer(0, 6); i > 0; i--) {
				const into = random.next() < 0.5 ? record : edits;
				Object.defineProperty(into, random.pick(FIELDS), {
					value: nested(random),
					enumerable: true,
					configurable: true
				});
			}
			const element = decode(record, edits);
			if (!element) return;
			for (const value of leavesOf(element)) {
				if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
				if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(128);
			}
			expect(element.id).toBe(ID);
		});
	});
});
