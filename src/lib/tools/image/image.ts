import { idleUntilPress } from '../idle-until-press.ts';
import type { Tool } from '../tool.ts';
import { pointing } from './pointing.ts';

export const imageTool: Tool = {
	id: 'image',
	initial: 'idle',
	states: { idle: idleUntilPress('pointing'), pointing },
	cursor: 'crosshair'
};
