import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import type { ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import { groupElements } from './group-elements.ts';
import { membersOf } from './units.ts';
import { duplicateElements } from './duplicate-elements.ts';

const boxAt = (x: number, y: number, more: Partial<ElementInput> = {}): ElementInput => ({
	type: 'rectangle',
	position: [x, y],
	size: [50, 50],
	...more
});

const arrowFrom = (from: ElementId, to: ElementId): ElementInput => ({
	type: 'arrow',
	start: { point: [-7, -7], id: from, anchor: [0.5, 0.5] },
	end: { point: [-9, -9], id: to, anchor: [0.5, 0.5] }
});

/** Duplicates some elements of a board by (10, 20). */
function duplicate(elements: readonly ElementInput[], chosen: (ids: readonly ElementId[]) => ElementId[]) {
	const board = new BoardDriver({ elements });
	const sources = chosen(board.ids);
	const copies = duplicateElements(board.document, board.scene, new Set(sources), [10, 20]).all;
	return { board, sources, copies };
}

describe('duplicates', () => {
	it('look as what they were made of, so far beside it, and lie on top in the same order', () => {
		const { board, sources, copies } = duplicate(
			[boxAt(0, 0, { color: 'red', text: 'a' }), boxAt(5, 5, { color: 'blue' }), boxAt(9, 9)],
			([a, b]) => [b, a] as ElementId[]
		);
		const inOrder = board.scene.inOrder().map(({ element }) => element);
		expect(inOrder.slice(0, 3).map(({ id }) => id)).toEqual(board.ids.slice(0, 3));
		expect(inOrder.slice(3).map(({ id }) => id)).toEqual(copies);
		expect(inOrder.slice(3)).toMatchObject([
			{ color: 'red', text: 'a', position: [10, 20] },
			{ color: 'blue', position: [15, 25] }
		]);
		expect(sources.map((id) => board.scene.get(id))).toMatchObject([
			{ position: [5, 5] },
			{ position: [0, 0] }
		]);
	});
	it('of an arrow hold on to the duplicates of what it held on to', () => {
		const board = new BoardDriver({ elements: [boxAt(0, 0), boxAt(300, 0)] });
		const [a, b] = board.ids as [ElementId, ElementId];
		const [arrow] = board.document.create([arrowFrom(a, b)]) as [ElementId];
		const copies = duplicateElements(board.document, board.scene, new Set([a, b, arrow]), [0, 500]).all;
		const copy = copies
			.map((id) => board.scene.placed(id))
			.find((placed) => placed?.element.type === 'arrow');
		expect(copy?.element).toMatchObject({ start: { id: copies[0] }, end: { id: copies[1] } });
		const before = board.scene.placed(arrow)?.path;
		expect((copy?.path?.start.y ?? NaN) - (before?.start.y ?? NaN)).toBeCloseTo(500);
	});
	it('of an arrow alone let go, and end where it was seen to end', () => {
		const board = new BoardDriver({ elements: [boxAt(0, 0), boxAt(300, 0)] });
		const [a, b] = board.ids as [ElementId, ElementId];
		const [arrow] = board.document.create([arrowFrom(a, b)]) as [ElementId];
		const before = board.scene.placed(arrow)?.path;
		const [copy] = duplicateElements(board.document, board.scene, new Set([arrow]), [10, 20]).all as [
			ElementId
		];
		const after = board.scene.placed(copy)?.path;
		expect(board.scene.get(copy)).not.toHaveProperty('start.id');
		for (const end of ['start', 'end'] as const) {
			expect((after?.[end].x ?? NaN) - (before?.[end].x ?? NaN)).toBeCloseTo(10, 0);
			expect((after?.[end].y ?? NaN) - (before?.[end].y ?? NaN)).toBeCloseTo(20, 0);
		}
	});
	it('stay in the frame', () => {
		const board = new BoardDriver({ elements: [{ type: 'frame', position: [0, 0], size: [500, 500] }] });
		const [frame] = board.ids as [ElementId];
		const [inside] = board.document.create([boxAt(10, 10, { parent: frame })]) as [ElementId];
		const [copy] = duplicateElements(board.document, board.scene, new Set([inside]), [10, 20]).all as [
			ElementId
		];
		expect(board.scene.parentOf(copy)).toBe(frame);
	});
	it('of a group are a group, and of a frame have copies of what is in it', () => {
		const board = new BoardDriver({ elements: [boxAt(0, 0), boxAt(50, 0), boxAt(90, 0)] });
		const [a, b, c] = board.ids as [ElementId, ElementId, ElementId];
		const group = groupElements(board.document, board.scene, new Set([a, b])) as ElementId;
		const [frame] = board.document.create([{ type: 'frame', position: [0, 0], size: [500, 500] }]) as [
			ElementId
		];
		board.document.update(group, { parent: frame });
		board.document.update(c, { parent: frame });
		const { all, asked } = duplicateElements(board.document, board.scene, new Set([frame]), [10, 20]);
		expect([all.length, asked.length]).toEqual([5, 1]);
		const [copiedFrame] = asked as [ElementId];
		const inside = membersOf(board.scene, board.scene.childrenOf(copiedFrame).find(isGroup) as ElementId);
		expect(
			inside.map((id) => board.scene.get(id)).map((copy) => copy && 'position' in copy && copy.position)
		).toEqual([
			[10, 20],
			[60, 20]
		]);
		expect(board.scene.childrenOf(copiedFrame)).toHaveLength(2);
		function isGroup(id: ElementId) {
			return board.scene.get(id)?.type === 'group';
		}
	});
	it('of what is gone are none', () => {
		const { copies } = duplicate([boxAt(0, 0)], () => ['gone' as ElementId]);
		expect(copies).toEqual([]);
	});
});
