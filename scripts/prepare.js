// Installs and builds what is missing; a second run finds its stamps and does nothing. Plain Node, since nothing is
// installed yet when this begins.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

const STAMPS = join(ROOT, 'node_modules', '.cache', 'inkmesh');
const BUILT_FROM = ['src', 'static', 'signaling-server/src', 'svelte.config.js', 'vite.config.ts'];
const BUILT = ['build/index.html', 'signaling-server/dist/main.js', 'signaling-server/dist/mailbox.js'];

/** Checks that this Node can run the project; ends the process with a plain sentence when it can't. */
export function requireNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	// The versions that Vite, Svelte's plugin and ESLint all support.
	if ((major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24) return;
	console.error(`Inkmesh needs Node 20.19, 22.13, or 24 and newer; this is ${process.versions.node}.`);
	process.exit(1);
}

/** Installs the dependencies exactly as the lock file says. */
export function install() {
	const wanted = hashOf(['package.json', 'package-lock.json']);
	if (stampIs('install', wanted)) return;
	step('Installing dependencies (once, about a minute)');
	run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
	stamp('install', wanted);
}

/** Builds the app and the room server. */
export function build() {
	const wanted = hashOf([...BUILT_FROM, 'package-lock.json']);
	if (stampIs('build', wanted) && BUILT.every((file) => existsSync(join(ROOT, file)))) return;
	step('Building the app and the room server');
	runQuietly('npm', ['run', '--silent', 'build']);
	stamp('build', wanted);
}

/** @param {string} text */
export function step(text) {
	console.log(`\n— ${text}`);
}

/**
 * Runs a command in the project's folder, its output shown. Ends this process when it fails.
 * @param {string} command
 * @param {string[]} args
 */
export function run(command, args) {
	const status = tryRun(command, args);
	if (status !== 0) process.exit(status);
}

/**
 * Runs a command whose output is of interest only when it fails.
 * @param {string} command
 * @param {string[]} args
 */
function runQuietly(command, args) {
	const { status, stdout, stderr } = spawnSync(command, args, {
		cwd: ROOT,
		encoding: 'utf8',
		shell: process.platform === 'win32'
	});
	if (status === 0) return;
	console.error(`${stdout}\n${stderr}`);
	process.exit(status ?? 1);
}

/**
 * Runs a command in the project's folder, its output shown, and gives back its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function tryRun(command, args, env = {}) {
	const { status } = spawnSync(command, args, {
		cwd: ROOT,
		stdio: 'inherit',
		env: { ...process.env, ...env },
		shell: process.platform === 'win32'
	});
	return status ?? 1;
}

/** @param {string} name @param {string} value */
function stampIs(name, value) {
	const file = join(STAMPS, name);
	return existsSync(file) && readFileSync(file, 'utf8') === value;
}

/** @param {string} name @param {string} value */
function stamp(name, value) {
	mkdirSync(STAMPS, { recursive: true });
	writeFileSync(join(STAMPS, name), value);
}

/** @param {string[]} paths files and folders, relative to the root */
function hashOf(paths) {
	const hash = createHash('sha256');
	for (const file of paths.flatMap(filesBelow).sort()) {
		hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
	}
	return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
	if (!statSync(join(ROOT, path)).isDirectory()) return [path];
	return readdirSync(join(ROOT, path)).flatMap((name) => filesBelow(`${path}/${name}`));
}
