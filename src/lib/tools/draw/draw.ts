import { idleUntilPress } from '../idle-until-press.ts';
import type { Tool } from '../tool.ts';
import { drawing } from './drawing.ts';

export const drawTool: Tool = {
	id: 'draw',
	initial: 'idle',
	states: { idle: idleUntilPress('drawing'), drawing },
	cursor: 'crosshair'
};
