import { describe, expect, it } from 'vitest';
import { BoardDriver, type PointerOptions } from '../../../../tests/support/board-driver.ts';
import { NO_GESTURE } from '../tool-context.ts';

const SHAPES = ['rectangle', 'ellipse', 'diamond'] as const;

const shapeBoard = () => new BoardDriver().setTool('rectangle');

describe.each(SHAPES)('the %s tool', (name) => {
	it('draws its shape from corner to corner', () => {
		const board = new BoardDriver().setTool(name).drag([10, 20], [110, 80]);
		expect(board.made(name)).toMatchObject({ position: [10, 20], size: [100, 60], by: 'alice' });
	});
	it('makes one of the usual size around a click', () => {
		const board = new BoardDriver().setTool(name).click(200, 100);
		expect(board.made(name)).toMatchObject({ position: [120, 50], size: [160, 100] });
	});
});

describe('shape', () => {
	it('goes from idle to sizing, and to the select tool with the shape selected', () => {
		const board = shapeBoard()
			.expectState('rectangle.idle')
			.pointerDown(0, 0)
			.expectState('rectangle.sizing')
			.pointerMove(50, 50)
			.expectState('rectangle.sizing')
			.pointerUp(50, 50)
			.expectState('select.idle');
		expect(board.selection()).toEqual([board.made('rectangle').id]);
	});
	it('stays the tool when it is kept', () => {
		const board = shapeBoard().keepTool().drag([0, 0], [50, 50]).expectState('rectangle.idle');
		board.drag([100, 0], [150, 50]);
		expect(board.elements()).toHaveLength(2);
		expect(board.selection()).toEqual([board.elements()[1]?.id]);
	});
	it.each<[string, readonly [number, number], PointerOptions, object]>([
		['up and to the left', [-40, -30], {}, { position: [60, 70], size: [40, 30] }],
		['regular with Shift', [140, 110], { shift: true }, { position: [100, 100], size: [40, 40] }],
		['regular towards any corner', [90, 140], { shift: true }, { position: [60, 100], size: [40, 40] }],
		['around its start with Alt', [120, 110], { alt: true }, { position: [80, 90], size: [40, 20] }],
		[
			'regular around its start with both',
			[120, 105],
			{ shift: true, alt: true },
			{ position: [80, 80], size: [40, 40] }
		],
		['along one axis only', [160, 100], {}, { position: [100, 100], size: [60, 0] }]
	])('draws %s', (_name, to, options, expected) => {
		const end = to[0] < 0 ? ([100 + to[0], 100 + to[1]] as const) : to;
		expect(shapeBoard().drag([100, 100], end, options).made('rectangle')).toMatchObject(expected);
	});
	it('takes a slip of a few pixels for a click, at any zoom', () => {
		expect(shapeBoard().drag([0, 0], [3, 3]).made('rectangle').size).toEqual([160, 100]);
		expect(shapeBoard().zoomTo(10).drag([0, 0], [30, 30]).made('rectangle').size).toEqual([3, 3]);
	});
	it('shows the shape while it is drawn, and takes it down when it is written', () => {
		const board = shapeBoard().pointerDown(0, 0).pointerMove(50, 30);
		const draft = board.workspace.gesture.draft;
		expect(draft?.fields).toMatchObject({ type: 'rectangle', position: [0, 0], size: [50, 30] });
		expect(board.elements()).toEqual([]);
		board.pointerUp(50, 30);
		expect(board.made('rectangle').id).toBe(draft?.elementId);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
	it('does not call a draft cancelled that it has written', () => {
		expect(shapeBoard().drag([0, 0], [50, 50]).cancelledDrafts).toEqual([]);
		expect(shapeBoard().keepTool().drag([0, 0], [50, 50]).cancelledDrafts).toEqual([]);
	});
	it('looks as the chosen style says', () => {
		const board = shapeBoard();
		const style = { color: 'red', strokeWidth: 8, fill: 'hatch', dash: 'dotted', opacity: 0.5 } as const;
		board.workspace.style = { ...board.workspace.style, ...style };
		expect(board.drag([0, 0], [50, 50]).made('rectangle')).toMatchObject(style);
	});
	it('is one undo step', () => {
		const board = shapeBoard().keepTool().drag([0, 0], [50, 50]).drag([60, 0], [90, 50]).undo();
		expect(board.elements()).toHaveLength(1);
		board.undo();
		expect(board.elements()).toEqual([]);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it.each(['cancel', 'interrupt'] as const)('leaves nothing behind on %s, and tells of the draft', (way) => {
		const board = shapeBoard().pointerDown(0, 0).pointerMove(50, 50);
		const before = board.content();
		const draft = board.workspace.gesture.draft;
		board[way]().expectState('rectangle.idle').pointerUp(50, 50);
		expect(board.content()).toEqual(before);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
		expect(board.cancelledDrafts).toEqual([draft?.elementId]);
	});
	it('has no draft to tell of when it is cancelled before it moved', () => {
		expect(shapeBoard().pointerDown(0, 0).cancel().cancelledDrafts).toEqual([]);
	});
	it('leaves nothing behind when another tool is taken in the middle', () => {
		const board = shapeBoard().pointerDown(0, 0).pointerMove(50, 50).setTool('draw').pointerUp(50, 50);
		expect(board.elements()).toEqual([]);
		expect(board.cancelledDrafts).toHaveLength(1);
	});
	it('makes nothing for a viewer', () => {
		const board = new BoardDriver({ canWrite: false })
			.setTool('rectangle')
			.drag([0, 0], [50, 50])
			.click(5, 5);
		board.expectState('rectangle.idle');
		expect(board.elements()).toEqual([]);
	});
});
