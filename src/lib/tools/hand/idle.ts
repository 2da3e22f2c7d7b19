import type { StateFactory } from '../tool.ts';

export const idle: StateFactory = (_context, go) => ({
	pointerDown: (input) => go('panning', input)
});
