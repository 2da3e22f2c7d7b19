/** Calls back whenever a CSS px comes to have another number of device px. Gives back its off. */
export function onPixelRatioChange(listener: () => void): () => void {
	let query: MediaQueryList | null = null;
	const watch = () => {
		// A query asks for one ratio only, so each change needs another.
		query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
		query.addEventListener('change', change, { once: true });
	};
	const change = () => {
		listener();
		watch();
	};
	watch();
	return () => query?.removeEventListener('change', change);
}
