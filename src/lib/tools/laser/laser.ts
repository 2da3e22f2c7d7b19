import type { Tool } from '../tool.ts';
import { pointing } from './pointing.ts';

/** Points at things: a beam follows the pressed pointer here and at the others, fades, and leaves nothing behind. */
export const laserTool: Tool = {
	id: 'laser',
	initial: 'idle',
	// Whoever may only look may point, too.
	states: { idle: (_context, go) => ({ pointerDown: () => go('pointing') }), pointing },
	cursor: 'crosshair'
};
