// The part of the board that the first stroke does not need: the other tools, what their selection shows, and the
// commands that change what is there.
import { ALL_TOOLS } from '$lib/tools/all-tools';
import { listenToClipboard } from './clipboard-keys.ts';
import type { Board } from './board.svelte.ts';
import { addCommands } from './commands.ts';
import { composeSelection } from './compose-selection.ts';
import { EdgeScrolling } from './edge-scrolling.ts';
import { EDITING_COMMANDS } from './editing-commands.ts';
import { ModifierKeys } from './modifier-keys.ts';
import { Slides } from './slides.svelte.ts';
import { VIEWING_COMMANDS } from './view-commands.ts';

/** Gives the board what it needs for editing. */
export function equip(board: Board): void {
	addCommands([...EDITING_COMMANDS, ...VIEWING_COMMANDS]);
	const scrolling = new EdgeScrolling(board.workspace, () => board.canvas.size);
	const modifierKeys = new ModifierKeys({
		workspace: board.workspace,
		keys: window,
		onReplay: (input) => scrolling.follow(input)
	});
	const endClipboard = listenToClipboard(board);
	const { canvas, presence, scene, workspace } = board;
	const slides = new Slides({
		scene,
		size: () => canvas.size,
		camera: { get: () => workspace.camera, set: (camera) => (workspace.camera = camera) },
		tell: (frame) => presence.setSlide(frame),
		onBegin() {
			workspace.interrupt();
			workspace.endEditing();
			workspace.selection = new Set();
		},
		onGone: () => board.state.tell('The presentation has ended: its last frame was deleted.')
	});
	board.equip({
		slides,
		tools: ALL_TOOLS,
		composeSelection,
		onWork(input) {
			scrolling.follow(input);
			modifierKeys.follow(input);
		},
		destroy() {
			scrolling.destroy();
			slides.destroy();
			modifierKeys.destroy();
			endClipboard();
		}
	});
}
