/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
// Keeps one whole version of the app on the device. A new version is fetched beside it and takes over when no tab shows
// the old one any more, so that an open board never mixes two versions.
import { build, files, prerendered, version } from '$service-worker';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = `inkmesh ${version}`;
const ASSETS = [...build, ...files, ...prerendered];
const PAGES = new Set(prerendered);
/** Written by whoever hosts the app, and not with its versions: the network's answer counts as long as there is one. */
const CONFIG = '/config.json';
const CONFIG_TIMEOUT_MS = 3_000;

worker.addEventListener('install', (event) => {
	event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(ASSETS)));
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(
		caches
			.keys()
			.then((keys) => Promise.all(keys.filter((key) => key !== CACHE).map((key) => caches.delete(key))))
			// The tab that installed us is served from now on, without having to be opened again.
			.then(() => worker.clients.claim())
	);
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
	const path = PAGES.has(url.pathname) ? url.pathname : url.pathname.replace(/(.)\/$/, '$1');
	if (!ASSETS.includes(path)) return;
	event.respondWith(path.endsWith(CONFIG) ? fromNetwork(path, request) : fromCache(path, request));
});

async function fromCache(path: string, request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	return (await cache.match(path)) ?? fetch(request);
}

/** For what may change between versions: the last answer of the network is kept for when there is none. */
async function fromNetwork(path: string, request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	try {
		const response = await fetch(request, { signal: AbortSignal.timeout(CONFIG_TIMEOUT_MS) });
		if (response.ok) await cache.put(path, response.clone());
		return response;
	} catch (error) {
		const kept = await cache.match(path);
		if (kept) return kept;
		throw error;
	}
}
