import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import type { ElementId } from '../document/element.ts';
import { boxesIntersect, boxOfPoints, cornersOf, type Box } from '../geometry/box.ts';
import { SpatialIndex } from './spatial-index.ts';

const id = (name: string) => name as ElementId;
const box = (x: number, y: number, size = 10): Box => ({ minX: x, minY: y, maxX: x + size, maxY: y + size });
const EVERYWHERE = box(-1e9, -1e9, 2e9);

const randomBox = (random: Random) =>
	box(random.between(-500, 500), random.between(-500, 500), random.pick([0, 1, 50, 400]));

describe('spatial index', () => {
	it('is empty at first', () => {
		const index = new SpatialIndex();
		expect(index.search(EVERYWHERE)).toEqual([]);
		expect(index.bounds()).toBeNull();
		expect(index.size).toBe(0);
	});
	it('finds what a box meets, touching edges too', () => {
		const index = new SpatialIndex();
		index.set([
			[id('a'), box(0, 0)],
			[id('b'), box(100, 0)]
		]);
		expect(index.search(box(10, 10))).toEqual(['a']);
		expect(index.search(box(50, 0))).toEqual([]);
	});
	it('finds an element at its new place only, after it moved', () => {
		const index = new SpatialIndex();
		index.set([[id('a'), box(0, 0)]]);
		index.set([[id('a'), box(500, 500)]]);
		expect(index.search(box(0, 0))).toEqual([]);
		expect(index.search(EVERYWHERE)).toEqual(['a']);
	});
	it('takes the last of two places given at once', () => {
		const index = new SpatialIndex();
		index.set([
			[id('a'), box(0, 0)],
			[id('a'), box(500, 500)]
		]);
		expect(index.search(EVERYWHERE)).toEqual(['a']);
		expect(index.search(box(0, 0))).toEqual([]);
		index.delete(id('a'));
		expect(index.search(EVERYWHERE)).toEqual([]);
	});
	it('forgets what is deleted, and does not mind what it never had', () => {
		const index = new SpatialIndex();
		index.set([[id('a'), box(0, 0)]]);
		index.delete(id('a'));
		index.delete(id('a'));
		index.delete(id('b'));
		expect(index.search(EVERYWHERE)).toEqual([]);
		expect(index.bounds()).toBeNull();
	});
	it('holds elements at one and the same place apart', () => {
		const index = new SpatialIndex();
		index.set([
			[id('a'), box(0, 0)],
			[id('b'), box(0, 0)]
		]);
		index.delete(id('a'));
		expect(index.search(EVERYWHERE)).toEqual(['b']);
	});
	it('can be filled again after it was cleared', () => {
		const index = new SpatialIndex();
		index.set([[id('a'), box(0, 0)]]);
		index.clear();
		expect(index.size).toBe(0);
		index.set([[id('a'), box(5, 5)]]);
		expect(index.search(EVERYWHERE)).toEqual(['a']);
	});
	it('finds the same as looking at every element, after any changes, one by one or in bulk', () => {
		forSeeds(15, (random) => {
			const index = new SpatialIndex();
			const boxes = new Map<ElementId, Box>();
			for (let i = 0; i < 8; i++) {
				const count = random.pick([1, 3, 30, 1200]);
				const batch = Array.from(
					{ length: count },
					() => [id(`e${random.integer(0, 1500)}`), randomBox(random)] as const
				);
				index.set(batch);
				for (const [at, itsBox] of batch) boxes.set(at, itsBox);
				for (const at of [...boxes.keys()].filter(() => random.next() < 0.2)) {
					index.delete(at);
					boxes.delete(at);
				}
			}
			const wanted = randomBox(random);
			const found = [...boxes].filter(([, itsBox]) => boxesIntersect(itsBox, wanted)).map(([at]) => at);
			expect(index.search(wanted).sort()).toEqual(found.sort());
			expect(index.size).toBe(boxes.size);
			expect(index.bounds()).toEqual(
				boxes.size ? boxOfPoints([...boxes.values()].flatMap((b) => cornersOf(b))) : null
			);
		});
	});
});
