import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../../tests/support/board-driver.ts';
import type { ElementInput } from '../../document/element-input.ts';
import { unpackPoints } from '../../document/packed-points.ts';
import { NO_GESTURE } from '../tool-context.ts';

const boxAt = (x: number, y: number, more: Partial<ElementInput> = {}): ElementInput => ({
	type: 'rectangle',
	position: [x, y],
	size: [100, 100],
	...more
});

const arrowBoard = (...elements: readonly ElementInput[]) => new BoardDriver({ elements }).setTool('arrow');

describe('arrow', () => {
	it('goes from idle to dragging, and to the select tool with the arrow selected', () => {
		const board = arrowBoard()
			.expectState('arrow.idle')
			.pointerDown(0, 0)
			.expectState('arrow.dragging')
			.pointerMove(50, 0)
			.pointerUp(50, 0)
			.expectState('select.idle');
		expect(board.selection()).toEqual([board.made('arrow').id]);
	});
	it('goes from where the pointer came down to where it was lifted', () => {
		const arrow = arrowBoard().drag([10, 20], [110, 80]).made('arrow');
		expect([arrow.start, arrow.end]).toEqual([{ point: [10, 20] }, { point: [110, 80] }]);
	});
	it('stays the tool when it is kept', () => {
		const board = arrowBoard()
			.keepTool()
			.drag([0, 0], [50, 0])
			.expectState('arrow.idle')
			.drag([0, 9], [50, 9]);
		expect(board.elements()).toHaveLength(2);
	});
	it('is not made by a click, or by a slip', () => {
		const board = arrowBoard().click(5, 5).drag([0, 0], [3, 3]).expectState('arrow.idle');
		expect(board.elements()).toEqual([]);
		expect(board.cancelledDrafts).toHaveLength(1);
		expect(board.undoStack.canUndo).toBe(false);
	});
	it('keeps to steps of 15 degrees with Shift', () => {
		const { end } = arrowBoard().drag([0, 0], [100, 4], { shift: true }).made('arrow');
		expect(end.point[0]).toBeCloseTo(100, 0);
		expect(end.point[1]).toBe(0);
	});
	it('does not call a draft cancelled that it has written', () => {
		expect(arrowBoard().drag([0, 0], [50, 50]).cancelledDrafts).toEqual([]);
	});
	it('is one undo step', () => {
		const board = arrowBoard().keepTool().drag([0, 0], [50, 0]).drag([0, 9], [50, 9]).undo();
		expect(board.elements()).toHaveLength(1);
		expect(board.undo().elements()).toEqual([]);
	});
	it.each(['cancel', 'interrupt'] as const)('leaves nothing behind on %s', (way) => {
		const board = arrowBoard(boxAt(100, 0)).pointerDown(0, 50).pointerMove(150, 50);
		const before = board.content();
		board[way]().expectState('arrow.idle').pointerUp(150, 50);
		expect(board.content()).toEqual(before);
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
		expect(board.cancelledDrafts).toHaveLength(1);
	});
	it('is not made by a viewer', () => {
		const board = new BoardDriver({ canWrite: false }).setTool('arrow').drag([0, 0], [50, 50]);
		expect(board.expectState('arrow.idle').elements()).toEqual([]);
	});
});

describe('an arrow and a frame', () => {
	const frame: ElementInput = { type: 'frame', position: [200, 0], size: [400, 400] };
	const made = (from: readonly [number, number], to: readonly [number, number], ...more: ElementInput[]) => {
		const board = arrowBoard(frame, ...more).drag(from, to);
		return {
			arrow: board.made('arrow'),
			path: board.workspace.scene.placed(board.made('arrow').id)?.path,
			board
		};
	};

	it('belongs to it with both ends inside, and not with one', () => {
		const inside = made([250, 50], [500, 300], boxAt(480, 280));
		expect(inside.arrow.parent).toBe(inside.board.ids[0]);
		expect(made([50, 50], [500, 300], boxAt(480, 280)).arrow.parent).toBeNull();
	});
	it('ends at its edge when it holds on to it, wherever its middle lies', () => {
		const { arrow, path, board } = made([150, 200], [400, 200]);
		expect([arrow.parent, arrow.end.id]).toEqual([null, board.ids[0]]);
		expect(path?.end.x).toBeCloseTo(196);
	});
	it('holds on to it when let go on its name, and goes with it', () => {
		const { arrow, path, board } = made([150, -200], [210, -10]);
		expect([arrow.end.id, arrow.end.anchor]).toEqual([board.ids[0], [0.025, 0]]);
		expect(path?.end.y).toBeLessThanOrEqual(0);
		board.document.update(arrow.end.id ?? arrow.id, { position: [200, 1000] });
		expect(board.scene.placed(arrow.id)?.path?.end.y).toBeGreaterThan(900);
		expect(made([250, 50], [210, -10]).arrow.end.id).toBeUndefined();
	});
});

describe('an arrow let go over a shape', () => {
	it('holds on to it, and follows it', () => {
		const board = arrowBoard(boxAt(200, 0)).drag([0, 50], [250, 50]);
		const { id, end } = board.made('arrow');
		expect(end).toEqual({ point: [250, 50], id: board.ids[0], anchor: [0.5, 0.5] });
		board.document.update(board.ids[0] ?? id, { position: [200, 1000] });
		expect(board.scene.placed(id)?.path?.end.y).toBeGreaterThan(900);
	});
	it('holds on at both ends when it started over one', () => {
		const board = arrowBoard(boxAt(0, 0), boxAt(300, 0)).drag([50, 50], [350, 50]);
		const { start, end } = board.made('arrow');
		expect([start.id, end.id]).toEqual(board.ids);
	});
	it('points at the middle when let go near it, and where it was let go otherwise', () => {
		const near = arrowBoard(boxAt(200, 0)).drag([0, 50], [260, 62]);
		expect(near.made('arrow').end.anchor).toEqual([0.5, 0.5]);
		const beside = arrowBoard(boxAt(200, 0)).drag([0, 50], [210, 90]);
		expect(beside.made('arrow').end.anchor).toEqual([0.1, 0.9]);
	});
	it('ends inside with Alt, exactly where it was let go', () => {
		const board = arrowBoard(boxAt(200, 0)).drag([0, 50], [260, 62], { alt: true });
		const { id, end } = board.made('arrow');
		expect(end).toMatchObject({ anchor: [0.6, 0.62], isInside: true });
		expect(board.scene.placed(id)?.path?.end).toEqual({ x: 260, y: 62 });
	});
	it('ends on the grid where it holds on to nothing and that is snapped to', () => {
		const board = arrowBoard(boxAt(200, 0));
		board.workspace.snaps = { grid: true, elements: false };
		const { start, end } = board.drag([3, 50], [260, 62]).made('arrow');
		expect([start.point, end.point, end.id]).toEqual([[0, 48], [260, 62], board.ids[0]]);
	});
	it('points to where it was let go on a turned shape', () => {
		// Lies upright at x 240–260, y 0–100 when turned; the pointer is near its lower end.
		const board = arrowBoard(boxAt(200, 40, { size: [100, 20], rotation: Math.PI / 2 })).drag(
			[0, 95],
			[250, 95]
		);
		const { end } = board.made('arrow');
		expect(end.id).toBe(board.ids[0]);
		expect(end.anchor?.[0]).toBeCloseTo(0.95);
		expect(end.anchor?.[1]).toBe(0.5);
	});
	it('does not hold on beside a turned shape', () => {
		const board = arrowBoard(boxAt(200, 40, { size: [100, 20], rotation: Math.PI / 2 })).drag(
			[0, 0],
			[210, 50]
		);
		expect(board.made('arrow').end.id).toBeUndefined();
	});
	it('shows which one it would hold on to', () => {
		const board = arrowBoard(boxAt(200, 0)).pointerDown(0, 50).pointerMove(100, 50);
		expect(board.workspace.gesture.bindTarget).toBeNull();
		board.pointerMove(250, 50);
		expect(board.workspace.gesture.bindTarget).toBe(board.ids[0]);
		board.pointerMove(500, 50);
		expect(board.workspace.gesture.bindTarget).toBeNull();
	});
	it('takes the topmost of several', () => {
		const board = arrowBoard(boxAt(200, 0), boxAt(210, 0)).drag([0, 50], [250, 50]);
		expect(board.made('arrow').end.id).toBe(board.ids[1]);
	});
	it('stays free with Ctrl', () => {
		const board = arrowBoard(boxAt(200, 0)).drag([0, 50], [250, 50], { ctrl: true });
		expect(board.made('arrow').end).toEqual({ point: [250, 50] });
	});
	it('stays free over a stroke', () => {
		const board = arrowBoard({
			type: 'stroke',
			points: [
				[200, 50],
				[300, 50]
			]
		}).drag([0, 50], [250, 50]);
		expect(board.made('arrow').end.id).toBeUndefined();
	});
	it('holds on to a text', () => {
		const board = arrowBoard({ type: 'text', position: [240, 40], text: 'hello' }).drag([0, 50], [250, 50]);
		expect(board.made('arrow').end.id).toBe(board.ids[0]);
	});
});

describe('line', () => {
	const lineBoard = (...elements: readonly ElementInput[]) => new BoardDriver({ elements }).setTool('line');

	it('goes straight from end to end, and holds on to nothing', () => {
		const board = lineBoard(boxAt(200, 0)).drag([10, 50], [250, 80]);
		const line = board.made('line');
		expect(line.position).toEqual([10, 50]);
		expect([...(unpackPoints(line.points) ?? [])].slice(3, 5)).toEqual([240, 30]);
	});
	it('is shown while it is drawn', () => {
		const board = lineBoard().pointerDown(10, 10).pointerMove(60, 40);
		expect(board.workspace.gesture.draft).toMatchObject({
			fields: { type: 'line', position: [10, 10] },
			points: [0, 0, 0.5, 50, 30, 0.5]
		});
		board.pointerUp(60, 40).expectState('select.idle');
		expect(board.workspace.gesture).toEqual(NO_GESTURE);
	});
});
