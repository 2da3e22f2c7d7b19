import type { Go, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

/** The beam is where the pointer is, which everybody is told anyway. */
export function pointing(context: ToolContext, go: Go): ToolState {
	return {
		enter: () => context.showGesture({ isLaser: true }),
		pointerUp: () => go('idle'),
		cancel: () => go('idle'),
		exit: () => context.clearGesture()
	};
}
