import { idleUntilPress } from '../idle-until-press.ts';
import type { PointerInput, Tool } from '../tool.ts';
import { drawing } from './drawing.ts';

/** Draws ink of one width that what lies below can be read through. */
export const highlighterTool: Tool = {
	id: 'highlighter',
	initial: 'idle',
	states: {
		idle: idleUntilPress('drawing'),
		drawing: (context, go, start: PointerInput) => drawing(context, go, start, { isHighlighter: true })
	},
	cursor: 'crosshair'
};
