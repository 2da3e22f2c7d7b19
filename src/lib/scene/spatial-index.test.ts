import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import { boxesIntersect, boxOfPoints, cornersOf, type Box } from '../geometry/box.ts';
import { SpatialIndex } from './spatial-index.ts';

const box = (x: number, y: number, size = 10): Box => ({ minX: x, minY: y, maxX: x + size, maxY: y + size });
const EVERYWHERE = box(-1e9, -1e9, 2e9);

interface Thing {
	readonly name: string;
	readonly box: Box;
}
const thing = (name: string, at: Box): Thing => ({ name, box: at });
const namesIn = (index: SpatialIndex<Thing>, at: Box) =>
	index
		.search(at)
		.map(({ name }) => name)
		.sort();

const randomBox = (random: Random) =>
	box(random.between(-500, 500), random.between(-500, 500), random.pick([0, 1, 50, 400]));

describe('spatial index', () => {
	it('is empty at first', () => {
		const index = new SpatialIndex<Thing>();
		expect(index.search(EVERYWHERE)).toEqual([]);
		expect(index.bounds()).toBeNull();
		expect(index.size).toBe(0);
	});
	it('finds what a box meets, touching edges too', () => {
		const index = new SpatialIndex<Thing>();
		index.add([thing('a', box(0, 0)), thing('b', box(100, 0))]);
		expect(namesIn(index, box(10, 10))).toEqual(['a']);
		expect(namesIn(index, box(50, 0))).toEqual([]);
	});
	it('holds things at one and the same place apart', () => {
		const index = new SpatialIndex<Thing>();
		const [a, b] = [thing('a', box(0, 0)), thing('b', box(0, 0))];
		index.add([a, b]);
		index.remove(a);
		expect(namesIn(index, EVERYWHERE)).toEqual(['b']);
	});
	it('can be filled again after it was cleared', () => {
		const index = new SpatialIndex<Thing>();
		index.add([thing('a', box(0, 0))]);
		index.clear();
		expect(index.size).toBe(0);
		index.add([thing('a', box(5, 5))]);
		expect(namesIn(index, EVERYWHERE)).toEqual(['a']);
	});
	it('finds the same as looking at everything, after any changes, one by one or in bulk', () => {
		forSeeds(15, (random) => {
			const index = new SpatialIndex<Thing>();
			const things = new Map<string, Thing>();
			for (let i = 0; i < 8; i++) {
				const names = new Set(
					Array.from({ length: random.pick([1, 3, 30, 1200]) }, () => `e${random.integer(0, 1500)}`)
				);
				const batch = [...names].map((name) => thing(name, randomBox(random)));
				for (const { name } of batch) {
					const former = things.get(name);
					if (former) index.remove(former);
				}
				index.add(batch);
				for (const one of batch) things.set(one.name, one);
				for (const one of [...things.values()].filter(() => random.next() < 0.2)) {
					index.remove(one);
					things.delete(one.name);
				}
			}
			const wanted = randomBox(random);
			const found = [...things.values()].filter((one) => boxesIntersect(one.box, wanted));
			expect(namesIn(index, wanted)).toEqual(found.map(({ name }) => name).sort());
			expect(index.size).toBe(things.size);
			expect(index.bounds()).toEqual(
				things.size ? boxOfPoints([...things.values()].flatMap((one) => cornersOf(one.box))) : null
			);
		});
	});
});
