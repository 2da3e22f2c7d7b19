/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
// Keeps one whole version of the app on the device. A new version is fetched beside it and takes over when no tab shows
// the old one any more, so that an open board never mixes two versions. A page of the old version may still be there
// that no worker has controlled (the first visit, a forced reload): what it may yet ask for, files named by their
// content, is kept for one version more.
import { build, files, prerendered, version } from '$service-worker';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = `inkmesh ${version}`;
const CACHES = /^inkmesh /;
const ASSETS = [...build, ...files, ...prerendered];
const IMMUTABLE = '/_app/immutable/';
const IMMUTABLE_NAMES = /\/_app\/immutable\/[\w./-]+/g;
const PAGES = new Set(prerendered);
/** Written by whoever hosts the app, and not with its versions: the network's answer counts as long as there is one. */
const CONFIG = '/config.json';
const CONFIG_TIMEOUT_MS = 3_000;

worker.addEventListener('install', (event) => {
	event.waitUntil(fetchVersion());
});

worker.addEventListener('activate', (event) => {
	// The tab that installed us is served from now on, without having to be opened again.
	event.waitUntil(dropOldVersions().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
	const path = PAGES.has(url.pathname) ? url.pathname : url.pathname.replace(/(.)\/$/, '$1');
	if (path.includes(IMMUTABLE) && !ASSETS.includes(path)) event.respondWith(fromAnyVersion(request));
	if (!ASSETS.includes(path)) return;
	event.respondWith(path.endsWith(CONFIG) ? fromNetwork(path, request) : fromCache(path, request));
});

/** Fetches all of this version, or fails: then the browser tries again with its next look for a new version. */
async function fetchVersion(): Promise<void> {
	const cache = await caches.open(CACHE);
	await cache.addAll(ASSETS);
	// The server may have got another version while we were at it. A page names what it is made of.
	for (const page of PAGES) {
		const html = await (await cache.match(page))?.text();
		for (const [name] of html?.matchAll(IMMUTABLE_NAMES) ?? []) {
			if (ASSETS.some((asset) => asset.endsWith(name))) continue;
			await caches.delete(CACHE);
			throw new Error(`expected pages of version ${version}, got one with ${name}`);
		}
	}
}

/** Leaves this version and the one before it. */
async function dropOldVersions(): Promise<void> {
	// In the order they were made.
	const others = (await caches.keys()).filter((key) => CACHES.test(key) && key !== CACHE);
	for (const key of others.slice(0, -1)) await caches.delete(key);
}

/** For a page of another version: a file named by its content is the same wherever it comes from. */
async function fromAnyVersion(request: Request): Promise<Response> {
	return (await caches.match(request)) ?? fetch(request);
}

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
