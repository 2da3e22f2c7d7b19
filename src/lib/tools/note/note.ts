import type { Tool } from '../tool.ts';
import { idle } from './idle.ts';
import { pointing } from './pointing.ts';

export const noteTool: Tool = {
	id: 'note',
	initial: 'idle',
	states: { idle, pointing },
	cursor: 'crosshair'
};
