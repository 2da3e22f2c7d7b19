import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';

const textBoard = (...texts: readonly string[]) =>
	new BoardDriver({
		elements: texts.map((text, i) => ({ type: 'text', position: [0, i * 100], text }))
	}).setTool('text');

describe('text', () => {
	it('begins where it is clicked, its first line at the pointer, and writes nothing yet', () => {
		const board = textBoard().click(300, 300);
		expect(board.workspace.editing).toMatchObject({ isNew: true, position: [300, 287.5] });
		expect(board.elements()).toEqual([]);
	});
	it('begins a text that wraps by a drag, as wide as that', () => {
		const { workspace } = textBoard('hello').drag([0, 10], [200, 60]);
		expect(workspace.editing).toMatchObject({ isNew: true, position: [0, 10], width: 200 });
	});
	it('begins it round the line of a drag along one line, whichever way', () => {
		const { workspace } = textBoard().drag([500, 300], [300, 302]);
		expect(workspace.editing).toMatchObject({ position: [300, 288.5], width: 200 });
	});
	it('takes a finger that strays for a click, at any zoom', () => {
		for (const zoom of [0.5, 1, 4]) {
			const { workspace } = textBoard().zoomTo(zoom).drag([300, 300], [310, 340], { pointerType: 'touch' });
			expect(workspace.editing?.width).toBeUndefined();
		}
	});
	it.each(['cancel', 'interrupt'] as const)('shows how wide it will be, until %s', (way) => {
		const board = textBoard().pointerDown(0, 0).pointerMove(100, 40);
		expect(board.workspace.gesture.marquee).toEqual({ from: { x: 0, y: 0 }, to: { x: 100, y: 40 } });
		expect(board[way]().workspace.gesture.marquee).toBeNull();
	});
	it('begins on the grid where that is snapped to', () => {
		const board = textBoard();
		board.workspace.snaps = { grid: true, elements: false };
		expect(board.click(300, 300).workspace.editing).toMatchObject({ isNew: true, position: [312, 288] });
	});
	it('puts the caret into a text that is there', () => {
		const board = textBoard('hello').click(5, 15);
		expect(board.workspace.editing).toMatchObject({ elementId: board.ids[0], isNew: false });
	});
	it.each(['cancel', 'interrupt'] as const)('does not begin after %s, when the pointer is lifted', (way) => {
		expect(textBoard().pointerDown(0, 0)[way]().pointerUp(0, 0).workspace.editing).toBeNull();
	});
	it('does not begin by a pointer that came down with another tool', () => {
		const board = new BoardDriver().setTool('draw').pointerDown(0, 0).setTool('text').pointerUp(0, 0);
		expect(board.workspace.editing).toBeNull();
	});
	it('does not begin for a viewer', () => {
		const board = new BoardDriver({ canWrite: false }).setTool('text').click(0, 0);
		expect(board.workspace.editing).toBeNull();
	});
});

describe('the end of typing', () => {
	it('selects the text and gives the tool back', () => {
		const board = textBoard('hello').click(5, 15);
		board.workspace.endEditing();
		board.expectState('select.idle');
		expect([board.selection(), board.workspace.editing]).toEqual([[...board.ids], null]);
	});
	it('keeps the tool when it is kept', () => {
		const board = textBoard().keepTool().click(5, 15);
		board.workspace.endEditing();
		board.expectState('text.idle');
	});
	it('removes a text that was left empty, and undo brings back what was in it', () => {
		const board = textBoard('hello').click(5, 15);
		const [id] = board.ids;
		if (!id) throw new Error('expected an id');
		board.workspace.mark();
		board.document.update(id, { text: ' ' });
		board.workspace.endEditing();
		expect(board.elements()).toEqual([]);
		board.undo();
		expect(board.scene.get(id)).toMatchObject({ text: 'hello' });
	});
	it('leaves nothing of a text that was never begun', () => {
		const board = textBoard().click(300, 300);
		board.workspace.endEditing();
		expect([board.elements(), board.undoStack.canUndo]).toEqual([[], false]);
	});
	it('does not mind that another has removed the text', () => {
		const board = textBoard('hello').click(5, 15);
		board.doc.transact(() => board.document.maps.elements.delete(board.ids[0] ?? ''), 'network');
		board.workspace.endEditing();
		expect([board.workspace.editing, board.selection()]).toEqual([null, []]);
	});
	it('is no end when nobody types', () => {
		const board = textBoard();
		board.told.length = 0;
		board.workspace.endEditing();
		expect(board.told).toEqual([]);
	});
});
