import { base } from '$app/paths';
import { dev } from '$app/environment';
import { whenRested } from './load-part';

/**
 * After the first visit the app opens without a network. Not possible on a plain http: address of the LAN. It fetches
 * all of the app, which must not hold up the page that asks for it.
 */
export async function registerServiceWorker(): Promise<void> {
	if (dev || !('serviceWorker' in navigator)) return;
	await whenRested();
	navigator.serviceWorker.register(`${base}/service-worker.js`).catch((error: unknown) => {
		console.warn('The app will not open without a network here.', error);
	});
}
