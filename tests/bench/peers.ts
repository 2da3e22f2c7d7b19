import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'peers');

/** Installs the peers where they are not yet, and builds a page of each into a folder of its name in `outDir`. */
export function buildPeers(outDir: string): void {
	const run = (...args: readonly string[]) =>
		execFileSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 'inherit', 'inherit'] });
	if (!existsSync(join(FOLDER, 'node_modules', '.package-lock.json'))) {
		console.error('Installing tldraw and Excalidraw (once)');
		run('ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error');
	}
	run('run', '--silent', 'build', outDir);
}
