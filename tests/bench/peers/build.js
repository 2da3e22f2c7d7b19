// Builds a page of each peer into the folder given: all that it shows comes from this machine, fonts included.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const [, , folder] = process.argv;
if (!folder) throw new Error('expected a folder to build into, got none');

for (const peer of ['tldraw', 'excalidraw']) {
	await build({
		configFile: false,
		root: join(import.meta.dirname, peer),
		base: './',
		logLevel: 'error',
		mode: 'production',
		define: { 'process.env.IS_PREACT': '"false"' },
		build: { outDir: join(folder, peer), emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0 }
	});
}
cpSync(
	join(import.meta.dirname, 'node_modules/@excalidraw/excalidraw/dist/prod/fonts'),
	join(folder, 'excalidraw', 'fonts'),
	{ recursive: true }
);
