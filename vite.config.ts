import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { attachRoomServer } from './signaling-server/src/room-server.ts';

/** The room server on Vite's own port, so that `npm run dev` needs nothing beside it. */
function roomServer(): Plugin {
	return {
		name: 'inkmesh-room-server',
		configureServer({ httpServer }) {
			if (httpServer) attachRoomServer(httpServer as Parameters<typeof attachRoomServer>[0]);
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
			'tests/*.test.ts',
			'tests/convergence/**/*.test.ts'
		],
		environment: 'node',
		testTimeout: 30_000
	}
});
