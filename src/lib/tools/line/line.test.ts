import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';
import { pagePoints } from '../../scene/page-points.ts';
import { NO_GESTURE } from '../tool-context.ts';

const lineBoard = () => new BoardDriver().setTool('line');
const placesOf = (board: BoardDriver) => pagePoints(board.made('line')).map(({ x, y }) => [x, y]);

describe('line', () => {
	it('is dragged from end to end', () => {
		expect(placesOf(lineBoard().drag([0, 0], [100, 40]))).toEqual([
			[0, 0],
			[100, 40]
		]);
	});
	it('is placed point by point and ended by a click on the last', () => {
		const board = lineBoard().click(0, 0).expectState('line.placing');
		board.pointerMove(50, 0).click(100, 0).click(100, 80).click(103, 82).expectState('select.idle');
		expect(placesOf(board)).toEqual([
			[0, 0],
			[100, 0],
			[100, 80]
		]);
		expect(board.undo().elements()).toEqual([]);
	});
	it('has its points on the grid where that is snapped to, unless Ctrl is held', () => {
		const board = lineBoard();
		board.workspace.snaps = { grid: true, elements: false };
		board.click(2, 3).click(95, 1).click(99, 75).click(99, 75);
		expect(placesOf(board)).toEqual([
			[0, 0],
			[96, 0],
			[96, 72]
		]);
		const free = lineBoard();
		free.workspace.snaps = { grid: true, elements: false };
		free.drag([2, 3], [95, 40], { ctrl: true });
		expect(placesOf(free)).toEqual([
			[2, 3],
			[95, 40]
		]);
	});
	it('is ended by a double click', () => {
		const board = lineBoard().click(0, 0).click(100, 0).click(100, 80).doubleClick(200, 80);
		expect(placesOf(board)).toHaveLength(4);
	});
	it('is ended by Enter', () => {
		const board = lineBoard().click(0, 0).click(100, 0).pointerMove(300, 300);
		expect(board.workspace.canFinish).toBe(true);
		board.workspace.finish();
		board.expectState('select.idle');
		expect(placesOf(board)).toHaveLength(2);
		expect(board.workspace.canFinish).toBe(false);
	});
	it('loses its last point by undo, and all of it with the first', () => {
		const board = lineBoard().click(0, 0).click(100, 0).click(200, 0);
		expect(board.workspace.stepBack()).toBe(true);
		expect(board.workspace.gesture.draft?.points).toHaveLength(9);
		board.workspace.stepBack();
		board.workspace.stepBack();
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
		board.expectState('line.idle');
		expect(board.workspace.stepBack()).toBe(false);
		expect(board.elements()).toEqual([]);
	});
	it('is closed by a click on the first', () => {
		const board = lineBoard().click(0, 0).click(100, 0).click(100, 80).click(2, 2);
		expect(placesOf(board)).toEqual([
			[0, 0],
			[100, 0],
			[100, 80],
			[0, 0]
		]);
	});
	it.each(['cancel', 'interrupt'] as const)(
		'keeps what was placed on %s, and is nothing with one point',
		(way) => {
			const board = lineBoard().click(0, 0)[way]();
			expect(board.elements()).toEqual([]);
			expect(board.workspace.gesture).toEqual(NO_GESTURE);
			board.setTool('line').click(0, 0).click(100, 0)[way]();
			expect(placesOf(board)).toHaveLength(2);
		}
	);
	it('keeps to steps of 15 degrees with Shift', () => {
		const board = lineBoard().click(0, 0).click(100, 4, { shift: true }).cancel();
		expect(placesOf(board)[1]?.[1]).toBe(0);
	});
});
