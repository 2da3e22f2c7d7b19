import type { Tool } from '../tool.ts';
import { idle } from './idle.ts';
import { panning } from './panning.ts';

export const handTool: Tool = { id: 'hand', initial: 'idle', states: { idle, panning }, cursor: 'grab' };
