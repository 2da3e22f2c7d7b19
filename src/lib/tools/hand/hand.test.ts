import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';

const handBoard = (canWrite = true) => new BoardDriver({ canWrite }).setTool('hand');

describe('hand', () => {
	it('goes from idle to panning and back', () => {
		handBoard()
			.expectState('hand.idle')
			.pointerDown(0, 0)
			.expectState('hand.panning')
			.pointerMove(5, 5)
			.pointerUp(5, 5)
			.expectState('hand.idle');
	});
	it('moves the page with the pointer, at any zoom', () => {
		const board = handBoard().zoomTo(2, 100, 100).drag([0, 0], [40, -60]);
		expect(board.workspace.camera).toEqual({ x: 80, y: 130, zoom: 2 });
	});
	it('moves nothing while the pointer is up', () => {
		const board = handBoard().drag([0, 0], [10, 10]).pointerMove(500, 500);
		expect(board.workspace.camera).toEqual({ x: -10, y: -10, zoom: 1 });
	});
	it.each(['cancel', 'interrupt'] as const)('stops on %s', (way) => {
		const board = handBoard().pointerDown(0, 0).pointerMove(10, 0)[way]().expectState('hand.idle');
		expect(board.pointerMove(90, 0).workspace.camera.x).toBe(-10);
	});
	it('is what a viewer starts with, and it pans', () => {
		const board = new BoardDriver({ canWrite: false }).expectState('hand.idle').drag([0, 0], [10, 10]);
		expect(board.workspace.camera.x).toBe(-10);
	});
});
