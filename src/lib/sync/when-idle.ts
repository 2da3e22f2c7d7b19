/** Runs it when nothing else wants the page's time, but soon; at once outside of browsers that can tell. */
export function whenIdle(run: () => void, withinMs = 2_000): void {
	if (typeof requestIdleCallback === 'undefined') run();
	else requestIdleCallback(run, { timeout: withinMs });
}
