// A part that is loaded later asks for its styles, and the bundler asks for each only once: what did not come then, since
// the network was gone, would never be seen.
import { Backoff } from '$lib/signaling/backoff';

const RETRY = { firstMs: 500, maxMs: 10_000 };

/** Asks again for styles that did not come, until they do. */
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
