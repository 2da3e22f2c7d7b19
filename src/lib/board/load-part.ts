// The first stroke needs the board and its tools; the other parts of the app are loaded after it. They may not come:
// the network is gone before the service worker has them, or the server has another version by now.
import { Backoff } from '$lib/signaling/backoff';

const RETRY = { firstMs: 500, maxMs: 10_000 };
/** A page in the background shows no frames. */
const FRAME_PATIENCE_MS = 100;

/** Resolves when the page has shown a frame, or does not come to it. */
export function afterFrame(): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, FRAME_PATIENCE_MS);
		requestAnimationFrame(() => setTimeout(resolve));
	});
}

export interface PartWaiter {
	/** Nobody wants the part any more. */
	readonly isOver: () => boolean;
	/** It did not come, so many times by now; it is tried again. */
	readonly onFailure?: (failures: number) => void;
}

/** A part of the app, tried again until it comes; null when nobody wants it any more. */
export async function loadPart<T>(
	load: () => Promise<T>,
	{ isOver, onFailure }: PartWaiter
): Promise<T | null> {
	const backoff = new Backoff(RETRY);
	for (let failures = 1; !isOver(); failures++) {
		try {
			return await load();
		} catch (error) {
			console.warn('A part of the app could not be loaded; it is tried again.', error);
			onFailure?.(failures);
		}
		await new Promise((resolve) => setTimeout(resolve, backoff.nextMs()));
	}
	return null;
}
