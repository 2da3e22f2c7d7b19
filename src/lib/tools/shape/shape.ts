import { idleUntilPress } from '../idle-until-press.ts';
import type { ShapeName } from '../../document/element.ts';
import type { Tool } from '../tool.ts';
import { sizing } from './sizing.ts';

/** The tool that draws a shape from corner to corner. */
export function shapeTool(id: ShapeName): Tool {
	return {
		id,
		initial: 'idle',
		states: {
			idle: idleUntilPress('sizing'),
			sizing: (context, go, start) => sizing(context, go, { start, type: id })
		},
		cursor: 'crosshair'
	};
}
