import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import { ALL_TOOLS } from './all-tools.ts';
import type { ToolName } from './tool.ts';
import { NO_GESTURE } from './tool-context.ts';

describe('a workspace', () => {
	it('starts drawing for those who may, and looking around for those who may not', () => {
		new BoardDriver().expectState('draw.idle');
		new BoardDriver({ canWrite: false }).expectState('hand.idle');
	});
	it('refuses a tool that there is none of, and keeps the one it has', () => {
		const board = new BoardDriver();
		expect(() => board.setTool('ruler' as ToolName)).toThrow('got ruler');
		board.expectState('draw.idle');
	});
	it('tells of what changes, and not of a selection that stays empty', () => {
		const board = new BoardDriver().setTool('eraser').select();
		expect(board.told).not.toContain('selection');
		board.zoomTo(2);
		board.workspace.style = { ...board.workspace.style, color: 'red' };
		expect(board.told).toEqual(['tool', 'camera', 'style']);
	});
	it('refuses a camera that is nowhere', () => {
		const board = new BoardDriver();
		expect(() => board.zoomTo(NaN)).toThrow('finite camera');
		expect(board.workspace.camera.zoom).toBe(1);
	});
	it('takes back what is under way when it is destroyed, twice too', () => {
		const board = new BoardDriver().setTool('draw').pointerDown(0, 0).pointerMove(9, 9);
		board.workspace.destroy();
		board.workspace.destroy();
		expect([board.workspace.gesture, board.elements()]).toEqual([NO_GESTURE, []]);
	});
});

describe.each(ALL_TOOLS.map(({ id }) => id))('the tool %s', (name) => {
	it('is where it began after cancel, interrupt and another tool, with nothing shown', () => {
		const keepsInk = name === 'draw' || name === 'highlighter';
		const ways: ((board: BoardDriver) => BoardDriver)[] = [
			(board) => board.cancel(),
			(board) => board.interrupt(),
			// Ink is kept then.
			...(keepsInk ? [] : [(board: BoardDriver) => board.setTool('hand').setTool(name)])
		];
		for (const takeBack of ways) {
			const board = new BoardDriver({
				elements: [{ type: 'note', position: [0, 0], size: [50, 50] }]
			}).setTool(name);
			const before = board.content();
			takeBack(board.pointerDown(10, 10).pointerMove(60, 60)).expectState(`${name}.idle`);
			expect(board.workspace.gesture).toEqual(NO_GESTURE);
			expect(board.content()).toEqual(before);
			board.pointerUp(60, 60).doubleClick(500, 500);
			board.workspace.interrupt();
		}
	});
	it('writes nothing for a viewer', () => {
		const elements = [{ type: 'note', position: [0, 0], size: [50, 50] } as const];
		const board = new BoardDriver({ canWrite: false, elements }).setTool(name);
		const before = board.content();
		board.drag([10, 10], [90, 90]).click(10, 10).doubleClick(10, 10).drag([300, 300], [-90, -90]);
		expect(board.content()).toEqual(before);
		expect(board.workspace.editing).toBeNull();
	});
	it('is not led astray by events out of order', () => {
		const board = new BoardDriver().setTool(name);
		const before = board.content();
		board.pointerUp(5, 5).pointerMove(9, 9).interrupt().pointerUp(9, 9).expectState(`${name}.idle`);
		board.cancel().pointerUp(9, 9).expectState('select.idle');
		expect(board.content()).toEqual(before);
	});
});
