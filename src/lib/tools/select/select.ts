import type { Tool } from '../tool.ts';
import { cropping } from './cropping.ts';
import { draggingPoint } from './dragging-point.ts';
import { idle } from './idle.ts';
import { lassoing } from './lassoing.ts';
import { marquee } from './marquee.ts';
import { moving } from './moving.ts';
import { pointingElement } from './pointing-element.ts';
import { resizing } from './resizing.ts';
import { rotating } from './rotating.ts';

export const selectTool: Tool = {
	id: 'select',
	initial: 'idle',
	states: { idle, cropping, pointingElement, moving, resizing, rotating, draggingPoint, marquee, lassoing },
	cursor: 'default'
};
