// The commands that change how the board is looked at.
import type { Board } from './board.svelte.ts';
import type { Command } from './commands.ts';

const group = 'View';

export const VIEWING = {
	palette: {
		id: 'palette',
		label: 'All commands',
		group,
		keys: ['mod+/', 'mod+shift+p'],
		run: ({ state }: Board) => state.openDialog('palette')
	},
	focus: {
		id: 'focus',
		label: 'Show only the board',
		group,
		keys: ['mod+.'],
		run: ({ view }: Board) => view.toggleFocus()
	},
	minimap: {
		id: 'minimap',
		label: 'Minimap',
		group,
		keys: ['m'],
		run: ({ view }: Board) => view.toggle('hasMinimap')
	},
	grid: {
		id: 'grid',
		label: 'Grid',
		group,
		keys: ["mod+'"],
		run: ({ view }: Board) => view.toggle('hasGrid')
	},
	snapping: {
		id: 'snapping',
		label: 'Snap to elements',
		group,
		keys: ['alt+shift+s'],
		run: ({ view }: Board) => view.toggle('snaps')
	},
	letterKeys: {
		id: 'letterKeys',
		label: 'Keys without Ctrl',
		group,
		keys: [],
		run: ({ view }: Board) => view.toggle('hasLetterKeys')
	},
	present: {
		id: 'present',
		label: 'Present the frames',
		group,
		keys: ['mod+alt+p'],
		isEnabled: ({ scene }: Board) => scene.frames().length > 0,
		run: (board: Board) => board.slides?.begin()
	}
} as const satisfies Record<string, Command>;

export const VIEWING_COMMANDS: readonly Command[] = Object.values(VIEWING);
