import type { Tool } from '../tool.ts';
import { idle } from './idle.ts';

export const textTool: Tool = { id: 'text', initial: 'idle', states: { idle }, cursor: 'text' };
