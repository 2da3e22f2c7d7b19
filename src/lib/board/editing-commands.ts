// The commands that change what is there already, or look at it in another way.
import type { Point } from '$lib/geometry/point';
import type { AlignTo, Axis } from '$lib/scene/align';
import type { Where } from '$lib/scene/reorder';
import * as arrange from './arrange.ts';
import type { Board } from './board.svelte.ts';
import type { Command } from './commands.ts';
import { pasteFromSystem } from './clipboard.ts';
import * as actions from './selection-actions.ts';
import { copyStyle, hasCopiedStyle, pasteStyle } from './style-clipboard.ts';
import { freeWidth, hasSetWidth } from './text-width.ts';

/** What comes when it is first wanted. */
async function later<T>(
	{ state }: Board,
	part: Promise<T>,
	run: (part: T) => void | Promise<void>
): Promise<void> {
	try {
		await run(await part);
	} catch (error) {
		console.warn('A part of the app could not be loaded, or failed.', error);
		state.tell('That did not work. Try again, or reload this page.');
	}
}

const hasSelection = ({ state }: Board) => state.selection.size > 0;
const hasSeveral = ({ state }: Board) => state.selection.size > 1;
const hasThree = ({ state }: Board) => state.selection.size > 2;
const writes = true;
/** From 16 to 20, 25, 31, … */
const LETTER_STEP = 1.25;

function orderCommand(id: string, label: string, keys: readonly string[], where: Where): Command {
	const repeats = where === 'forward' || where === 'backward';
	const run = (board: Board) => actions.reorder(board, where);
	return { id, label, group: 'Arrange', keys, writes, repeats, isEnabled: hasSelection, run };
}

function alignCommand(to: AlignTo, label: string, key: string): Command {
	const run = (board: Board) => arrange.align(board, to);
	return { id: `align.${to}`, label, group: 'Arrange', keys: [key], writes, isEnabled: hasSeveral, run };
}

function axisCommand(
	id: string,
	label: string,
	key: string,
	isEnabled: Command['isEnabled'],
	run: Command['run']
): Command {
	return { id, label, group: 'Arrange', keys: [key], writes, isEnabled, run };
}

const flip = (axis: Axis) => (board: Board) => arrange.flip(board, axis);
const distribute = (axis: Axis) => (board: Board) => arrange.distribute(board, axis);

function nudgeCommand(direction: string, dx: number, dy: number): Command[] {
	const key = `arrow${direction}`;
	const common = { group: 'Arrange', writes, repeats: true, isEnabled: hasSelection } as const;
	return [
		{
			...common,
			id: `nudge.${direction}`,
			label: `Nudge ${direction}`,
			keys: [key],
			run: (board) => actions.nudge(board, dx, dy)
		},
		{
			...common,
			id: `nudge.${direction}.far`,
			label: `Nudge ${direction} by 10`,
			keys: [`shift+${key}`],
			run: (board) => actions.nudge(board, dx * 10, dy * 10)
		}
	];
}

export const EDITING = {
	selectAll: { id: 'selectAll', label: 'Select all', group: 'Edit', keys: ['mod+a'], run: actions.selectAll },
	duplicate: {
		id: 'duplicate',
		label: 'Duplicate',
		group: 'Edit',
		keys: ['mod+d'],
		writes,
		repeats: true,
		isEnabled: hasSelection,
		run: actions.duplicate
	},
	copy: {
		id: 'copy',
		label: 'Copy',
		group: 'Edit',
		keys: ['mod+c'],
		isNative: true,
		isEnabled: hasSelection,
		run: () => document.execCommand('copy')
	},
	cut: {
		id: 'cut',
		label: 'Cut',
		group: 'Edit',
		keys: ['mod+x'],
		writes,
		isNative: true,
		isEnabled: hasSelection,
		run: () => document.execCommand('cut')
	},
	paste: {
		id: 'paste',
		label: 'Paste',
		group: 'Edit',
		keys: ['mod+v'],
		writes,
		isNative: true,
		run: (board: Board, at?: Point) => void pasteFromSystem(board, at ? board.screenToPage(at) : null)
	},
	copyAsPng: {
		id: 'copyAsPng',
		label: 'Copy as PNG',
		group: 'Edit',
		keys: ['alt+shift+c'],
		run: (board: Board) => void later(board, import('./copy-picture.ts'), (part) => part.copyAsPng(board))
	},
	copyAsSvg: {
		id: 'copyAsSvg',
		label: 'Copy as SVG',
		group: 'Edit',
		keys: [],
		run: (board: Board) => void later(board, import('./copy-picture.ts'), (part) => part.copyAsSvg(board))
	},
	copyStyle: {
		id: 'copyStyle',
		label: 'Copy style',
		group: 'Edit',
		keys: ['mod+alt+c'],
		isEnabled: hasSelection,
		run: copyStyle
	},
	pasteStyle: {
		id: 'pasteStyle',
		label: 'Paste style',
		group: 'Edit',
		keys: ['mod+alt+v'],
		writes,
		isEnabled: (board: Board) => hasSelection(board) && hasCopiedStyle(),
		run: pasteStyle
	},
	largerLetters: {
		id: 'largerLetters',
		label: 'Larger letters',
		group: 'Edit',
		keys: ['mod+shift+>'],
		writes,
		repeats: true,
		isEnabled: hasSelection,
		run: (board: Board) => actions.scaleLetters(board, LETTER_STEP)
	},
	smallerLetters: {
		id: 'smallerLetters',
		label: 'Smaller letters',
		group: 'Edit',
		keys: ['mod+shift+<'],
		writes,
		repeats: true,
		isEnabled: hasSelection,
		run: (board: Board) => actions.scaleLetters(board, 1 / LETTER_STEP)
	},
	openLink: {
		id: 'openLink',
		label: 'Open the link',
		group: 'Edit',
		keys: [],
		isEnabled: (board: Board) => actions.linkOf(board) !== null,
		run: (board: Board) => board.workspace.openLink(actions.linkOf(board) ?? '')
	},
	edit: {
		id: 'edit',
		label: 'Edit text',
		group: 'Edit',
		keys: ['enter'],
		writes,
		isEnabled: (board: Board) => hasSelection(board) || board.workspace.canFinish,
		run: actions.editSelected
	},
	crop: {
		id: 'crop',
		label: 'Crop',
		group: 'Edit',
		keys: [],
		writes,
		isEnabled: actions.isPicture,
		run: actions.editSelected
	},
	uncrop: {
		id: 'uncrop',
		label: 'Show all of the picture',
		group: 'Edit',
		keys: [],
		writes,
		isEnabled: actions.hasCropped,
		run: actions.uncrop
	},
	group: {
		id: 'group',
		label: 'Group',
		group: 'Arrange',
		keys: ['mod+g'],
		writes,
		isEnabled: hasSeveral,
		run: arrange.group
	},
	ungroup: {
		id: 'ungroup',
		label: 'Ungroup',
		group: 'Arrange',
		keys: ['mod+shift+g'],
		writes,
		isEnabled: arrange.hasGroup,
		run: arrange.ungroup
	},
	frameSelection: {
		id: 'frameSelection',
		label: 'Put into a frame',
		group: 'Arrange',
		keys: [],
		writes,
		isEnabled: hasSelection,
		run: arrange.frameSelection
	},
	fitFrame: {
		id: 'fitFrame',
		label: 'Fit frame to its content',
		group: 'Arrange',
		keys: [],
		writes,
		isEnabled: arrange.hasFrame,
		run: arrange.fitFrame
	},
	autoWidth: {
		id: 'autoWidth',
		label: 'Width by its lines',
		group: 'Arrange',
		keys: [],
		writes,
		isEnabled: hasSetWidth,
		run: freeWidth
	},
	removeFrame: {
		id: 'removeFrame',
		label: 'Remove the frame alone',
		group: 'Arrange',
		keys: [],
		writes,
		isEnabled: arrange.hasFrame,
		run: arrange.removeFrames
	},
	bringToFront: orderCommand('bringToFront', 'Bring to front', ['shift+]', 'mod+shift+]'], 'front'),
	bringForward: orderCommand('bringForward', 'Bring forward', [']', 'mod+]'], 'forward'),
	sendBackward: orderCommand('sendBackward', 'Send backward', ['[', 'mod+['], 'backward'),
	sendToBack: orderCommand('sendToBack', 'Send to back', ['shift+[', 'mod+shift+['], 'back'),
	alignLeft: alignCommand('left', 'Align left', 'alt+a'),
	alignCentre: alignCommand('centre', 'Align centres', 'alt+h'),
	alignRight: alignCommand('right', 'Align right', 'alt+d'),
	alignTop: alignCommand('top', 'Align top', 'alt+w'),
	alignMiddle: alignCommand('middle', 'Align middles', 'alt+v'),
	alignBottom: alignCommand('bottom', 'Align bottom', 'alt+s'),
	distributeHorizontally: axisCommand(
		'distribute.horizontal',
		'Distribute horizontally',
		'alt+shift+h',
		hasThree,
		distribute('horizontal')
	),
	distributeVertically: axisCommand(
		'distribute.vertical',
		'Distribute vertically',
		'alt+shift+v',
		hasThree,
		distribute('vertical')
	),
	flipHorizontally: axisCommand(
		'flip.horizontal',
		'Flip horizontally',
		'shift+h',
		hasSelection,
		flip('horizontal')
	),
	flipVertically: axisCommand('flip.vertical', 'Flip vertically', 'shift+v', hasSelection, flip('vertical')),
	lock: {
		id: 'lock',
		label: 'Lock',
		group: 'Arrange',
		keys: ['shift+l'],
		writes,
		isEnabled: hasSelection,
		run: actions.lock
	},
	unlock: {
		id: 'unlock',
		label: 'Unlock',
		group: 'Arrange',
		keys: [],
		writes,
		isEnabled: actions.isLockedHere,
		run: actions.unlockHere
	},
	unlockAll: {
		id: 'unlockAll',
		label: 'Unlock all',
		group: 'Arrange',
		keys: [],
		writes,
		run: actions.unlockAll
	}
} as const satisfies Record<string, Command>;

export const EDITING_COMMANDS: readonly Command[] = [
	...Object.values(EDITING),
	...nudgeCommand('left', -1, 0),
	...nudgeCommand('right', 1, 0),
	...nudgeCommand('up', 0, -1),
	...nudgeCommand('down', 0, 1)
];
