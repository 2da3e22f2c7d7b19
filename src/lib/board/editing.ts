// The part of the board that the first stroke does not need: the other tools, what their selection shows, and the
// commands that change what is there.
import { ALL_TOOLS } from '$lib/tools/all-tools';
import type { Board } from './board.svelte.ts';
import { addCommands } from './commands.ts';
import { composeSelection } from './compose-selection.ts';
import { EDITING_COMMANDS } from './editing-commands.ts';
import { VIEWING_COMMANDS } from './view-commands.ts';

/** Gives the board what it needs for editing. */
export function equip(board: Board): void {
	addCommands([...EDITING_COMMANDS, ...VIEWING_COMMANDS]);
	board.equip({ tools: ALL_TOOLS, composeSelection });
}
