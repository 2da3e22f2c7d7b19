import type { StateFactory } from '../tool.ts';

/** A click says where pictures shall stand; which ones is chosen then. */
export const pointing: StateFactory = (context, go) => ({
	pointerUp({ point }) {
		go('idle');
		context.pickImages(point);
	},
	cancel: () => go('idle')
});
