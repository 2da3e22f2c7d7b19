// Every command once: what menus, buttons, tooltips and the keyboard offer comes from here.
import type { Where } from '$lib/scene/reorder';
import type { ToolName } from '$lib/tools/tool';
import * as actions from './board-actions.ts';
import type { Board } from './board.svelte.ts';
import { pickImages } from './insert-images.ts';

export interface Command {
	readonly id: string;
	readonly label: string;
	/** Each as "mod+shift+z"; mod is Ctrl, or Cmd on a Mac. The first is shown. */
	readonly keys: readonly string[];
	readonly run: (board: Board) => void;
	/** True where it also repeats while the key is held. */
	readonly repeats?: boolean;
	/** Only for those who may draw. */
	readonly writes?: boolean;
	readonly tool?: ToolName;
}

const ZOOM_STEP = 1.25;

function toolCommand(tool: ToolName, label: string, keys: readonly string[]): Command {
	return {
		id: `tool.${tool}`,
		label,
		keys,
		tool,
		writes: tool !== 'select' && tool !== 'hand',
		run: ({ workspace }) => workspace.setTool(tool)
	};
}

function nudgeCommand(direction: string, dx: number, dy: number): Command[] {
	const key = `arrow${direction}`;
	return [
		{
			id: `nudge.${direction}`,
			label: `Nudge ${direction}`,
			keys: [key],
			writes: true,
			repeats: true,
			run: (board) => actions.nudge(board, dx, dy)
		},
		{
			id: `nudge.${direction}.far`,
			label: `Nudge ${direction} by 10`,
			keys: [`shift+${key}`],
			writes: true,
			repeats: true,
			run: (board) => actions.nudge(board, dx * 10, dy * 10)
		}
	];
}

function orderCommand(id: string, label: string, keys: readonly string[], where: Where): Command {
	const repeats = where === 'forward' || where === 'backward';
	return { id, label, keys, writes: true, repeats, run: (board) => actions.reorder(board, where) };
}

/** The tools in the order of the toolbar. */
export const TOOL_COMMANDS: readonly Command[] = [
	toolCommand('select', 'Select', ['v', '1']),
	toolCommand('hand', 'Hand', ['h']),
	toolCommand('draw', 'Draw', ['p', 'd']),
	toolCommand('eraser', 'Eraser', ['e']),
	toolCommand('rectangle', 'Rectangle', ['r']),
	toolCommand('ellipse', 'Ellipse', ['o']),
	toolCommand('diamond', 'Diamond', []),
	toolCommand('arrow', 'Arrow', ['a']),
	toolCommand('line', 'Line', ['l']),
	toolCommand('text', 'Text', ['t']),
	toolCommand('note', 'Note', ['n']),
	{ ...toolCommand('image', 'Image', ['mod+u']), run: (board) => void pickImages(board) }
];

export const COMMANDS = {
	undo: { id: 'undo', label: 'Undo', keys: ['mod+z'], writes: true, repeats: true, run: actions.undo },
	redo: {
		id: 'redo',
		label: 'Redo',
		keys: ['mod+shift+z', 'mod+y'],
		writes: true,
		repeats: true,
		run: actions.redo
	},
	selectAll: { id: 'selectAll', label: 'Select all', keys: ['mod+a'], run: actions.selectAll },
	delete: {
		id: 'delete',
		label: 'Delete',
		keys: ['delete', 'backspace'],
		writes: true,
		run: actions.deleteSelection
	},
	duplicate: {
		id: 'duplicate',
		label: 'Duplicate',
		keys: ['mod+d'],
		writes: true,
		repeats: true,
		run: actions.duplicate
	},
	bringForward: orderCommand('bringForward', 'Bring forward', [']', 'mod+]'], 'forward'),
	sendBackward: orderCommand('sendBackward', 'Send backward', ['[', 'mod+['], 'backward'),
	lock: { id: 'lock', label: 'Lock', keys: ['shift+l'], writes: true, run: actions.lock },
	unlockAll: { id: 'unlockAll', label: 'Unlock all', keys: [], writes: true, run: actions.unlockAll },
	bringToFront: orderCommand('bringToFront', 'Bring to front', ['shift+]', 'mod+shift+]'], 'front'),
	sendToBack: orderCommand('sendToBack', 'Send to back', ['shift+[', 'mod+shift+['], 'back'),
	keepTool: {
		id: 'keepTool',
		label: 'Keep the tool',
		keys: ['q'],
		writes: true,
		run: ({ workspace }: Board) => (workspace.keepsTool = !workspace.keepsTool)
	},
	zoomIn: {
		id: 'zoomIn',
		label: 'Zoom in',
		keys: ['mod+=', 'mod++'],
		repeats: true,
		run: (board: Board) => board.zoomTo(board.workspace.camera.zoom * ZOOM_STEP)
	},
	zoomOut: {
		id: 'zoomOut',
		label: 'Zoom out',
		keys: ['mod+-'],
		repeats: true,
		run: (board: Board) => board.zoomTo(board.workspace.camera.zoom / ZOOM_STEP)
	},
	zoomReset: {
		id: 'zoomReset',
		label: 'Zoom to 100 %',
		keys: ['shift+0', 'mod+0'],
		run: (board: Board) => board.zoomTo(1)
	},
	zoomToFit: {
		id: 'zoomToFit',
		label: 'Fit all',
		keys: ['shift+1'],
		run: (board: Board) => board.zoomToFit()
	},
	zoomToSelection: {
		id: 'zoomToSelection',
		label: 'Fit selection',
		keys: ['shift+2'],
		run: (board: Board) => board.zoomToFit(board.workspace.selection)
	},
	edit: { id: 'edit', label: 'Edit text', keys: ['enter'], writes: true, run: editSelected },
	cancel: {
		id: 'cancel',
		label: 'Cancel',
		keys: ['escape'],
		run: ({ workspace }: Board) => workspace.cancel()
	}
} as const satisfies Record<string, Command>;

export const ALL_COMMANDS: readonly Command[] = [
	...TOOL_COMMANDS,
	...Object.values(COMMANDS),
	...nudgeCommand('left', -1, 0),
	...nudgeCommand('right', 1, 0),
	...nudgeCommand('up', 0, -1),
	...nudgeCommand('down', 0, 1)
];

/** The command that this key stroke means; undefined for none. */
export function commandForKey(event: KeyboardEvent): Command | undefined {
	const strokes = keyStrokesOf(event);
	const command = ALL_COMMANDS.find(({ keys }) => keys.some((key) => strokes.includes(key)));
	return command && event.repeat && !command.repeats ? undefined : command;
}

/** A key as people write it: "Ctrl+Shift+Z", "⇧⌘Z" on a Mac. */
export function describeKey(key: string): string {
	const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
	const names: Record<string, string> = {
		mod: isMac ? '⌘' : 'Ctrl',
		shift: isMac ? '⇧' : 'Shift',
		arrowleft: '←',
		arrowright: '→',
		arrowup: '↑',
		arrowdown: '↓',
		delete: 'Del',
		escape: 'Esc'
	};
	const parts = key.split(/\+(?!$)/).map((part) => names[part] ?? part[0]?.toUpperCase() + part.slice(1));
	return parts.join(isMac ? '' : '+');
}

// A digit or bracket under Shift arrives as another character on most layouts, so its place on the keyboard counts too;
// and so does a letter's where it is none of A to Z, as on a Cyrillic, Greek or Hebrew layout.
function keyStrokesOf({ key, code, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): string[] {
	if (altKey) return [];
	const prefix = `${ctrlKey || metaKey ? 'mod+' : ''}${shiftKey ? 'shift+' : ''}`;
	const byPlace: Record<string, string> = { BracketLeft: '[', BracketRight: ']' };
	const isForeignLetter = key > '\x7f' && /^\p{L}$/u.test(key);
	const place =
		byPlace[code] ??
		/^Digit(\d)$/.exec(code)?.[1] ??
		(isForeignLetter ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() : undefined);
	return [prefix + key.toLowerCase(), ...(place ? [prefix + place] : [])];
}

function editSelected({ scene, workspace }: Board): void {
	const [id] = workspace.selection;
	const element = id && scene.get(id);
	if (!element || workspace.selection.size !== 1 || !('text' in element)) return;
	workspace.editText({ elementId: element.id, isNew: false, position: [0, 0] });
}
