import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'peers');

/** Installs the peers where they are not yet, builds a page of each, and gives back the folder of both. */
export async function buildPeers(): Promise<string> {
	const run = (command: string, args: readonly string[]) =>
		execFileSync(command, args, { cwd: FOLDER, stdio: ['ignore', 'inherit', 'inherit'] });
	if (!existsSync(join(FOLDER, 'node_modules', '.package-lock.json'))) {
		run('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error']);
	}
	const built = join(FOLDER, 'dist');
	if (!existsSync(join(built, 'excalidraw', 'index.html'))) run('npm', ['run', '--silent', 'build']);
	return built;
}
