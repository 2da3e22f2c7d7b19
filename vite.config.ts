import { sveltekit } from '@sveltejs/kit/vite';
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

export default defineConfig({
	plugins: [sveltekit(), roomServer()],
	server: { port: 3000, host: true },
	build: { target: 'es2022' },
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
