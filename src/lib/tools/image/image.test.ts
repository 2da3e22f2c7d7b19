import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';

const imageBoard = (canWrite = true) => new BoardDriver({ canWrite }).setTool('image');

describe('image', () => {
	it('asks for pictures where it was clicked, at any zoom, and writes nothing by itself', () => {
		const board = imageBoard().zoomTo(2, 100, 100);
		board.pointerDown(40, 20).expectState('image.pointing').pointerUp(40, 20).expectState('image.idle');
		expect(board.picks).toEqual([{ x: 120, y: 110 }]);
		expect(board.elements()).toEqual([]);
	});
	it.each(['cancel', 'interrupt'] as const)('asks for none on %s', (way) => {
		const board = imageBoard().pointerDown(40, 20)[way]().expectState('image.idle').pointerUp(40, 20);
		expect(board.picks).toEqual([]);
	});
	it('asks a viewer for none', () => {
		expect(imageBoard(false).click(40, 20).picks).toEqual([]);
	});
});
