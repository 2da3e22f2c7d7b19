import type { StateFactory } from './tool.ts';

/** The idle state of a tool that writes: a press goes on to `state`, which hears of it; for a viewer nothing does. */
export function idleUntilPress(state: string): StateFactory {
	return (context, go) => ({
		pointerDown(input) {
			if (context.canWrite) go(state, input);
		}
	});
}
