import { describe, expect, it } from 'vitest';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import type { ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import type { Pair } from '../geometry/point.ts';
import { moveElements } from './move-elements.ts';
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
			moveElements(alice.document, scene, new Set(moved.filter((id) => id !== undefined)), by)
		);
	return { alice, scene, ids, move, boxes: () => ids.map((id) => scene.placed(id)?.box) };
}

const boundTo = (id: ElementId | undefined) => ({
	point: [50, 30] as const,
	id,
	anchor: [0.5, 0.5] as const
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
		['an element of a newer app', { type: 'hexagon', position: [0, 0] }]
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
	it('with one of two keeps hold of that one only', () => {
		const { alice, move, a, arrow } = arrowBoard();
		move([a, arrow], [0, 200]);
		const { start, end } = alice.element(arrow, 'arrow');
		expect([start.id, end.id]).toEqual([a, undefined]);
	});
	it('is not needed when only what it holds on to moves', () => {
		const { alice, move, b, arrow, way } = arrowBoard();
		const record = alice.document.read(arrow);
		move([b], [0, 500]);
		expect(alice.document.read(arrow)).toEqual(record);
		expect(way()?.end.y).toBeGreaterThan(400);
	});
});
