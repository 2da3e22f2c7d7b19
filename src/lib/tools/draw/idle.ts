import type { StateFactory } from '../tool.ts';

export const idle: StateFactory = (context, go) => ({
	pointerDown(input) {
		if (context.canWrite) go('drawing', input);
	}
});
