import type { Tool } from '../tool.ts';
import { drawing } from './drawing.ts';
import { idle } from './idle.ts';

export const drawTool: Tool = { id: 'draw', initial: 'idle', states: { idle, drawing }, cursor: 'crosshair' };
