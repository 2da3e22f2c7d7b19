import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';

const noteBoard = () => new BoardDriver().setTool('note');

describe('note', () => {
	it('is put around a click, selected, with the caret in it', () => {
		const board = noteBoard().click(200, 200).expectState('select.idle');
		const note = board.made('note');
		expect(note).toMatchObject({ position: [110, 110], size: [180, 180], color: 'yellow', text: '' });
		expect(board.selection()).toEqual([note.id]);
		expect(board.workspace.editing).toMatchObject({ elementId: note.id, isNew: false });
	});
	it('has its corner on the grid where that is snapped to', () => {
		const board = noteBoard();
		board.workspace.snaps = { grid: true, elements: false };
		expect(board.click(200, 200).made('note').position).toEqual([120, 120]);
	});
	it('has the chosen ink, unless that is black', () => {
		const board = noteBoard();
		board.workspace.style = { ...board.workspace.style, color: 'pink' };
		expect(board.click(0, 0).made('note').color).toBe('pink');
	});
	it('stays the tool when it is kept', () => {
		expect(noteBoard().keepTool().click(0, 0).expectState('note.idle').click(500, 0).elements()).toHaveLength(
			2
		);
	});
	it('is one undo step', () => {
		const board = noteBoard().keepTool().click(0, 0).click(500, 0).undo();
		expect(board.elements()).toHaveLength(1);
		expect(board.undo().elements()).toEqual([]);
	});
	it('stays when nothing is typed into it', () => {
		const board = noteBoard().click(0, 0);
		board.workspace.endEditing();
		expect(board.elements()).toHaveLength(1);
		expect(board.workspace.editing).toBeNull();
	});
	it.each(['cancel', 'interrupt'] as const)('is not put after %s, when the pointer is lifted', (way) => {
		const board = noteBoard().pointerDown(0, 0)[way]().pointerUp(0, 0);
		expect(board.elements()).toEqual([]);
		expect(board.click(0, 0).elements()).toHaveLength(1);
	});
	it('is not put by a pointer that came down with another tool', () => {
		const board = new BoardDriver().setTool('rectangle').pointerDown(0, 0).setTool('note').pointerUp(0, 0);
		expect(board.elements()).toEqual([]);
	});
	it('is not put by a viewer', () => {
		const board = new BoardDriver({ canWrite: false }).setTool('note').click(0, 0);
		expect([board.elements(), board.workspace.editing]).toEqual([[], null]);
	});
});
