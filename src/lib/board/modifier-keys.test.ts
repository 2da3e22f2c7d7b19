import { describe, expect, it, vi } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import type { PointerInput, ToolName } from '../tools/tool.ts';
import { ModifierKeys } from './modifier-keys.ts';

/** Somebody with a pointer over a board, and a keyboard. */
class Hands {
	readonly board: BoardDriver;
	readonly onReplay = vi.fn();
	readonly modifierKeys: ModifierKeys;
	/** The window, which hears of keys. */
	readonly #keys = new EventTarget();

	constructor(tool: ToolName) {
		this.board = new BoardDriver().setTool(tool);
		const { workspace } = this.board;
		this.modifierKeys = new ModifierKeys({ workspace, keys: this.#keys, onReplay: this.onReplay });
	}

	get draft() {
		return this.board.workspace.gesture.draft;
	}

	/** While the camera has not moved. */
	moveTo(x: number, y: number): this {
		const at = { point: { x, y }, pressure: 0.5 };
		const modifiers = { shift: false, alt: false, ctrl: false };
		const input: PointerInput = {
			...at,
			view: at.point,
			pointerType: 'mouse',
			modifiers,
			samples: [at],
			predicted: []
		};
		this.board.workspace.pointerMove(input);
		this.modifierKeys.follow(input);
		return this;
	}

	/** Whether the browser was kept from its own meaning of the key. */
	key(type: 'keydown' | 'keyup', key: string, held: Readonly<Record<string, boolean>> = {}): boolean {
		const event = new Event(type, { cancelable: true });
		const none = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, repeat: false };
		for (const [name, value] of Object.entries({ ...none, key, ...held }))
			Object.defineProperty(event, name, { value });
		return !this.#keys.dispatchEvent(event);
	}
}

describe('a key that is pressed or let go while the pointer rests', () => {
	it('changes what is being made at once, also where the board has moved under it', () => {
		const hands = new Hands('rectangle');
		hands.board.pointerDown(0, 0);
		hands.moveTo(100, 40).key('keydown', 'Shift', { shiftKey: true });
		expect(hands.draft?.fields).toMatchObject({ size: [100, 100] });
		hands.key('keydown', 'Alt', { shiftKey: true, altKey: true });
		expect(hands.draft?.fields).toMatchObject({ position: [-100, -100], size: [200, 200] });
		hands.key('keyup', 'Shift', { altKey: true });
		hands.key('keyup', 'Alt');
		expect(hands.draft?.fields).toMatchObject({ position: [0, 0], size: [100, 40] });
		hands.board.zoomTo(1, 50, 0);
		hands.key('keydown', 'Meta', { metaKey: true });
		expect(hands.draft?.fields).toMatchObject({ position: [0, 0], size: [150, 40] });
		expect(hands.onReplay.mock.lastCall).toMatchObject([
			{ point: { x: 150, y: 40 }, modifiers: { ctrl: true, shift: false } }
		]);
	});
	it('adds nothing to ink', () => {
		const hands = new Hands('draw');
		hands.board.pointerDown(0, 0);
		const before = hands.moveTo(100, 40).draft?.points?.length;
		hands.key('keydown', 'Shift', { shiftKey: true });
		expect([before, hands.draft?.points?.length]).toEqual([6, 6]);
	});
	it('changes the next part of a line that is drawn point by point', () => {
		const hands = new Hands('line');
		hands.board.click(0, 0);
		hands.moveTo(100, 10).key('keydown', 'Shift', { shiftKey: true });
		expect(hands.draft?.points?.at(-2)).toBeCloseTo(0);
	});
	it('is the browser’s own while nothing is under way, and once the board is gone', () => {
		const hands = new Hands('rectangle');
		hands.moveTo(0, 0);
		expect(hands.key('keydown', 'Alt', { altKey: true })).toBe(false);
		hands.board.pointerDown(0, 0);
		hands.moveTo(100, 40);
		expect(hands.key('keydown', 'Alt', { altKey: true })).toBe(true);
		expect(hands.key('keydown', 'a')).toBe(false);
		expect(hands.key('keydown', 'Alt', { altKey: true, repeat: true })).toBe(false);
		hands.modifierKeys.follow(null);
		expect(hands.key('keyup', 'Alt')).toBe(false);
		hands.moveTo(100, 40).modifierKeys.destroy();
		hands.key('keydown', 'Shift', { shiftKey: true });
		expect(hands.onReplay).toHaveBeenCalledTimes(1);
	});
});
