import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';
import type { ElementId } from '../../document/element.ts';
import type { ElementInput } from '../../document/element-input.ts';
import { groupElements } from '../../scene/group-elements.ts';
import { NO_GESTURE } from '../tool-context.ts';

const uprightStroke = (x: number, more: Partial<ElementInput> = {}): ElementInput => ({
	type: 'stroke',
	points: [
		[x, -100],
		[x, 100]
	],
	...more
});

/** Three strokes, at x = 100, 200 and 300. */
const eraserBoard = () =>
	new BoardDriver({ elements: [uprightStroke(100), uprightStroke(200), uprightStroke(300)] }).setTool(
		'eraser'
	);

describe('eraser', () => {
	it('goes from idle to erasing and back', () => {
		eraserBoard()
			.expectState('eraser.idle')
			.pointerDown(0, 0)
			.expectState('eraser.erasing')
			.pointerMove(50, 0)
			.pointerUp(50, 0)
			.expectState('eraser.idle');
	});
	it('takes what it passes, when the pointer is lifted', () => {
		const board = eraserBoard().pointerDown(0, 0).pointerMove(250, 0);
		expect(board.workspace.gesture.doomed).toEqual(new Set(board.ids.slice(0, 2)));
		expect(board.elements()).toHaveLength(3);
		board.pointerUp(250, 0);
		expect(board.elements().map(({ id }) => id)).toEqual([board.ids[2]]);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
	it('takes a group as one, as it is selected as one', () => {
		const board = eraserBoard();
		const [a, b] = board.ids;
		groupElements(board.document, board.scene, new Set([a, b] as ElementId[]));
		board.click(103, 0);
		expect(board.elements().map(({ id }) => id)).toEqual([board.ids[2]]);
		expect([...board.scene.ids()]).toHaveLength(1);
	});
	it('takes what is under a click', () => {
		const board = eraserBoard().click(203, 0);
		expect(board.elements().map(({ id }) => id)).toEqual([board.ids[0], board.ids[2]]);
	});
	it('takes nothing where there is nothing', () => {
		const board = eraserBoard().click(150, 0);
		expect(board.elements()).toHaveLength(3);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it('goes by every coalesced sample, not straight to the last', () => {
		const around = [
			[0, 500],
			[250, 500],
			[250, 0]
		] as const;
		const board = eraserBoard()
			.pointerDown(0, 0)
			.pointerMove(250, 0, { coalesced: around })
			.pointerUp(250, 0);
		expect(board.elements()).toHaveLength(3);
		const over = [
			[150, 0],
			[150, 500],
			[0, 500]
		] as const;
		board.pointerDown(0, 0).pointerMove(0, 500, { coalesced: over }).pointerUp(0, 500);
		expect(board.elements().map(({ id }) => id)).toEqual([board.ids[1], board.ids[2]]);
	});
	it('reaches equally far on the screen at any zoom', () => {
		const board = eraserBoard()
			.zoomTo(10)
			.click(1000 + 75, 0);
		expect(board.elements()).toHaveLength(3);
		board.zoomTo(0.5).click(50 + 5, 0);
		expect(board.elements()).toHaveLength(2);
	});
	it('leaves what is locked', () => {
		const board = new BoardDriver({ elements: [uprightStroke(100, { isLocked: true }), uprightStroke(200)] });
		board.setTool('eraser').drag([0, 0], [300, 0]);
		expect(board.elements().map(({ id }) => id)).toEqual([board.ids[0]]);
	});
	it('is one undo step, which brings all of it back', () => {
		const board = eraserBoard();
		const before = board.elements();
		board.drag([0, 0], [400, 0]);
		expect(board.elements()).toEqual([]);
		board.undo();
		expect(board.elements()).toEqual(before);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it.each(['cancel', 'interrupt'] as const)('restores everything on %s mid-drag', (way) => {
		const board = eraserBoard();
		const before = board.content();
		board.pointerDown(0, 0).pointerMove(400, 0)[way]().expectState('eraser.idle');
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
		board.pointerUp(400, 0);
		expect(board.content()).toEqual(before);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it('does not mind that another has removed what it was about to take', () => {
		const board = eraserBoard().pointerDown(0, 0).pointerMove(250, 0);
		board.doc.transact(() => board.document.maps.elements.delete(board.ids[0] ?? ''), 'network');
		board.pointerUp(250, 0);
		expect(board.elements().map(({ id }) => id)).toEqual([board.ids[2]]);
	});
	it('takes nothing for a viewer', () => {
		const board = new BoardDriver({ canWrite: false, elements: [uprightStroke(100)] });
		board.setTool('eraser').drag([0, 0], [300, 0]).expectState('eraser.idle');
		expect(board.elements()).toHaveLength(1);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
});
