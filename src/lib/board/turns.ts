/** A frame is waited for so long: in a tab nobody sees there is none. */
const FRAME_PATIENCE_MS = 50;

/**
 * Calls `step` until it says false. First the page shows what it has; then input and frames have their turn between two
 * calls.
 */
export async function runInSlices(step: () => boolean): Promise<void> {
	await nextFrame();
	while (step()) await nextTask();
}

/** The task after the next frame's own work. */
export function nextFrame(): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, FRAME_PATIENCE_MS);
		requestAnimationFrame(() => {
			clearTimeout(timer);
			void nextTask().then(resolve);
		});
	});
}

/** A task of its own, before the next frame where there is time: what was asked for until now has been sent. */
export function nextTask(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		port2.postMessage(null);
	});
}
