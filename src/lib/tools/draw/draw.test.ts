import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';
import type { StrokeElement } from '../../document/element.ts';
import { unpackPoints } from '../../document/packed-points.ts';
import { NO_GESTURE } from '../tool-context.ts';

/** A stroke's points on the page, as [x, y, pressure]. */
function pointsOf({ position, points }: StrokeElement): number[][] {
	const flat = [...(unpackPoints(points) ?? [])];
	return flat.flatMap((x, i) =>
		i % 3 === 0 ? [[x + position[0], (flat[i + 1] ?? NaN) + position[1], flat[i + 2] ?? NaN]] : []
	);
}

const placesOf = (stroke: StrokeElement) => pointsOf(stroke).map(([x, y]) => [x, y]);

const drawBoard = () => new BoardDriver().setTool('draw');

describe('draw', () => {
	it('goes from idle to drawing and back', () => {
		drawBoard()
			.expectState('draw.idle')
			.pointerMove(5, 5)
			.expectState('draw.idle')
			.pointerDown(10, 10)
			.expectState('draw.drawing')
			.pointerMove(40, 40)
			.expectState('draw.drawing')
			.pointerUp(40, 40)
			.expectState('draw.idle');
	});
	it('writes one stroke when the pointer is lifted, and nothing before', () => {
		const board = drawBoard().pointerDown(10, 10).pointerMove(20, 30);
		expect(board.elements()).toEqual([]);
		board.pointerMove(40, 40).pointerUp(40, 40);
		expect(placesOf(board.made('stroke'))).toEqual([
			[10, 10],
			[20, 30],
			[40, 40]
		]);
	});
	it('shows the stroke while it grows, and takes it down when it is written', () => {
		const board = drawBoard().pointerDown(10, 10);
		const draft = board.workspace.gesture.draft;
		expect(draft?.points).toHaveLength(3);
		board.pointerMove(20, 20);
		expect(board.workspace.gesture.draft?.points).toHaveLength(6);
		board.pointerUp(20, 20);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
		expect(board.made('stroke').id).toBe(draft?.elementId);
		expect(board.cancelledDrafts).toEqual([]);
	});
	it('keeps every coalesced sample', () => {
		const coalesced = Array.from({ length: 40 }, (_, i) => [10 + i, 10 + (i % 5)] as const);
		const board = drawBoard().pointerDown(10, 10).pointerMove(49, 14, { coalesced }).pointerUp(49, 14);
		expect(placesOf(board.made('stroke'))).toEqual([[10, 10], ...coalesced]);
	});
	it('shows where the pointer is expected for a moment, and keeps nothing of it', () => {
		const board = drawBoard().pointerDown(10, 10);
		board.pointerMove(20, 20, { predicted: [[30, 31]] });
		const { draft } = board.workspace.gesture;
		expect(draft?.ahead?.points).toEqual([20, 21, 0.5]);
		expect(draft?.points).toHaveLength(6);
		expect(draft?.ahead?.until).toBeLessThan(performance.now() + 50);
		board.pointerUp(20, 20);
		expect(placesOf(board.made('stroke'))).toEqual([
			[10, 10],
			[20, 20]
		]);
	});
	it('keeps the places it was at when the page is zoomed and moved', () => {
		const board = drawBoard().zoomTo(2, 1000, -500).drag([0, 0], [20, 40]);
		expect(placesOf(board.made('stroke'))).toEqual([
			[1000, -500],
			[1005, -490],
			[1010, -480]
		]);
	});
	it('makes a dot of a click', () => {
		const board = drawBoard().click(7, 8);
		expect(placesOf(board.made('stroke'))).toEqual([[7, 8]]);
	});
	it('takes pressure from a pen', () => {
		const board = drawBoard()
			.pointerDown(0, 0, { pointerType: 'pen', pressure: 0.1 })
			.pointerMove(9, 9, {
				pointerType: 'pen',
				coalesced: [
					[4, 4, 0.6],
					[9, 9, 1]
				]
			})
			.pointerUp(9, 9, { pointerType: 'pen', pressure: 0 });
		const stroke = board.made('stroke');
		expect(stroke.hasPressure).toBe(true);
		[0.1, 0.6, 1].forEach((pressure, i) => expect(pointsOf(stroke)[i]?.[2]).toBeCloseTo(pressure, 1));
	});
	it.each(['mouse', 'touch'] as const)('takes none from a %s, whatever it says', (pointerType) => {
		const board = drawBoard().drag([0, 0], [9, 9], { pointerType, pressure: 0.9 });
		expect(board.made('stroke').hasPressure).toBe(false);
		for (const [, , pressure] of pointsOf(board.made('stroke'))) expect(pressure).toBeCloseTo(0.5, 1);
	});
	it('draws in the style that is chosen', () => {
		const board = drawBoard();
		board.workspace.style = { ...board.workspace.style, color: 'red', strokeWidth: 10, opacity: 0.4 };
		board.drag([0, 0], [9, 9]);
		expect(board.made('stroke')).toMatchObject({ color: 'red', size: 16, opacity: 0.4, by: 'alice' });
	});
	it('stays the tool, for one stroke after another, each on top of the one before', () => {
		const board = drawBoard().drag([0, 0], [9, 9]).drag([20, 0], [29, 9]).expectState('draw.idle');
		expect(board.elements().map((element) => 'position' in element && element.position)).toEqual([
			[0, 0],
			[20, 0]
		]);
	});
	it('makes each stroke an undo step of its own', () => {
		const board = drawBoard().drag([0, 0], [9, 9]).drag([20, 0], [29, 9]).undo();
		expect(board.elements()).toHaveLength(1);
		board.undo();
		expect(board.elements()).toEqual([]);
		expect(board.undoStack.canUndo).toBe(false);
		board.redo().redo();
		expect(board.elements()).toHaveLength(2);
	});

	it.each(['cancel', 'interrupt'] as const)('leaves nothing behind on %s, and tells of the draft', (way) => {
		const board = drawBoard().pointerDown(10, 10).pointerMove(40, 40);
		const before = board.content();
		const draft = board.workspace.gesture.draft;
		board[way]().expectState('draw.idle');
		expect(board.content()).toEqual(before);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
		expect(board.cancelledDrafts).toEqual([draft?.elementId]);
		board.pointerMove(50, 50).pointerUp(50, 50);
		expect(board.elements()).toEqual([]);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it('keeps what is drawn when another tool is taken in the middle', () => {
		const board = drawBoard()
			.pointerDown(10, 10)
			.pointerMove(40, 40)
			.setTool('eraser')
			.expectState('eraser.idle');
		board.pointerUp(40, 40);
		expect(board.elements()).toHaveLength(1);
		expect(board.cancelledDrafts).toEqual([]);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
	it('cancels one draft once', () => {
		const board = drawBoard().pointerDown(10, 10).cancel().cancel().interrupt();
		expect(board.cancelledDrafts).toHaveLength(1);
	});
	it('draws nothing for a viewer', () => {
		const board = new BoardDriver({ canWrite: false }).setTool('draw').drag([0, 0], [50, 50]);
		board.expectState('draw.idle');
		expect(board.elements()).toEqual([]);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
});

describe('a stroke without an end', () => {
	// Far jumps to and fro, as on a board zoomed far out: the most bytes a point can take.
	const SAMPLES = 110_000;
	const zigzag = Array.from({ length: SAMPLES }, (_, i) => [i % 2 ? 9_000_000 : -9_000_000, i % 7] as const);

	it('is continued in another where an element is full, and loses no sample', () => {
		const board = drawBoard().pointerDown(0, 0);
		for (let i = 0; i < SAMPLES; i += 500) board.pointerMove(0, 0, { coalesced: zigzag.slice(i, i + 500) });
		board.pointerUp(0, 0);
		const strokes = board.elements().filter((element) => element.type === 'stroke');
		expect(strokes.length).toBeGreaterThan(1);
		// Where one ends the next begins.
		const kept = strokes.reduce((count, { points }) => count + (unpackPoints(points)?.length ?? 0) / 3, 0);
		expect(kept - (strokes.length - 1)).toBe(SAMPLES + 1);
		expect(board.scene.skippedCount).toBe(0);
	});
	it('is one undo step all the same', () => {
		const board = drawBoard().pointerDown(0, 0);
		board.pointerMove(0, 0, { coalesced: zigzag }).pointerUp(0, 0);
		expect(board.elements().length).toBeGreaterThan(1);
		board.undo();
		expect(board.elements()).toEqual([]);
	});
	it('leaves nothing behind when it is cancelled', () => {
		const board = drawBoard().pointerDown(0, 0);
		board.pointerMove(0, 0, { coalesced: zigzag }).cancel().expectState('draw.idle');
		expect(board.elements()).toEqual([]);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
});
