import type { Tool } from '../tool.ts';
import { idle } from './idle.ts';
import { marquee } from './marquee.ts';
import { moving } from './moving.ts';
import { pointingElement } from './pointing-element.ts';

export const selectTool: Tool = {
	id: 'select',
	initial: 'idle',
	states: { idle, pointingElement, moving, marquee },
	cursor: 'default'
};
