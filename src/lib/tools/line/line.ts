import type { StateFactory, Tool } from '../tool.ts';
import { dragging } from '../arrow/dragging.ts';
import { idleUntilPress } from '../idle-until-press.ts';
import type { PointerInput } from '../tool.ts';
import { placing } from './placing.ts';

const begin: StateFactory = (context, go, start: PointerInput) =>
	dragging(context, go, { start, type: 'line', onSlip: () => go('placing', start) });

/** Draws a line by dragging from end to end, or point by point with clicks. */
export const lineTool: Tool = {
	id: 'line',
	initial: 'idle',
	states: { idle: idleUntilPress('dragging'), dragging: begin, placing },
	cursor: 'crosshair'
};
