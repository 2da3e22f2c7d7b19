import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import type { Board } from './board.svelte.ts';
import { addCommands, allCommands, commandForKey, COMMANDS } from './commands.ts';
import { EDITING_COMMANDS } from './editing-commands.ts';
import { describeKey } from './keys.ts';
import { VIEWING_COMMANDS } from './view-commands.ts';

addCommands([...EDITING_COMMANDS, ...VIEWING_COMMANDS]);

interface Stroke {
	readonly shift?: boolean;
	readonly ctrl?: boolean;
	readonly meta?: boolean;
	readonly alt?: boolean;
	readonly repeat?: boolean;
}

/** The id of what a key stroke means; undefined for nothing. `code` is the key's place on the keyboard. */
function press(
	key: string,
	code: string,
	{ shift, ctrl, meta, alt, repeat }: Stroke = {}
): string | undefined {
	return commandForKey({
		key,
		code,
		shiftKey: shift ?? false,
		ctrlKey: ctrl ?? false,
		metaKey: meta ?? false,
		altKey: alt ?? false,
		repeat: repeat ?? false
	} as KeyboardEvent)?.id;
}

describe('a key', () => {
	it.each<[string, string, string, Stroke, string]>([
		['V', 'v', 'KeyV', {}, 'tool.select'],
		['1', '1', 'Digit1', {}, 'tool.select'],
		['Ctrl+Z', 'z', 'KeyZ', { ctrl: true }, 'undo'],
		['Cmd+Z', 'z', 'KeyZ', { meta: true }, 'undo'],
		['Ctrl+Shift+Z', 'Z', 'KeyZ', { ctrl: true, shift: true }, 'redo'],
		['Ctrl+Y', 'y', 'KeyY', { ctrl: true }, 'redo'],
		['Delete', 'Delete', 'Delete', {}, 'delete'],
		['Backspace', 'Backspace', 'Backspace', {}, 'delete'],
		['an arrow', 'ArrowLeft', 'ArrowLeft', {}, 'nudge.left'],
		['Shift and an arrow', 'ArrowLeft', 'ArrowLeft', { shift: true }, 'nudge.left.far'],
		['Shift+1, which types another sign', '!', 'Digit1', { shift: true }, 'zoomToFit'],
		['Ctrl+D', 'd', 'KeyD', { ctrl: true }, 'duplicate'],
		[']', ']', 'BracketRight', {}, 'bringForward'],
		['[ where it is typed with another key', '[', 'Digit8', {}, 'sendBackward'],
		['Ctrl+[', '[', 'BracketLeft', { ctrl: true }, 'sendBackward'],
		['Ctrl+G', 'g', 'KeyG', { ctrl: true }, 'group'],
		['Shift+H', 'H', 'KeyH', { shift: true }, 'flip.horizontal'],
		['Alt+W', 'w', 'KeyW', { alt: true }, 'align.top'],
		['Alt+W of a Mac, which types another sign', '∑', 'KeyW', { alt: true }, 'align.top'],
		['Alt+Shift+H', 'H', 'KeyH', { alt: true, shift: true }, 'distribute.horizontal'],
		['?', '?', 'Slash', { shift: true }, 'help'],
		['Shift+L', 'L', 'KeyL', { shift: true }, 'lock'],
		['Shift+], which types another sign', '}', 'BracketRight', { shift: true }, 'bringToFront'],
		['Ctrl+plus without Shift', '=', 'Equal', { ctrl: true }, 'zoomIn'],
		['Ctrl+plus of its own', '+', 'NumpadAdd', { ctrl: true }, 'zoomIn'],
		['V with the caps lock on', 'V', 'KeyV', {}, 'tool.select']
	])('means its command: %s', (_name, key, code, stroke, id) => {
		expect(press(key, code, stroke)).toBe(id);
	});

	it.each<[string, string, string, Stroke, string]>([
		['Cyrillic М for V', 'м', 'KeyV', {}, 'tool.select'],
		['Cyrillic Я for Ctrl+Z', 'я', 'KeyZ', { ctrl: true }, 'undo'],
		['Cyrillic Я for Ctrl+Shift+Z', 'Я', 'KeyZ', { ctrl: true, shift: true }, 'redo'],
		['Greek Ρ for R', 'ρ', 'KeyR', {}, 'tool.rectangle'],
		['Hebrew ק for E', 'ק', 'KeyE', {}, 'tool.eraser']
	])('counts by its place where it types no Latin letter: %s', (_name, key, code, stroke, id) => {
		expect(press(key, code, stroke)).toBe(id);
	});

	it.each([
		['the Z of a German keyboard', 'z', 'KeyY', 'undo'],
		['the Y of a German keyboard', 'y', 'KeyZ', 'redo'],
		['the A of a French keyboard', 'a', 'KeyQ', 'selectAll']
	])('counts by its letter where it types a Latin one: %s', (_name, key, code, id) => {
		expect(press(key, code, { ctrl: true })).toBe(id);
	});

	it('means nothing where there is no such command', () => {
		expect(press('p', 'KeyP', { alt: true })).toBeUndefined();
		expect(press('w', 'KeyW', { shift: true })).toBeUndefined();
		expect(press('ö', 'Semicolon')).toBeUndefined();
		expect(press('Dead', 'KeyE')).toBeUndefined();
	});
	it('repeats while it is held only where that is meant', () => {
		expect(press('z', 'KeyZ', { ctrl: true, repeat: true })).toBe('undo');
		expect(press('ArrowUp', 'ArrowUp', { repeat: true })).toBe('nudge.up');
		expect(press('Delete', 'Delete', { repeat: true })).toBeUndefined();
		expect(press('q', 'KeyQ', { repeat: true })).toBeUndefined();
	});
});

describe('the table of commands', () => {
	it('gives no key to two commands, and no id either', () => {
		const keys = allCommands().flatMap((command) => command.keys);
		const ids = allCommands().map(({ id }) => id);
		expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
		expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
	});
	it.each([
		['mod+shift+z', 'Ctrl+Shift+Z'],
		['mod++', 'Ctrl++'],
		['arrowleft', '←'],
		['shift+]', 'Shift+]'],
		['delete', 'Del']
	])('writes %s as people do', (key, written) => {
		expect(describeKey(key)).toBe(written);
	});
});

describe.each(['undo', 'redo'] as const)('%s', (name) => {
	/** As much of a board as the command sees. */
	const boardOf = ({ undoStack, ...driver }: BoardDriver) =>
		({ ...driver, undo: undoStack }) as unknown as Board;

	it('ends typing first', () => {
		const driver = new BoardDriver().setTool('text').click(0, 0);
		COMMANDS[name].run(boardOf(driver));
		expect(driver.workspace.editing).toBeNull();
	});
	it('ends the gesture under way first', () => {
		const driver = new BoardDriver().setTool('draw').pointerDown(0, 0).pointerMove(20, 20);
		COMMANDS[name].run(boardOf(driver));
		driver.expectState('draw.idle');
		expect(driver.elements()).toEqual([]);
	});
});
