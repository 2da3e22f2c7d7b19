import type { Tool } from '../tool.ts';
import { idle } from './idle.ts';

export const noteTool: Tool = { id: 'note', initial: 'idle', states: { idle }, cursor: 'crosshair' };
