import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';

describe.each([true, false])('laser of somebody who may write: %s', (canWrite) => {
	const laserBoard = () => new BoardDriver({ canWrite }).setTool('laser');

	it('shines while the pointer is down, and changes nothing', () => {
		const board = laserBoard().expectState('laser.idle').pointerDown(0, 0).expectState('laser.pointing');
		expect(board.workspace.gesture.isLaser).toBe(true);
		board.pointerMove(50, 50).pointerUp(50, 50).expectState('laser.idle');
		expect(board.workspace.gesture.isLaser).toBe(false);
		expect(board.workspace.scene.count).toBe(0);
	});
	it.each(['cancel', 'interrupt'] as const)('goes out on %s', (way) => {
		const board = laserBoard().pointerDown(0, 0)[way]().expectState('laser.idle');
		expect(board.workspace.gesture.isLaser).toBe(false);
	});
});
