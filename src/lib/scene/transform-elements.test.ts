import { describe, expect, it } from 'vitest';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import { SHAPE_NAMES, type ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import { centreOf, cornersOf } from '../geometry/box.ts';
import { rotateAbout, type Pair, type Point } from '../geometry/point.ts';
import { transformPoint, type Transform } from '../geometry/transform.ts';
import { transformElements } from './transform-elements.ts';
import { Scene } from './scene.ts';
import { roughMeasure } from './text-layout.ts';

const rectangleAt = (x: number, y: number): ElementInput => ({
	type: 'rectangle',
	position: [x, y],
	size: [100, 60]
});

/** Alice's board with these elements, and a way to move some of them as one step. */
function board(...inputs: readonly ElementInput[]) {
	const alice = new DocumentPeer('alice');
	const scene = new Scene(alice.document, roughMeasure);
	const ids = inputs.map((input) => alice.create(input));
	const move = (moved: readonly (ElementId | undefined)[], by: Pair) =>
		alice.step(() =>
			transformElements(alice.document, scene, new Set(moved.filter((id) => id !== undefined)), {
				kind: 'move',
				by
			})
		);
	return { alice, scene, ids, move, boxes: () => ids.map((id) => scene.placed(id)?.box) };
}

const boundTo = (id: ElementId | undefined) => ({
	point: [50, 30] as const,
	id,
	anchor: [0.5, 0.5] as const
});

describe('a note that has grown', () => {
	const ten = Array.from({ length: 10 }, (_, i) => `line ${i}`).join('\n');
	const pulled = (aboutY: 'top' | 'bottom', y: number) => {
		const { alice, scene, ids } = board({ type: 'note', position: [0, 0], size: [180, 100], text: ten });
		const [id] = ids as [ElementId];
		const before = scene.uprightOf(id);
		if (!before) throw new Error('expected a note');
		const about = { x: 0, y: aboutY === 'top' ? before.minY : before.maxY };
		transformElements(alice.document, scene, new Set(ids), { kind: 'scale', about, axesRad: 0, x: 1, y });
		return { before, after: scene.uprightOf(id) };
	};

	it('becomes higher by as much as it is pulled', () => {
		const { before, after } = pulled('top', 1.5);
		expect(after?.minY).toBe(before.minY);
		expect(after?.maxY).toBeCloseTo(1.5 * before.maxY);
		expect(pulled('bottom', 1.5).after?.maxY).toBeCloseTo(before.maxY);
	});
	it('stays where it is when its text keeps it from becoming lower', () => {
		for (const edge of ['top', 'bottom'] as const) {
			const { before, after } = pulled(edge, 0.5);
			expect(after).toEqual(before);
		}
	});
});

describe('moving elements', () => {
	it.each<[string, ElementInput]>([
		[
			'a stroke',
			{
				type: 'stroke',
				points: [
					[0, 0],
					[10, 10]
				]
			}
		],
		[
			'a line',
			{
				type: 'line',
				points: [
					[0, 0],
					[10, 10]
				]
			}
		],
		['a shape', rectangleAt(0, 0)],
		['a text', { type: 'text', position: [0, 0], text: 'hello' }],
		['a free arrow', { type: 'arrow', start: { point: [0, 0] }, end: { point: [10, 10] } }],
		['an element of a newer app', { type: 'spiral', position: [0, 0] }]
	])('shifts %s by as much, and writes only where it is', (_name, input) => {
		const { alice, ids, move, boxes } = board(input);
		const [before] = boxes();
		move(ids, [30, -40]);
		const [after] = boxes();
		expect(after?.minX).toBeCloseTo((before?.minX ?? NaN) + 30);
		expect(after?.maxY).toBeCloseTo((before?.maxY ?? NaN) - 40);
		expect(alice.document.maps.edits.size).toBe(input.type === 'arrow' ? 2 : 1);
	});
	it('is one change and one undo step, however many they are', () => {
		const { alice, ids, move, boxes } = board(rectangleAt(0, 0), rectangleAt(9, 9), rectangleAt(50, 0));
		const before = boxes();
		let changes = 0;
		alice.document.onChange(() => changes++);
		move(ids, [5, 5]);
		expect(changes).toBe(1);
		alice.undo.undo();
		expect(boxes()).toEqual(before);
	});
	it('by nothing writes nothing', () => {
		const { alice, ids, move } = board(rectangleAt(0, 0));
		let updates = 0;
		alice.doc.on('update', () => updates++);
		move(ids, [0, 0]);
		expect(updates).toBe(0);
	});
	it('ignores what is gone, and groups, which are nowhere', () => {
		const { alice, ids, move } = board(rectangleAt(0, 0), rectangleAt(0, 0), { type: 'group' });
		alice.document.remove(ids.slice(0, 1));
		move([...ids, 'nobody' as ElementId], [5, 5]);
		expect(alice.document.read(ids[1] ?? ('' as ElementId))).toMatchObject({ position: [5, 5] });
		expect(alice.document.maps.edits.size).toBe(1);
	});
	it('back and forth a thousand times ends where it began', () => {
		const { ids, move, boxes } = board({
			type: 'stroke',
			points: [
				[0.3, 0.7],
				[10.1, 10.9]
			]
		});
		const before = boxes();
		for (let i = 0; i < 500; i++) {
			move(ids, [0.375, -7.125]);
			move(ids, [-0.375, 7.125]);
		}
		expect(boxes()).toEqual(before);
	});
	it('keeps them on the page', () => {
		const { alice, ids, move } = board(rectangleAt(0, 0));
		move(ids, [1e12, -1e12]);
		expect(alice.document.read(ids[0] ?? ('' as ElementId))).toMatchObject({ position: [1e7, -1e7] });
	});
	it('merges with what another changed at the same time', () => {
		const { alice, ids, move } = board(rectangleAt(0, 0));
		const [id = '' as ElementId] = ids;
		const bob = new DocumentPeer('bob');
		sync(alice, bob);
		bob.document.update(id, { color: 'blue', size: [7, 7] });
		move(ids, [5, 5]);
		sync(alice, bob);
		for (const { document } of [alice, bob]) {
			expect(document.read(id)).toMatchObject({ position: [5, 5], color: 'blue', size: [7, 7] });
		}
	});
});

describe('scaling a shape with a label', () => {
	const labelled = (fields: object = {}) => {
		const alice = new DocumentPeer('alice');
		const scene = new Scene(alice.document, roughMeasure);
		const id = alice.create({
			type: 'rectangle',
			position: [100, 100],
			size: [200, 120],
			text: 'Hello wonderful world',
			...fields
		});
		const scale = (about: Point, x: number, y: number) => {
			transformElements(alice.document, scene, new Set([id]), { kind: 'scale', about, axesRad: 0, x, y });
			return alice.element(id, 'rectangle');
		};
		return { scale };
	};
	it('makes it no smaller than its longest word and its lines need', () => {
		const { size, position } = labelled().scale({ x: 100, y: 100 }, 0.1, 0.1);
		expect(position).toEqual([100, 100]);
		expect(size[0]).toBeGreaterThan(90);
		expect(size[1]).toBeGreaterThan(60);
		expect(size[0]).toBeLessThan(200);
	});
	it('keeps the edge where it is about which it is scaled, on either side', () => {
		const { size, position } = labelled().scale({ x: 300, y: 220 }, 0.1, 0.1);
		expect(position[0] + size[0]).toBeCloseTo(300, 1);
		expect(position[1] + size[1]).toBeCloseTo(220, 1);
		const middle = labelled().scale({ x: 200, y: 160 }, 0.1, 0.1);
		expect(middle.position[0] + middle.size[0] / 2).toBeCloseTo(200, 1);
	});
	it('makes it higher where it is made narrower, as its lines need', () => {
		const text = 'several ordinary words in one label, and some more of them';
		const { size } = labelled({ size: [400, 90], text }).scale({ x: 100, y: 100 }, 0.3, 1);
		expect(size[0]).toBeLessThan(150);
		expect(size[1]).toBeGreaterThan(120);
	});
	it('leaves what is too small for its label already as it is', () => {
		const { size } = labelled({ size: [40, 20] }).scale({ x: 100, y: 100 }, 0.5, 1);
		expect(size).toEqual([40, 20]);
		expect(labelled({ text: '' }).scale({ x: 100, y: 100 }, 0.1, 0.1).size).toEqual([20, 12]);
	});
});

describe('moving a bound arrow', () => {
	function arrowBoard() {
		const made = board(rectangleAt(0, 0), rectangleAt(300, 0));
		const [a, b] = made.ids;
		const arrow = made.alice.create({ type: 'arrow', start: boundTo(a), end: boundTo(b) } as ElementInput);
		return { ...made, a, b, arrow, way: () => made.scene.placed(arrow)?.path };
	}

	it('together with what it holds on to leaves it bound', () => {
		const { alice, move, a, b, arrow, way } = arrowBoard();
		const before = way();
		move([a, b, arrow], [50, 80]);
		expect(alice.element(arrow, 'arrow')).toMatchObject({
			start: { id: a, point: [100, 110] },
			end: { id: b }
		});
		expect(way()?.start.x).toBeCloseTo((before?.start.x ?? NaN) + 50);
		expect(way()?.end.y).toBeCloseTo((before?.end.y ?? NaN) + 80);
	});
	it('alone pulls it off, from where it was seen to end', () => {
		const { alice, move, arrow, way } = arrowBoard();
		const before = way();
		move([arrow], [0, 200]);
		const { start, end } = alice.element(arrow, 'arrow');
		expect([start.id, end.id]).toEqual([undefined, undefined]);
		expect(start.point[0]).toBeCloseTo(before?.start.x ?? NaN, 0);
		expect(end.point[1]).toBeCloseTo((before?.end.y ?? NaN) + 200, 0);
	});
	it('with one of two keeps hold of both', () => {
		const { alice, move, a, b, arrow } = arrowBoard();
		move([a, arrow], [0, 200]);
		const { start, end } = alice.element(arrow, 'arrow');
		expect([start.id, end.id]).toEqual([a, b]);
	});
	it('is not needed when only what it holds on to moves', () => {
		const { alice, move, b, arrow, way } = arrowBoard();
		const record = alice.document.read(arrow);
		move([b], [0, 500]);
		expect(alice.document.read(arrow)).toEqual(record);
		expect(way()?.end.y).toBeGreaterThan(400);
	});
});

/** Places are kept in steps of this size. */
const GRID = 1 / 16;

/** One of each kind, none of them square. */
const KINDS: readonly ElementInput[] = [
	{
		type: 'stroke',
		points: [
			[10, 10, 0.2],
			[80, 30, 0.9],
			[40, 90, 0.5]
		]
	},
	{
		type: 'line',
		points: [
			[10, 10],
			[90, 40],
			[60, 120]
		]
	},
	...SHAPE_NAMES.map((type) => ({ type, position: [10, 20], size: [100, 60] }) as const),
	{ type: 'text', position: [10, 20], text: 'two\nlines', fontSize: 20 },
	{ type: 'note', position: [10, 20], size: [180, 120], text: 'a note' },
	{ type: 'image', position: [10, 20], size: [100, 60], asset: 'x' },
	{ type: 'arrow', start: { point: [10, 20] }, end: { point: [110, 80] }, bend: 30 }
];

/** Where the element is seen to be: corners of its frame turned with it, or the ends and the bow of an arrow. */
function seen(scene: Scene, id: ElementId): Point[] {
	const placed = scene.placed(id);
	const box = scene.uprightOf(id);
	if (!placed || !box) throw new Error('expected an element with bounds, got none');
	if (placed.path) return [placed.path.start, placed.path.middle, placed.path.end];
	const centre = centreOf(box);
	return cornersOf(box).map((corner) => rotateAbout(corner, centre, placed.element.rotation));
}

const byPlace = (a: Point, b: Point) => Math.round(a.x - b.x) || a.y - b.y;

function expectNear(points: readonly Point[], wanted: readonly Point[], tolerance = 2 * GRID): void {
	// Mirroring changes which corner is the first.
	const [sorted, sortedWanted] = [points.toSorted(byPlace), wanted.toSorted(byPlace)];
	for (const [i, { x, y }] of sorted.entries()) {
		expect(Math.abs(x - (sortedWanted[i]?.x ?? NaN))).toBeLessThan(tolerance);
		expect(Math.abs(y - (sortedWanted[i]?.y ?? NaN))).toBeLessThan(tolerance);
	}
}

describe.each(KINDS.map((input) => [input.type, input] as const))('a %s', (_type, input) => {
	const made = () => {
		const { alice, scene, ids } = board(input);
		const [id] = ids as [ElementId];
		const transform = (by: Transform) =>
			alice.step(() => transformElements(alice.document, scene, new Set([id]), by));
		return { alice, scene, id, transform };
	};

	it.each<[string, Transform]>([
		['moved', { kind: 'move', by: [30, -50] }],
		['turned about a place beside it', { kind: 'rotate', about: { x: 300, y: 10 }, angleRad: 0.7 }],
		['scaled evenly', { kind: 'scale', about: { x: 0, y: 0 }, axesRad: 0, x: 1.5, y: 1.5 }],
		['mirrored left to right', { kind: 'scale', about: { x: 60, y: 0 }, axesRad: 0, x: -1, y: 1 }],
		['mirrored upside down', { kind: 'scale', about: { x: 0, y: 300 }, axesRad: 0, x: 1, y: -1 }]
	])('is seen where it should be when it is %s, turned or not', (_name, transform) => {
		for (const angleRad of [0, 0.4]) {
			const { scene, id, transform: apply } = made();
			apply({ kind: 'rotate', about: { x: 50, y: 50 }, angleRad });
			const before = seen(scene, id).map((point) => transformPoint(transform, point));
			apply(transform);
			// A note grows with its text and not with its size, and letters have whole sizes.
			const isMeasured = input.type === 'text' || input.type === 'note';
			expectNear(seen(scene, id), before, isMeasured ? 1 : 2 * GRID);
		}
	});

	it('is as it was after what was done is done the other way round', () => {
		forSeeds(30, (random) => {
			const { scene, id, transform } = made();
			const before = scene.get(id);
			const about = { x: random.int(200), y: random.int(200) };
			const angleRad = random.between(-6, 6);
			const x = random.pick([-2, -1, 0.5, 3]);
			const y = random.pick([-1, 1]) * Math.abs(x);
			transform({ kind: 'rotate', about, angleRad });
			transform({ kind: 'scale', about, axesRad: 0, x, y });
			transform({ kind: 'scale', about, axesRad: 0, x: 1 / x, y: 1 / y });
			transform({ kind: 'rotate', about, angleRad: -angleRad });
			expectClose(scene.get(id), before);
		});
	});

	it('is one undo step', () => {
		const { alice, scene, id, transform } = made();
		const before = scene.get(id);
		transform({ kind: 'rotate', about: { x: 0, y: 0 }, angleRad: 1 });
		alice.undo.undo();
		expect(scene.get(id)).toEqual(before);
	});
});

/** Equal but for what rounding to the grid of saved numbers does. */
function expectClose(value: unknown, wanted: unknown, path = ''): void {
	if (typeof wanted === 'number' && typeof value === 'number') {
		const off = Math.abs(value - wanted);
		// Radians begin anew after a whole turn.
		const isTurn = path.endsWith('rotation') && Math.abs(off - 2 * Math.PI) < 0.001;
		// Halved and doubled again, a step of the grid is two; each of the four changes rounds once.
		if (off > 6 * GRID && !isTurn) throw new Error(`expected ${path} near ${wanted}, got ${value}`);
	} else if (typeof wanted === 'object' && wanted !== null) {
		for (const [key, part] of Object.entries(wanted)) {
			expectClose((value as Readonly<Record<string, unknown>>)[key], part, `${path}.${key}`);
		}
	} else expect(value, path).toEqual(wanted);
}

describe('scaling', () => {
	it('a text by its corner makes its letters larger, by its side wraps it anew', () => {
		const { alice, scene, ids } = board({
			type: 'text',
			position: [0, 0],
			text: 'some words here',
			fontSize: 20
		});
		const [id] = ids as [ElementId];
		const scale = (x: number, y: number) =>
			transformElements(alice.document, scene, new Set([id]), {
				kind: 'scale',
				about: { x: 0, y: 0 },
				axesRad: 0,
				x,
				y
			});
		scale(2, 2);
		expect(alice.element(id, 'text')).toMatchObject({ fontSize: 40, width: null });
		scale(0.5, 1);
		const text = alice.element(id, 'text');
		expect(text.fontSize).toBe(40);
		expect(text.width).toBeGreaterThan(0);
		expect(text.position).toEqual([0, 0]);
	});
	it('never makes what is no number, however far it goes', () => {
		const { alice, scene, ids } = board(...KINDS);
		for (const factor of [1e-9, 1e9, 1e9, -1e12]) {
			transformElements(alice.document, scene, new Set(ids), {
				kind: 'scale',
				about: { x: 0, y: 0 },
				axesRad: 0,
				x: factor,
				y: factor
			});
		}
		expect(scene.count).toBe(KINDS.length);
		for (const id of ids) {
			const box = scene.uprightOf(id);
			expect(Object.values(box ?? {}).every(Number.isFinite)).toBe(true);
		}
	});
});
