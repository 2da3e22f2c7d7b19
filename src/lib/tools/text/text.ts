import type { Tool } from '../tool.ts';
import { idle } from './idle.ts';
import { pointing } from './pointing.ts';

export const textTool: Tool = { id: 'text', initial: 'idle', states: { idle, pointing }, cursor: 'text' };
