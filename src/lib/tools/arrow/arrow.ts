import { idleUntilPress } from '../idle-until-press.ts';
import type { PointerInput, Tool } from '../tool.ts';
import { dragging } from './dragging.ts';

/** Draws an arrow from one end to the other; each end holds on to what it is let go over. */
export const arrowTool: Tool = {
	id: 'arrow',
	initial: 'idle',
	states: {
		idle: idleUntilPress('dragging'),
		dragging: (context, go, start: PointerInput) => dragging(context, go, { start, type: 'arrow' })
	},
	cursor: 'crosshair'
};
