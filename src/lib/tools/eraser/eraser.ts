import { idleUntilPress } from '../idle-until-press.ts';
import type { Tool } from '../tool.ts';
import { erasing } from './erasing.ts';

export const eraserTool: Tool = {
	id: 'eraser',
	initial: 'idle',
	states: { idle: idleUntilPress('erasing'), erasing },
	cursor: 'crosshair'
};
