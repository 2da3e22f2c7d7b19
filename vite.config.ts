import { sveltekit } from '@sveltejs/kit/vite';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { readConfig, rangesOf } from './signaling-server/src/config.ts';
import { DEFAULT_LIMITS } from './signaling-server/src/limits.ts';
import { silentLog } from './signaling-server/src/log.ts';
import { startMailboxes, type Mailboxes } from './signaling-server/src/mailboxes.ts';
import { refuseMailboxes } from './signaling-server/src/no-mailboxes.ts';
import { Metrics } from './signaling-server/src/metrics.ts';
import { createRequestHandler } from './signaling-server/src/requests.ts';
import { attachRoomServer } from './signaling-server/src/room-server.ts';
import type { HttpServer } from './signaling-server/src/socket-door.ts';

/** The room server on Vite's own port, so that `npm run dev` needs nothing beside it. It has no STUN. */
function roomServer(): Plugin {
	return {
		name: 'inkmesh-room-server',
		async configureServer({ httpServer, middlewares }) {
			const read = readConfig(process.env);
			if ('mistakes' in read) throw new Error(read.mistakes.join('\n'));
			const { config } = read;
			const metrics = new Metrics();
			const trusted = rangesOf(config.trustedProxies);
			let mailboxes: Mailboxes | null = null;
			if (httpServer) {
				const http = httpServer as HttpServer;
				attachRoomServer(http, { metrics });
				const options = {
					allowedOrigins: 'same' as const,
					trusted,
					limits: DEFAULT_LIMITS,
					metrics,
					log: silentLog
				};
				if (config.mailbox) mailboxes = await startMailboxes(http, config.mailbox, options);
				else refuseMailboxes(http, options);
				httpServer.once('close', () => void mailboxes?.close());
			}
			const handle = createRequestHandler({
				config,
				trusted,
				limits: DEFAULT_LIMITS,
				metrics,
				stunPort: () => null,
				isReady: () => true
			});
			middlewares.use((request, response, next) => void (handle(request, response) || next()));
		}
	};
}

const BOARD = join(import.meta.dirname, 'src/routes/board/+page.svelte');
const OTHERS = ['src/routes/+page.svelte', 'src/routes/+layout.svelte'].map((file) =>
	join(import.meta.dirname, file)
);

/**
 * What a board can't do without comes in two files, one that the other pages need too. By itself the bundler makes one
 * of everything that some part loaded later shares with it: over twenty, and a browser asks for six at a time.
 */
function firstLoad(): Plugin {
	return {
		name: 'inkmesh-first-load',
		applyToEnvironment: ({ name }) => name === 'client',
		outputOptions: (options) => {
			let needed: { readonly board: ReadonlySet<string>; readonly others: ReadonlySet<string> } | null = null;
			return {
				...options,
				codeSplitting: {
					groups: [
						{
							name(id, graph) {
								needed ??= {
									board: importedBy([BOARD], graph),
									others: importedBy(OTHERS, graph)
								};
								if (!needed.board.has(id)) return null;
								return needed.others.has(id) ? 'app' : 'board';
							}
						}
					]
				}
			};
		}
	};
}

/** These modules and all that they import, but not what they load later. */
function importedBy(
	roots: readonly string[],
	graph: { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null }
): ReadonlySet<string> {
	const found = new Set(roots);
	// A set hands out what is added to it on the way.
	for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
	return found;
}

/** Of Lucide's pictures only what is inside their `<svg>`: what is around it `Icon.svelte` says once for all of them. */
function lucideShapes(): Plugin {
	return {
		name: 'inkmesh-lucide-shapes',
		enforce: 'pre',
		async load(id) {
			const [file = '', query] = id.split('?');
			if (query !== 'raw' || !/lucide-static\/icons\/[^/]+\.svg$/.test(file)) return null;
			const [, shapes] = /<svg[^>]*>(.*)<\/svg>/s.exec(await readFile(file, 'utf8')) ?? [];
			if (shapes === undefined)
				throw new Error(`expected a picture of Lucide's in ${file}, got something else`);
			return `export default ${JSON.stringify(shapes.replaceAll(/>\s+</g, '><').trim())}`;
		}
	};
}

export default defineConfig({
	plugins: [lucideShapes(), sveltekit(), roomServer(), firstLoad()],
	// Yjs and y-webrtc log with lib0. Its logging for browsers adds colours, and with them a library for schemas: 6 kB.
	resolve: { alias: { 'lib0/logging': join(import.meta.dirname, 'node_modules/lib0/logging.node.js') } },
	server: { port: 3000, host: true },
	// Small fonts and pictures stay files: the page's policy takes none from within styles.
	build: { target: 'es2022', assetsInlineLimit: 0 },
	test: {
		include: [
			'src/**/*.test.ts',
			'signaling-server/src/**/*.test.ts',
			'deploy/*.test.ts',
			'tests/*.test.ts',
			'tests/convergence/**/*.test.ts'
		],
		environment: 'node',
		testTimeout: 30_000
	}
});
