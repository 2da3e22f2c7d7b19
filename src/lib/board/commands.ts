// Every command once: what menus, buttons, tooltips, the palette and the keyboard offer comes from here. What only
// changes what is there already is in `editing-commands.ts`, which comes after the first stroke can be drawn.
import type { Point } from '$lib/geometry/point';
import { TOOL_NAMES, type ToolName } from '$lib/tools/tool';
import * as actions from './board-actions.ts';
import type { Board } from './board.svelte.ts';
import { keyStrokesOf } from './keys.ts';

/** Where the dialog of keys and the palette put it. */
export type CommandGroup = 'Tools' | 'Edit' | 'Arrange' | 'View';

export interface Command {
	readonly id: string;
	readonly label: string;
	readonly group: CommandGroup;
	/** Each as "mod+alt+shift+z"; mod is Ctrl, or Cmd on a Mac. The first is shown. */
	readonly keys: readonly string[];
	/** `at`: where a menu was opened for it, view px. */
	readonly run: (board: Board, at?: Point) => void;
	/** Whether it would do anything now; without it, always. */
	readonly isEnabled?: (board: Board) => boolean;
	/** True where the browser itself answers the key, and the page hears of it as copy, cut or paste. */
	readonly isNative?: boolean;
	/** True where it also repeats while the key is held. */
	readonly repeats?: boolean;
	/** Only for those who may draw. */
	readonly writes?: boolean;
	readonly tool?: ToolName;
}

const ZOOM_STEP = 1.25;

const TOOL_LABELS: Readonly<Record<ToolName, readonly [label: string, ...keys: string[]]>> = {
	select: ['Select', 'v', '1'],
	hand: ['Hand', 'h'],
	draw: ['Draw', 'p', 'd'],
	highlighter: ['Highlighter', 'shift+d'],
	eraser: ['Eraser', 'e'],
	'ink-eraser': ['Ink eraser', 'shift+e'],
	rectangle: ['Rectangle', 'r'],
	ellipse: ['Ellipse', 'o'],
	diamond: ['Diamond'],
	triangle: ['Triangle'],
	hexagon: ['Hexagon'],
	star: ['Star'],
	cloud: ['Cloud'],
	'block-arrow': ['Block arrow'],
	arrow: ['Arrow', 'a'],
	line: ['Line', 'l'],
	text: ['Text', 't'],
	note: ['Note', 'n'],
	frame: ['Frame', 'f'],
	image: ['Image', 'mod+u'],
	laser: ['Laser', 'k']
};

/** The tools in the order of the toolbar. */
export const TOOL_COMMANDS: readonly Command[] = TOOL_NAMES.map((tool) => {
	const [label, ...keys] = TOOL_LABELS[tool];
	const command: Command = {
		id: `tool.${tool}`,
		label,
		group: 'Tools',
		keys,
		tool,
		writes: !['select', 'hand', 'laser'].includes(tool),
		run: ({ workspace }) => workspace.setTool(tool)
	};
	return tool === 'image' ? { ...command, run: (board) => board.pickImages(null) } : command;
});

const hasSelection = ({ state }: Board) => state.selection.size > 0;

export const COMMANDS = {
	undo: {
		id: 'undo',
		label: 'Undo',
		group: 'Edit',
		keys: ['mod+z'],
		writes: true,
		repeats: true,
		isEnabled: ({ state }: Board) => state.canUndo,
		run: actions.undo
	},
	redo: {
		id: 'redo',
		label: 'Redo',
		group: 'Edit',
		keys: ['mod+shift+z', 'mod+y'],
		writes: true,
		repeats: true,
		isEnabled: ({ state }: Board) => state.canRedo,
		run: actions.redo
	},
	delete: {
		id: 'delete',
		label: 'Delete',
		group: 'Edit',
		keys: ['delete', 'backspace'],
		writes: true,
		isEnabled: hasSelection,
		run: actions.deleteSelection
	},
	keepTool: {
		id: 'keepTool',
		label: 'Keep the tool',
		group: 'Tools',
		keys: ['q'],
		writes: true,
		run: ({ workspace }: Board) => (workspace.keepsTool = !workspace.keepsTool)
	},
	zoomIn: {
		id: 'zoomIn',
		label: 'Zoom in',
		group: 'View',
		keys: ['mod+=', 'mod++'],
		repeats: true,
		run: (board: Board) => board.zoomTo(board.workspace.camera.zoom * ZOOM_STEP)
	},
	zoomOut: {
		id: 'zoomOut',
		label: 'Zoom out',
		group: 'View',
		keys: ['mod+-'],
		repeats: true,
		run: (board: Board) => board.zoomTo(board.workspace.camera.zoom / ZOOM_STEP)
	},
	zoomReset: {
		id: 'zoomReset',
		label: 'Zoom to 100 %',
		group: 'View',
		keys: ['shift+0', 'mod+0'],
		run: (board: Board) => board.zoomTo(1)
	},
	zoomToFit: {
		id: 'zoomToFit',
		label: 'Fit all',
		group: 'View',
		keys: ['shift+1'],
		run: (board: Board) => board.zoomToFit()
	},
	zoomToSelection: {
		id: 'zoomToSelection',
		label: 'Fit selection',
		group: 'View',
		keys: ['shift+2'],
		isEnabled: hasSelection,
		run: (board: Board) => board.zoomToFit(board.workspace.selection)
	},
	help: {
		id: 'help',
		label: 'Keys',
		group: 'View',
		keys: ['shift+?', '?'],
		run: ({ state }: Board) => state.openDialog('help')
	},
	cancel: {
		id: 'cancel',
		label: 'Cancel',
		group: 'Edit',
		keys: ['escape'],
		run: ({ workspace }: Board) => workspace.cancel()
	}
} as const satisfies Record<string, Command>;

const registered: Command[] = [...TOOL_COMMANDS, ...Object.values(COMMANDS)];

/** All commands that there are by now. */
export function allCommands(): readonly Command[] {
	return registered;
}

/** More commands have come. Those that are known already are left alone. */
export function addCommands(commands: readonly Command[]): void {
	for (const command of commands) if (!registered.includes(command)) registered.push(command);
}

/** The command that this key stroke means; undefined for none. */
export function commandForKey(event: KeyboardEvent): Command | undefined {
	const strokes = keyStrokesOf(event);
	const command = registered.find(
		({ keys, isNative }) => !isNative && keys.some((key) => strokes.includes(key))
	);
	return command && event.repeat && !command.repeats ? undefined : command;
}

/** Whether the person may do this, and it would do something. */
export function isOffered(board: Board, { writes, isEnabled }: Command): boolean {
	return (!writes || board.state.canWrite) && (isEnabled?.(board) ?? true);
}
