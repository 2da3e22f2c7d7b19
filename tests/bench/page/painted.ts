/** The next animation frame, before it is painted. */
export function nextFrame(): Promise<number> {
	return new Promise(requestAnimationFrame);
}

/** The first task after a frame's own work: style, layout and recording for the painter are done by then. */
export function nextTask(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => resolve();
		port2.postMessage(null);
	});
}

/** Resolves when what is shown now has been painted: one frame may be under way already, the next one is not. */
export async function painted(): Promise<void> {
	await nextFrame();
	await nextFrame();
	await nextTask();
}

/** How long it takes until the effect of `act` is painted, ms. */
export async function msUntilPainted(act: () => void | Promise<void>): Promise<number> {
	const startedAt = performance.now();
	await act();
	await painted();
	return performance.now() - startedAt;
}

/** From the next key that is pressed until `isDone`, and that painted, ms. To be called before the key. */
export function msFromKeyUntil(isDone: () => boolean): Promise<number> {
	return new Promise((resolve) => {
		const begin = (event: KeyboardEvent) => {
			if (['Control', 'Meta', 'Shift'].includes(event.key)) return;
			removeEventListener('keydown', begin, true);
			const look = async () => {
				await nextFrame();
				if (!isDone()) return look();
				await nextFrame();
				await nextTask();
				resolve(performance.now() - event.timeStamp);
			};
			void look();
		};
		addEventListener('keydown', begin, true);
	});
}
