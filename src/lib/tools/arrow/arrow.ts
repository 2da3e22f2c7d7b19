import { idleUntilPress } from '../idle-until-press.ts';
import type { Tool } from '../tool.ts';
import { dragging } from './dragging.ts';

/** The tools that draw from one end to the other: an arrow, or a line, which holds on to nothing and has no head. */
export function arrowTool(id: 'arrow' | 'line'): Tool {
	return {
		id,
		initial: 'idle',
		states: {
			idle: idleUntilPress('dragging'),
			dragging: (context, go, start) => dragging(context, go, { start, type: id })
		},
		cursor: 'crosshair'
	};
}
