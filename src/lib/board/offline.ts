import { base } from '$app/paths';
import { dev } from '$app/environment';

/** After the first visit the app opens without a network. Not possible on a plain http: address of the LAN. */
export function registerServiceWorker(): void {
	if (dev || !('serviceWorker' in navigator)) return;
	navigator.serviceWorker.register(`${base}/service-worker.js`).catch((error: unknown) => {
		console.warn('The app will not open without a network here.', error);
	});
}
