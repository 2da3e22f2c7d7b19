// The first stroke needs the board and its tools; the other parts of the app are loaded after it. They may not come:
// the network is gone before the service worker has them, or the server has another version by now.
import { Backoff } from '$lib/signaling/backoff';

const RETRY = { firstMs: 500, maxMs: 10_000 };
/** A page in the background shows no frames. */
const FRAME_PATIENCE_MS = 1_000;
const IDLE_PATIENCE_MS = 2_000;
/** The canvas is given its size in the first and drawn in the second; what is around it follows, and is shown. */
const FRAMES = 5;

/** Resolves when what is on the page now has been shown, or will not be. */
export function afterFrame(): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, document.hidden ? 0 : FRAME_PATIENCE_MS);
		let frames = 0;
		const next = () => void (++frames < FRAMES ? requestAnimationFrame(next) : setTimeout(resolve));
		requestAnimationFrame(next);
	});
}

/** Resolves when the page has been shown and has nothing else to do; later than `afterFrame`. */
export async function whenRested(): Promise<void> {
	await afterFrame();
	if (typeof requestIdleCallback === 'undefined') return;
	await new Promise((resolve) => requestIdleCallback(resolve, { timeout: IDLE_PATIENCE_MS }));
}

/** Asks again for styles that did not come, until they do: the bundler asks for each only once. */
export function renewStyles(): void {
	const backoffs = new Map<string, Backoff>();
	const renew = ({ target }: Event) => {
		if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
		const backoff = backoffs.get(target.href) ?? new Backoff(RETRY);
		backoffs.set(target.href, backoff);
		setTimeout(() => target.replaceWith(target.cloneNode()), backoff.nextMs());
	};
	// It is not told to anybody around the link, but on the way to it.
	document.addEventListener('error', renew, true);
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
