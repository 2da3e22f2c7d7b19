import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';
import type { ElementId } from '../../document/element.ts';
import type { ElementInput } from '../../document/element-input.ts';
import { NO_GESTURE } from '../tool-context.ts';

const noteAt = (x: number, y: number, more: Partial<ElementInput> = {}): ElementInput => ({
	type: 'note',
	position: [x, y],
	size: [50, 50],
	...more
});

/** Three notes in a row: at x = 0, 100 and 200. */
function selectBoard(canWrite = true) {
	const board = new BoardDriver({ canWrite, elements: [noteAt(0, 0), noteAt(100, 0), noteAt(200, 0)] });
	board.setTool('select');
	const [a, b, c] = board.ids;
	if (!a || !b || !c) throw new Error('expected three ids');
	return { board, a, b, c };
}

const positionOf = (board: BoardDriver, id: ElementId) => {
	const element = board.scene.get(id);
	return element && 'position' in element ? element.position : undefined;
};

describe('selecting', () => {
	it('goes from idle to pointing and back on a click', () => {
		const { board, a } = selectBoard();
		board
			.expectState('select.idle')
			.pointerDown(10, 10)
			.expectState('select.pointingElement')
			.pointerMove(12, 12)
			.expectState('select.pointingElement')
			.pointerUp(12, 12)
			.expectState('select.idle');
		expect(board.selection()).toEqual([a]);
	});
	it('takes the one clicked in place of those before', () => {
		const { board, a, b, c } = selectBoard();
		expect(board.select(a, b).click(210, 10).selection()).toEqual([c]);
		expect(board.select(a, b).click(10, 10).selection()).toEqual([a]);
	});
	it('adds and takes away with Shift', () => {
		const { board, a, b } = selectBoard();
		board.click(10, 10).click(110, 10, { shift: true });
		expect(board.selection()).toEqual([a, b]);
		expect(board.click(10, 10, { shift: true }).selection()).toEqual([b]);
	});
	it('lets go with a click on the empty board, but not with Shift', () => {
		const { board, a } = selectBoard();
		expect(board.select(a).click(80, 300, { shift: true }).selection()).toEqual([a]);
		expect(board.click(80, 300).selection()).toEqual([]);
	});
	it('lets go with a click between those of a selection of several', () => {
		const { board, a, b } = selectBoard();
		board.select(a, b).pointerDown(75, 25).expectState('select.pointingElement').pointerUp(75, 25);
		expect(board.selection()).toEqual([]);
	});
	it('lets go with Escape', () => {
		const { board, a } = selectBoard();
		expect(board.select(a).cancel().selection()).toEqual([]);
	});
	it('stays when a pinch or the same tool comes between', () => {
		const { board, a } = selectBoard();
		expect(board.select(a).interrupt().selection()).toEqual([a]);
		expect(board.setTool('select').selection()).toEqual([a]);
	});
	it('ends with another tool', () => {
		const { board, a } = selectBoard();
		expect(board.select(a).setTool('draw').selection()).toEqual([]);
	});
	it('does not take what is locked', () => {
		const board = new BoardDriver({ elements: [noteAt(0, 0, { isLocked: true })] }).setTool('select');
		expect(board.click(10, 10).selection()).toEqual([]);
	});
	it('forgets what another has deleted, and nothing else', () => {
		const { board, a, b } = selectBoard();
		board.select(a, b);
		board.doc.transact(() => board.document.maps.elements.delete(a), 'network');
		expect(board.selection()).toEqual([b]);
	});
	it('is wider for a finger than for a mouse', () => {
		const board = new BoardDriver({
			elements: [
				{
					type: 'stroke',
					points: [
						[0, 0],
						[100, 0]
					]
				}
			]
		}).setTool('select');
		expect(board.click(50, 12).selection()).toEqual([]);
		expect(board.click(50, 12, { pointerType: 'touch' }).selection()).toEqual(board.ids);
	});
	it('is open to a viewer, and writes nothing', () => {
		const { board, a } = selectBoard(false);
		const before = board.content();
		expect(board.drag([10, 10], [300, 300]).expectState('select.idle').selection()).toEqual([a]);
		expect(board.content()).toEqual(before);
	});
});

describe('a marquee', () => {
	it('begins on the empty board and selects what it meets, while it is drawn', () => {
		const { board, a, b } = selectBoard();
		board.pointerDown(-30, -30).expectState('select.marquee').pointerMove(20, 20);
		expect(board.selection()).toEqual([a]);
		expect(board.workspace.gesture.marquee).toEqual({ from: { x: -30, y: -30 }, to: { x: 20, y: 20 } });
		board.pointerMove(120, 20);
		expect(board.selection()).toEqual([a, b]);
		board.pointerMove(20, 20).pointerUp(20, 20).expectState('select.idle');
		expect(board.selection()).toEqual([a]);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
	it('takes the place of the selection before it, and adds to it with Shift', () => {
		const { board, a, c } = selectBoard();
		expect(board.select(c).drag([-30, -30], [20, 20]).selection()).toEqual([a]);
		expect(board.select(c).drag([-30, -30], [20, 20], { shift: true }).selection()).toEqual([c, a]);
	});
	it('leaves out what is locked', () => {
		const board = new BoardDriver({ elements: [noteAt(0, 0, { isLocked: true }), noteAt(100, 0)] }).setTool(
			'select'
		);
		expect(board.drag([-30, -30], [300, 300]).selection()).toEqual([board.ids[1]]);
	});
	it.each(['cancel', 'interrupt'] as const)('restores the selection before it on %s', (way) => {
		const { board, c } = selectBoard();
		board.select(c).pointerDown(-30, -30).pointerMove(120, 120)[way]().expectState('select.idle');
		expect(board.selection()).toEqual([c]);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
	it('writes nothing', () => {
		const { board } = selectBoard();
		const before = board.content();
		board.drag([-30, -30], [300, 300]);
		expect(board.content()).toEqual(before);
	});
});

describe('moving a selection', () => {
	it('begins after a few pixels, and selects what it takes hold of', () => {
		const { board, a } = selectBoard();
		board.pointerDown(10, 10).pointerMove(13, 10).expectState('select.pointingElement');
		board.pointerMove(20, 10).expectState('select.moving').pointerUp(20, 10).expectState('select.idle');
		expect(board.selection()).toEqual([a]);
		expect(positionOf(board, a)).toEqual([10, 0]);
	});
	it('shows where it is going, and writes it once, when the pointer is lifted', () => {
		const { board, a } = selectBoard();
		const before = board.content();
		let updates = 0;
		board.doc.on('update', () => updates++);
		board.pointerDown(10, 10).pointerMove(60, 10).pointerMove(70, 30);
		expect(board.workspace.gesture.transforming).toEqual({
			ids: new Set([a]),
			transform: { kind: 'move', by: [60, 20] },
			areCopies: false
		});
		expect(board.content()).toEqual(before);
		board.pointerUp(70, 30);
		expect(updates).toBe(1);
		expect(positionOf(board, a)).toEqual([60, 20]);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
	it('moves all that is selected, taken by any of them', () => {
		const { board, a, b, c } = selectBoard();
		board.select(a, b).drag([110, 10], [110, 60]);
		expect([a, b, c].map((id) => positionOf(board, id))).toEqual([
			[0, 50],
			[100, 50],
			[200, 0]
		]);
		expect(board.selection()).toEqual([a, b]);
	});
	it('can take a selection of several between them', () => {
		const { board, a, b } = selectBoard();
		board.select(a, b).drag([75, 25], [75, 75]);
		expect([a, b].map((id) => positionOf(board, id))).toEqual([
			[0, 50],
			[100, 50]
		]);
	});
	it('moves only what it takes hold of, when that was not selected', () => {
		const { board, a, b, c } = selectBoard();
		board.select(a, b).drag([210, 10], [210, 60]);
		expect([a, b, c].map((id) => positionOf(board, id))).toEqual([
			[0, 0],
			[100, 0],
			[200, 50]
		]);
	});
	it('keeps to one axis with Shift', () => {
		const { board, a } = selectBoard();
		board.click(10, 10).drag([10, 10], [80, 40], { shift: true });
		expect(positionOf(board, a)).toEqual([70, 0]);
	});
	it('goes by page units at any zoom', () => {
		const { board, a } = selectBoard();
		board.zoomTo(2).drag([20, 20], [120, 20]);
		expect(positionOf(board, a)).toEqual([50, 0]);
	});
	it('leaves what is locked where it is', () => {
		const board = new BoardDriver({ elements: [noteAt(0, 0, { isLocked: true }), noteAt(100, 0)] }).setTool(
			'select'
		);
		board.select(...board.ids).drag([110, 10], [110, 60]);
		expect(board.ids.map((id) => positionOf(board, id))).toEqual([
			[0, 0],
			[100, 50]
		]);
	});
	it('is one undo step', () => {
		const { board, a, b } = selectBoard();
		const before = board.elements();
		board.select(a, b).drag([110, 10], [110, 60]).drag([110, 60], [300, 60]).undo();
		expect([a, b].map((id) => positionOf(board, id))).toEqual([
			[0, 50],
			[100, 50]
		]);
		board.undo();
		expect(board.elements()).toEqual(before);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it('back to where it began writes nothing', () => {
		const { board } = selectBoard();
		const before = board.content();
		board.pointerDown(10, 10).pointerMove(60, 10).pointerMove(10, 10).pointerUp(10, 10);
		expect(board.content()).toEqual(before);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it.each(['cancel', 'interrupt'] as const)('leaves everything where it was on %s', (way) => {
		const { board, a } = selectBoard();
		const before = board.content();
		board.pointerDown(10, 10).pointerMove(60, 60)[way]().expectState('select.idle');
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
		board.pointerMove(90, 90).pointerUp(90, 90);
		expect(board.content()).toEqual(before);
		expect(board.selection()).toEqual([a]);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it('does not mind that another deletes one of them meanwhile', () => {
		const { board, a, b } = selectBoard();
		board.select(a, b).pointerDown(110, 10).pointerMove(110, 60);
		board.doc.transact(() => board.document.maps.elements.delete(a), 'network');
		board.pointerUp(110, 60);
		expect(board.scene.get(a)).toBeUndefined();
		expect(positionOf(board, b)).toEqual([100, 50]);
	});
	it('takes a bound arrow along', () => {
		const { board, a, b } = selectBoard();
		const [arrow] = board.document.create([
			{
				type: 'arrow',
				start: { point: [25, 25], id: a, anchor: [0.5, 0.5] },
				end: { point: [125, 25], id: b, anchor: [0.5, 0.5] }
			}
		]);
		const before = arrow && board.scene.placed(arrow)?.path;
		board.select(a, b).drag([110, 10], [110, 510]);
		const after = arrow && board.scene.placed(arrow)?.path;
		expect((after?.start.y ?? NaN) - (before?.start.y ?? NaN)).toBeCloseTo(500);
	});
});

describe('copying by dragging with Alt', () => {
	it('leaves what was there, and selects the copy where it was put, as one step', () => {
		const { board, a } = selectBoard();
		board.pointerDown(10, 10).pointerMove(60, 60, { alt: true });
		expect(board.workspace.gesture.transforming).toMatchObject({
			areCopies: true,
			transform: { by: [50, 50] }
		});
		board.pointerUp(60, 60, { alt: true });
		const [copy] = board.selection();
		expect(board.scene.count).toBe(4);
		expect(copy).not.toBe(a);
		expect([positionOf(board, a), copy && positionOf(board, copy)]).toEqual([
			[0, 0],
			[50, 50]
		]);
		board.undo();
		expect([board.scene.count, board.undoStack.canUndo]).toEqual([3, false]);
	});
	it('is decided when the pointer is lifted', () => {
		const { board, a } = selectBoard();
		board.pointerDown(10, 10).pointerMove(60, 60, { alt: true }).pointerUp(60, 60);
		expect([board.scene.count, positionOf(board, a)]).toEqual([3, [50, 50]]);
	});
	it('is gone on with by the command, as far again', () => {
		const { board, a } = selectBoard();
		board.select(a).drag([10, 10], [10, 90], { alt: true });
		board.duplicate([16, 16]);
		board.duplicate([16, 16]);
		const [third] = board.selection();
		expect(third && positionOf(board, third)).toEqual([0, 240]);
	});
});

describe('what leads somewhere', () => {
	it('is followed by a click on its mark, and only selected anywhere else or by dragging', () => {
		const link = 'https://example.org/';
		const board = new BoardDriver({
			elements: [{ type: 'rectangle', position: [0, 0], size: [200, 100], fill: 'solid', link }]
		}).setTool('select');
		board.click(100, 50);
		board.drag([185, 15], [185, 40]).drag([185, 40], [185, 15]);
		expect(board.followed).toEqual([]);
		board.pointerMove(185, 15);
		expect(board.workspace.cursor).toBe('pointer');
		board.click(185, 15);
		expect([board.followed, board.selection()]).toEqual([[link], [...board.ids]]);
	});
});

describe('what is locked', () => {
	it('is not written into by a double click, nor is anything begun on it', () => {
		const board = new BoardDriver({
			elements: [
				{ type: 'note', position: [0, 0], size: [100, 100], text: 'a', isLocked: true },
				{ type: 'rectangle', position: [200, 0], size: [100, 100], isLocked: true },
				{ type: 'frame', position: [400, 0], size: [100, 100], isLocked: true }
			]
		}).setTool('select');
		for (const [x, y] of [
			[50, 50],
			[250, 50],
			[405, -8]
		] as const) {
			board.doubleClick(x, y);
			expect(board.workspace.editing).toBeNull();
		}
	});
});

describe('a press inside what is selected', () => {
	it('drags an empty shape by its middle, but inside a frame begins a marquee', () => {
		const board = new BoardDriver({
			elements: [
				{ type: 'rectangle', position: [0, 0], size: [100, 100] },
				{ type: 'frame', position: [400, 0], size: [100, 100] }
			]
		}).setTool('select');
		const [a, frame] = board.ids;
		if (!a || !frame) throw new Error('expected two ids');
		board.drag([50, 50], [90, 70]);
		expect(positionOf(board, a)).toEqual([0, 0]);
		board.select(a).drag([50, 50], [90, 70]);
		expect(positionOf(board, a)).toEqual([40, 20]);
		board.select(frame).drag([450, 50], [490, 70]);
		expect(positionOf(board, frame)).toEqual([400, 0]);
		board.select(a).click(90, 70);
		expect(board.selection()).toEqual([]);
	});
});

describe('duplicating by the command', () => {
	it('takes the copy out of a frame that it does not lie in any more', () => {
		const board = new BoardDriver({
			elements: [
				{ type: 'frame', position: [0, 0], size: [100, 100] },
				{ type: 'rectangle', position: [40, 40], size: [40, 40] }
			]
		});
		const [frame, inside] = board.ids;
		if (!frame || !inside) throw new Error('expected two ids');
		board.document.update(inside, { parent: frame });
		board.undoStack.mark();
		board.select(inside).duplicate([10, 0]);
		const [within] = board.selection();
		board.duplicate([10, 0]);
		board.workspace.mark();
		board.select(inside).duplicate([300, 0]);
		const [outside] = board.selection();
		expect([within, outside].map((id) => id && board.scene.parentOf(id))).toEqual([frame, null]);
		board.undo();
		expect(board.scene.get(outside ?? inside)).toBeUndefined();
	});
	it('puts the copy where it is told, and each further one as far on as the last was put', () => {
		const { board, a, b } = selectBoard();
		board.select(a, b).duplicate([16, 16]);
		expect(board.selection().map((id) => positionOf(board, id))).toEqual([
			[16, 16],
			[116, 16]
		]);
		const [x, y] = [16 + 30, 16 + 10];
		board.drag([20, 20], [50, 30]);
		board.duplicate([16, 16]);
		expect(board.selection().map((id) => positionOf(board, id))).toEqual([
			[2 * x, 2 * y],
			[100 + 2 * x, 2 * y]
		]);
	});
	it('begins anew with another selection, and does nothing without one', () => {
		const { board, a, c } = selectBoard();
		board.select(a).duplicate([16, 16]);
		board.drag([20, 20], [120, 20]).select(c).duplicate([16, 16]);
		expect(board.selection().map((id) => positionOf(board, id))).toEqual([[216, 16]]);
		const { count } = board.scene;
		board.select().duplicate([16, 16]);
		expect(board.scene.count).toBe(count);
	});
});

describe('a double click', () => {
	it('edits the text under it', () => {
		const { board, a } = selectBoard();
		board.doubleClick(10, 10);
		expect(board.workspace.editing).toMatchObject({ elementId: a, isNew: false });
	});
	it('edits the label of an empty shape it is inside of', () => {
		const board = new BoardDriver({ elements: [{ type: 'ellipse', position: [0, 0], size: [100, 100] }] });
		board.setTool('select').doubleClick(50, 50);
		expect(board.workspace.editing).toMatchObject({ elementId: board.ids[0], isNew: false });
	});
	it('begins a text on the empty board, and writes nothing yet', () => {
		const { board } = selectBoard();
		const before = board.content();
		board.doubleClick(500, 515);
		expect(board.workspace.editing).toMatchObject({ isNew: true, position: [500, 500] });
		expect(board.content()).toEqual(before);
	});
	it('does nothing on a stroke, which has no text', () => {
		const board = new BoardDriver({
			elements: [
				{
					type: 'stroke',
					points: [
						[0, 0],
						[100, 0]
					]
				}
			]
		});
		board.setTool('select').doubleClick(50, 0);
		expect(board.workspace.editing).toBeNull();
	});
	it('does nothing for a viewer', () => {
		const { board } = selectBoard(false);
		expect(board.doubleClick(10, 10).workspace.editing).toBeNull();
	});
});
