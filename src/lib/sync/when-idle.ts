/** Runs it when nothing else wants the page's time, within two seconds; at once outside of browsers that can tell. */
export function whenIdle(run: () => void): void {
	if (typeof requestIdleCallback === 'undefined') run();
	else requestIdleCallback(run, { timeout: 2_000 });
}
