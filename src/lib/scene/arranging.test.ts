// Groups, frames, alignment and snapping over a real document.
import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import type { ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import type { Pair } from '../geometry/point.ts';
import { alignment, distribution } from './align.ts';
import { frameAt } from './frame-places.ts';
import { enterFrames, leaveFrames, moveElements, unitsInside } from './frames.ts';
import { quantize } from '../document/packed-points.ts';
import { groupElements, removeElements, ungroupElements } from './group-elements.ts';
import { snapBox } from './snapping.ts';
import { membersOf, unitOf, unitsOf, withContents } from './units.ts';

const boxAt = (x: number, y: number, more: Partial<ElementInput> = {}): ElementInput => ({
	type: 'note',
	position: [x, y],
	size: [100, 60],
	...more
});

function board(...elements: readonly ElementInput[]) {
	const driver = new BoardDriver({ elements });
	const { document, scene } = driver;
	const ids = driver.ids as readonly [ElementId, ElementId, ElementId, ElementId];
	const group = (...members: readonly ElementId[]) =>
		groupElements(document, scene, new Set(members)) as ElementId;
	return { driver, document, scene, ids, group };
}

describe('a group', () => {
	it('counts as one, within its parent too, and none for what is in a frame around it', () => {
		const { scene, ids, group } = board(boxAt(0, 0), boxAt(200, 0), boxAt(400, 0));
		const [a, b, c] = ids;
		const inner = group(a, b);
		const outer = group(a, b, c);
		expect(unitOf(scene, a)).toBe(outer);
		expect(unitOf(scene, a, outer)).toBe(inner);
		expect(unitOf(scene, a, inner)).toBe(a);
		expect(new Set(membersOf(scene, outer))).toEqual(new Set([a, b, c]));
		expect([...unitsOf(scene, new Set([a, b, c])).keys()]).toEqual([outer]);
		expect(new Set(unitsOf(scene, new Set([a, b])).keys())).toEqual(new Set([inner]));
		expect(new Set(unitsOf(scene, new Set([a, c])).keys())).toEqual(new Set([a, c]));
	});
	it('is not made of one, and is taken apart one level at a time', () => {
		const { document, scene, ids, group } = board(boxAt(0, 0), boxAt(200, 0), boxAt(400, 0));
		const [a, b, c] = ids;
		expect(groupElements(document, scene, new Set([a]))).toBeNull();
		const inner = group(a, b);
		group(inner && a, b, c);
		ungroupElements(document, scene, new Set([a, b, c]));
		expect([scene.parentOf(a), scene.parentOf(inner), scene.parentOf(c)]).toEqual([inner, null, null]);
		ungroupElements(document, scene, new Set([a, b]));
		expect(scene.count).toBe(3);
	});
	it('goes with the last of its members', () => {
		const { document, scene, ids, group } = board(boxAt(0, 0), boxAt(200, 0));
		group(ids[0], ids[1]);
		removeElements(document, scene, new Set([ids[0], ids[1]]));
		expect(scene.count).toBe(0);
	});
});

describe('what is deleted', () => {
	it('leaves arrows that held on to it where they were seen to end, and takes them back with undo', () => {
		const { driver, document, scene, ids } = board(boxAt(0, 0), boxAt(500, 0), {
			type: 'arrow',
			start: { point: [0, 0] },
			end: { point: [0, 0] }
		});
		const [a, b, arrow] = ids;
		const held = (id: ElementId) => ({ point: [0, 0], id, anchor: [0.5, 0.5] });
		document.update(arrow, { start: held(a), end: held(b) });
		const before = scene.placed(arrow)?.path;
		driver.undoStack.mark();
		removeElements(document, scene, new Set([b]));
		const after = scene.get(arrow);
		expect(after).toMatchObject({
			start: { id: a },
			end: { point: [quantize(before?.end.x ?? NaN), quantize(before?.end.y ?? NaN)] }
		});
		expect(after?.type === 'arrow' && after.end.id).toBeUndefined();
		driver.undo();
		expect(scene.placed(arrow)?.path).toEqual(before);
		removeElements(document, scene, new Set([b, arrow]));
		expect([...scene.ids()]).toEqual([a]);
	});
});

describe('a frame', () => {
	const frame = (x: number, y: number): ElementInput => ({
		type: 'frame',
		position: [x, y],
		size: [300, 200]
	});

	it('takes in what lies wholly in it, and what is put where its middle is inside', () => {
		const { document, scene, ids } = board(frame(0, 0), boxAt(20, 20), boxAt(260, 20), boxAt(600, 0));
		const [f, inside, across, away] = ids;
		expect(new Set(unitsInside(scene, { minX: -20, minY: -20, maxX: 300, maxY: 200 }))).toEqual(
			new Set([inside])
		);
		enterFrames(document, scene, new Set([inside, across, away]));
		expect([inside, across, away].map((id) => scene.parentOf(id))).toEqual([f, null, null]);
		document.update(inside, { position: [900, 900] });
		enterFrames(document, scene, new Set([inside]));
		expect(scene.parentOf(inside)).toBeNull();
	});
	it('is never put into what is inside it', () => {
		const { document, scene, ids } = board(frame(0, 0), frame(20, 20));
		const [outer, inner] = ids;
		document.update(inner, { parent: outer });
		enterFrames(document, scene, new Set([outer]));
		expect([scene.parentOf(outer), scene.parentOf(inner)]).toEqual([null, outer]);
		expect(frameAt(scene, { x: 100, y: 100 })).toBe(inner);
	});
	it('takes along its content, groups and frames in it as well', () => {
		const { document, scene, ids, group } = board(frame(0, 0), frame(20, 20), boxAt(30, 30), boxAt(60, 30));
		const [outer, inner, a, b] = ids;
		const both = group(a, b);
		document.update(inner, { parent: outer });
		document.update(both, { parent: inner });
		expect(withContents(scene, [outer])).toEqual(new Set([outer, inner, a, b]));
	});
	it('hides what hangs out of it, wherever it is moved', () => {
		const { document, scene, ids } = board(frame(0, 0), boxAt(250, 20));
		const [f, hanging] = ids;
		document.update(hanging, { parent: f });
		expect(scene.placed(hanging)?.clip).toEqual({ minX: 0, minY: 0, maxX: 300, maxY: 200 });
		document.update(f, { position: [50, 0] });
		expect(scene.placed(hanging)?.clip?.minX).toBe(50);
		document.remove([f]);
		expect(scene.placed(hanging)?.clip).toBeUndefined();
	});
});

describe('what has a frame around it', () => {
	const frame = (x: number, y: number, more: object = {}): ElementInput => ({
		type: 'frame',
		position: [x, y],
		size: [300, 200],
		...more
	});
	const move = ({ document, scene }: ReturnType<typeof board>, ids: ElementId[], by: Pair) =>
		moveElements(document, scene, [{ ids: new Set(ids), by }]);

	it('is deleted with it, and comes back with it', () => {
		const { driver, document, scene, ids } = board(frame(0, 0), boxAt(20, 20), boxAt(600, 0));
		const [f, inside, away] = ids;
		document.update(inside, { parent: f });
		driver.undoStack.mark();
		removeElements(document, scene, new Set([f]));
		expect([...scene.ids()]).toEqual([away]);
		driver.undo();
		expect(scene.parentOf(inside)).toBe(f);
	});
	it('is shown where it lies wholly outside, as after two people moved the two at once', () => {
		const { document, scene, ids } = board(frame(0, 0), boxAt(20, 20));
		const [f, inside] = ids;
		document.update(inside, { parent: f });
		document.update(f, { position: [5_000, 0] });
		expect([scene.parentOf(inside), scene.placed(inside)?.clip]).toEqual([f, undefined]);
	});
	it('goes out when that is made too small for it', () => {
		const { document, scene, ids } = board(frame(0, 0), boxAt(20, 20), boxAt(220, 120));
		const [f, near, far] = ids;
		document.updateMany([near, far].map((id) => [id, { parent: f }]));
		document.update(f, { size: [150, 150] });
		leaveFrames(document, scene, new Set([f]));
		expect([near, far].map((id) => scene.parentOf(id))).toEqual([f, null]);
	});
	it('stays in a locked one, which takes nothing else in', () => {
		const all = board(frame(0, 0), boxAt(20, 20), boxAt(600, 20));
		const { document, scene, ids } = all;
		const [f, inside, outside] = ids;
		document.update(inside, { parent: f });
		document.update(f, { isLocked: true });
		move(all, [inside], [10, 0]);
		move(all, [outside], [-500, 0]);
		expect([inside, outside].map((id) => scene.parentOf(id))).toEqual([f, null]);
		expect(frameAt(scene, { x: 10, y: 10 })).toBeNull();
	});
	it('is no frame of the same size, nor one that hangs out', () => {
		const all = board(frame(0, 0), frame(400, 0), frame(800, 0, { size: [100, 100] }));
		const { scene, ids } = all;
		const [big, same, small] = ids;
		move(all, [same], [-400, 0]);
		move(all, [small], [-610, 0]);
		expect([big, same, small].map((id) => scene.parentOf(id))).toEqual([null, null, same]);
		move(all, [small], [60, 0]);
		expect(scene.parentOf(small)).toBeNull();
	});
	it('is the arrow between what is in it, however that is moved', () => {
		const all = board(frame(0, 0), boxAt(20, 20), boxAt(200, 20), {
			type: 'arrow',
			start: { point: [0, 0] },
			end: { point: [0, 0] }
		});
		const { document, scene, ids } = all;
		const [f, a, b, arrow] = ids;
		const held = (id: ElementId) => ({ point: [0, 0], id, anchor: [0.5, 0.5] });
		document.update(arrow, { start: held(a), end: held(b) });
		document.updateMany([a, b, arrow].map((id) => [id, { parent: f }]));
		move(all, [b], [600, 0]);
		expect([arrow, b].map((id) => scene.parentOf(id))).toEqual([null, null]);
		move(all, [b], [-600, 0]);
		expect([arrow, b].map((id) => scene.parentOf(id))).toEqual([f, f]);
		move(all, [a, b], [0, 900]);
		expect([a, b, arrow].map((id) => scene.parentOf(id))).toEqual([null, null, null]);
		move(all, [a, b, arrow], [0, -900]);
		expect([a, b, arrow].map((id) => scene.parentOf(id))).toEqual([f, f, f]);
	});
});

describe('lining up', () => {
	it('gives all the same edge, and groups move as one', () => {
		const { scene, ids, group } = board(boxAt(0, 0), boxAt(30, 100), boxAt(90, 200));
		const [a, b, c] = ids;
		group(b, c);
		const moves = alignment(scene, new Set([a, b, c]), 'right');
		expect(moves.map(({ ids: moved, by }) => [moved.size, by[0]])).toEqual([
			[1, 90],
			[2, 0]
		]);
	});
	it('goes by where things are, not by the width of their lines, their heads or their names', () => {
		const { document, scene, ids } = board(
			{ type: 'rectangle', position: [0, 40], size: [100, 60], strokeWidth: 20 },
			{ type: 'frame', position: [200, 100], size: [100, 60] },
			boxAt(400, 70)
		);
		for (const { ids: moved, by } of alignment(scene, new Set(ids.slice(0, 3)), 'top')) {
			for (const id of moved) {
				const element = scene.get(id);
				if (element && 'position' in element)
					document.update(id, { position: [element.position[0] + by[0], element.position[1] + by[1]] });
			}
		}
		expect([...scene.ids()].map((id) => scene.uprightOf(id)?.minY)).toEqual([40, 40, 40]);
	});
	it('makes gaps equal whatever the sizes, and leaves the outermost', () => {
		forSeeds(50, (random) => {
			const { scene, ids } = board(
				...Array.from({ length: 4 }, (_, i) =>
					boxAt(i * 300 + random.int(150), 0, { size: [20 + random.int(200), 50] })
				)
			);
			const moves = distribution(scene, new Set(ids), 'horizontal');
			const boxes = moves.map(({ ids: moved, by }) => {
				const box = scene.boundsOf(moved);
				return { from: (box?.minX ?? 0) + by[0], to: (box?.maxX ?? 0) + by[0] };
			});
			const gaps = boxes.slice(1).map(({ from }, i) => from - (boxes[i]?.to ?? 0));
			for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0] ?? NaN, 6);
			expect(moves[0]?.by[0]).toBeCloseTo(0);
			expect(moves.at(-1)?.by[0]).toBeCloseTo(0);
		});
	});
	it('snaps to what is turned by where that stands, not by where it would stand upright', () => {
		const { scene } = board({
			type: 'rectangle',
			position: [700, 200],
			size: [200, 60],
			rotation: Math.PI / 2
		});
		const at = (minX: number) =>
			snapBox(
				{ minX, minY: 500, maxX: minX + 40, maxY: 540 },
				{ scene, to: { grid: false, elements: true }, except: new Set(), tolerance: 6 }
			).dx;
		expect(at(767)).toBeCloseTo(3);
		expect(at(697)).toBe(0);
	});
	it('leaves an arrow that holds on to something to follow that', () => {
		const { document, scene, ids } = board(boxAt(0, 0), boxAt(300, 50));
		const [a, b] = ids;
		const [arrow] = document.create([
			{ type: 'arrow', start: { point: [0, 0], id: a, anchor: [0.5, 0.5] }, end: { point: [9, 9] } }
		]) as [ElementId];
		expect(alignment(scene, new Set([a, b, arrow]), 'top').some(({ ids: moved }) => moved.has(arrow))).toBe(
			false
		);
	});
});

describe('snapping', () => {
	const snap = (elements: readonly ElementInput[], x: number, y: number, grid = false) => {
		const { scene } = board(...elements);
		const box = { minX: x, minY: y, maxX: x + 100, maxY: y + 60 };
		return snapBox(box, { scene, to: { grid, elements: !grid }, except: new Set(), tolerance: 6 });
	};
	it.each([
		['a left edge', 4, 300, -4, 0],
		['a right edge to a left one', -97, 300, -3, 0],
		['middles', 3, -200, -3, 0],
		['nothing that is too far', 20, 300, 0, 0],
		['both ways at once', 205, 3, 0, -3]
	])('goes to %s', (_name, x, y, dx, dy) => {
		expect(snap([boxAt(0, 0)], x, y)).toMatchObject({ dx, dy });
	});
	it('makes equal gaps beside and between, and shows them', () => {
		const row = [boxAt(0, 0), boxAt(150, 0)];
		const beside = snap(row, 297, 8);
		expect(beside.dx).toBe(3);
		expect(beside.guides.filter(({ isGap }) => isGap)).toHaveLength(2);
		expect(snap([boxAt(0, 0), boxAt(400, 0)], 203, 40).dx).toBe(-3);
	});
	it('goes to the grid', () => {
		expect(snap([], 25, 47, true)).toMatchObject({ dx: -1, dy: 1 });
	});
	it('costs little among ten thousand', () => {
		const { scene } = board(...Array.from({ length: 10_000 }, (_, i) => boxAt(i % 7, i % 11)));
		const start = performance.now();
		for (let i = 0; i < 10; i++) {
			const box = { minX: i, minY: 0, maxX: 100 + i, maxY: 60 };
			snapBox(box, { scene, to: { grid: false, elements: true }, except: new Set(), tolerance: 6 });
		}
		expect(performance.now() - start).toBeLessThan(2_000);
	});
});
