import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { AppServer } from '../support/app-server.ts';
import { pageScript } from './page-scripts.ts';
import { buildPeers } from './peers.ts';
import { StaticServer } from './static-server.ts';
import type { Subject } from './subject.ts';

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'inkmesh');

/** What is measured, served; to be closed when all is done. */
export interface Subjects {
	readonly all: readonly Subject[];
	close(): Promise<void>;
}

/** Builds and serves the app, the bare canvas, and the peers where they are wanted. */
export async function openSubjects({ peers }: { readonly peers: boolean }): Promise<Subjects> {
	const [instruments, inkmesh] = await Promise.all([pageScript('instruments'), pageScript('inkmesh')]);
	const app = await AppServer.start();
	const servers: StaticServer[] = [];
	const serve = async (folder: string) => {
		const server = await StaticServer.start(folder);
		servers.push(server);
		return server.url;
	};
	const pages: Omit<Subject, 'initScript' | 'homeUrl'>[] = [
		{ name: 'bare canvas', url: await serve(await buildBare()), zoomDelta: 7.4 }
	];
	if (peers) {
		const folder = join(CACHE, 'bench-peers');
		buildPeers(folder);
		pages.push(
			{ name: 'tldraw', url: await serve(join(folder, 'tldraw')), zoomDelta: 7.4 },
			// It zooms by steps, not by factors.
			{ name: 'Excalidraw', url: await serve(join(folder, 'excalidraw')), zoomDelta: 4 }
		);
	}
	return {
		all: [
			{
				name: 'Inkmesh',
				url: `${app.url}/board`,
				homeUrl: app.url,
				initScript: `${inkmesh}\n${instruments}`,
				zoomDelta: 7.4
			},
			...pages.map((page) => ({ ...page, homeUrl: null, initScript: instruments }))
		],
		async close() {
			for (const server of servers) server.close();
			await app.kill();
		}
	};
}

/** Gives back the folder. */
async function buildBare(): Promise<string> {
	const outDir = join(CACHE, 'bench-bare');
	mkdirSync(outDir, { recursive: true });
	await build({
		configFile: false,
		root: join(import.meta.dirname, 'bare'),
		logLevel: 'error',
		build: { outDir, emptyOutDir: true, target: 'es2022' }
	});
	return outDir;
}
