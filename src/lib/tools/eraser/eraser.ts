import type { Tool } from '../tool.ts';
import { erasing } from './erasing.ts';
import { idle } from './idle.ts';

export const eraserTool: Tool = {
	id: 'eraser',
	initial: 'idle',
	states: { idle, erasing },
	cursor: 'crosshair'
};
