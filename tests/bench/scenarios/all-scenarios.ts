import type { Scenario } from '../scenario.ts';
import { bundle } from './bundle.ts';
import { commands } from './commands.ts';
import { coldStart } from './cold-start.ts';
import { drag100, dragAll } from './drag.ts';
import { draw } from './draw.ts';
import { heap } from './heap.ts';
import { load } from './load.ts';
import { manyBoards } from './many-boards.ts';
import { pan10, pan100, panFit } from './pan.ts';
import { people20, remoteCommit, remoteInk } from './people.ts';
import { reopen } from './reopen.ts';
import { savedBytes } from './saved-bytes.ts';
import { selectAll } from './select-all.ts';
import { undo } from './undo.ts';
import { zoom } from './zoom.ts';

/** In the order they are measured: those that change the shared board come after those that only look at it. */
export const ALL_SCENARIOS: readonly Scenario[] = [
	load,
	pan100,
	pan10,
	panFit,
	zoom,
	draw,
	undo,
	remoteInk,
	remoteCommit,
	selectAll,
	drag100,
	dragAll,
	heap,
	// Last of those on the shared board: forty changes of everything stay in the memory of undo.
	commands,
	reopen,
	savedBytes,
	bundle,
	coldStart,
	manyBoards,
	people20
];
