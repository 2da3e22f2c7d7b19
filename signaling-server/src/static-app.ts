// The built app as files, with headers that let it do what it needs and nothing else.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import sirv from 'sirv';
import { isLoopbackHost, type Visitor } from './client-address.ts';

const PERMISSIONS = [
	'accelerometer',
	'camera',
	'display-capture',
	'geolocation',
	'gyroscope',
	'hid',
	'magnetometer',
	'microphone',
	'midi',
	'payment',
	'serial',
	'usb'
];

export type StaticApp = (request: IncomingMessage, response: ServerResponse, visitor: Visitor) => void;

export function notFound(_: IncomingMessage, response: ServerResponse): void {
	response.writeHead(404).end('Not found\n');
}

/** Serves the app in this folder. What stands there is read once: a new build needs a new start. */
export function createStaticApp(appDir: string): StaticApp {
	const folder = resolve(appDir);
	const policy = createPolicy({
		scriptHashes: hashesOfInlineScripts(folder),
		roomServer: readRoomServer(folder)
	});
	const serve = sirv(folder, {
		dotfiles: false,
		gzip: true,
		brotli: true,
		extensions: ['html'],
		setHeaders(response, path) {
			// Hashed names never change; everything else is asked for again, so that a new version arrives.
			const isImmutable = path.startsWith('/_app/immutable/');
			response.setHeader('Cache-Control', isImmutable ? 'public,max-age=31536000,immutable' : 'no-cache');
		}
	});
	return (request, response, visitor) => {
		response.setHeader('Content-Security-Policy', policy(visitor.host));
		response.setHeader('Referrer-Policy', 'no-referrer');
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Permissions-Policy', PERMISSIONS.map((name) => `${name}=()`).join(', '));
		// Browsers complain about it where they can't trust the address.
		if (visitor.isEncrypted || (visitor.host && isLoopbackHost(visitor.host))) {
			response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
		}
		serve(request, response, () => notFound(request, response));
	};
}

/**
 * The Content-Security-Policy for a page reached by this host. 'self' means no WebSocket in older Safari, so the host is
 * named as well.
 */
export function createPolicy({
	scriptHashes,
	roomServer
}: {
	readonly scriptHashes: readonly string[];
	/** As in config.json; '' for this server. */
	readonly roomServer: string;
}): (host: string | null) => string {
	const others = roomServer ? bothSchemes(new URL(roomServer)) : [];
	return (host) => {
		const own = host ? [`ws://${host}`, `wss://${host}`] : [];
		return [
			"default-src 'self'",
			`script-src ${["'self'", ...scriptHashes].join(' ')}`,
			"style-src 'self'",
			"style-src-attr 'unsafe-inline'",
			"img-src 'self' blob: data:",
			`connect-src ${["'self'", ...own, ...others].join(' ')}`,
			"font-src 'self'",
			"worker-src 'self'",
			"manifest-src 'self'",
			"object-src 'none'",
			"base-uri 'none'",
			"form-action 'none'",
			"frame-ancestors 'self'"
		].join('; ');
	};
}

function bothSchemes({ origin }: URL): string[] {
	return [origin, origin.replace(/^http/, 'ws')];
}

/** The framework starts each page with a script of its own; `'sha256-…'` of each. */
function hashesOfInlineScripts(folder: string): string[] {
	const pages = existsSync(folder)
		? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
		: [];
	const scripts = pages.flatMap((name) =>
		[
			...readFileSync(join(folder, name), 'utf8').matchAll(
				/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g
			)
		].map(([, script = '']) => script)
	);
	const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
	return [...new Set(hashes)];
}

/** What config.json names, so that the page may connect there; '' when it names nothing of use. */
function readRoomServer(folder: string): string {
	const file = join(folder, 'config.json');
	if (!existsSync(file)) return '';
	try {
		const { roomServer } = JSON.parse(readFileSync(file, 'utf8')) as { roomServer?: unknown };
		return typeof roomServer === 'string' && /^https?:$/.test(new URL(roomServer).protocol) ? roomServer : '';
	} catch {
		return ''; // the app takes such a file for none, too
	}
}
