import { idleUntilPress } from '../idle-until-press.ts';
import type { Tool } from '../tool.ts';
import { cutting } from './cutting.ts';

/** Takes ink away where it passes, and nothing else. */
export const inkEraserTool: Tool = {
	id: 'ink-eraser',
	initial: 'idle',
	states: { idle: idleUntilPress('cutting'), cutting },
	cursor: 'crosshair'
};
