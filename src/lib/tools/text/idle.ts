import type { StateFactory } from '../tool.ts';

export const idle: StateFactory = (context, go) => ({
	pointerDown() {
		if (context.canWrite) go('pointing');
	}
});
