// `npm start`: on a fresh clone installs, builds and serves the app and the room server on one port.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install, requireNode, ROOT } from './prepare.js';

requireNode();
install();
build();

const server = spawn(process.execPath, [join(ROOT, 'signaling-server/dist/main.js')], {
	stdio: 'inherit',
	env: { ...process.env, APP_DIR: process.env.APP_DIR ?? join(ROOT, 'build') }
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
	process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
