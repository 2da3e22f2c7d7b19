import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BoardPage, expect, test } from '../support/board-page.ts';

const ROOT = join(import.meta.dirname, '..', '..');

test('npm start on a fresh clone serves a board that two people draw on', async ({ browser }) => {
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-clone-'));
	execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, folder]);
	const startedAt = Date.now();
	// A group of its own, so that npm, the script and the server can be ended together, and nothing else.
	const child = spawn('npm', ['start'], {
		cwd: folder,
		env: { ...process.env, PORT: '0', HOST: '127.0.0.1' },
		stdio: ['ignore', 'pipe', 'inherit'],
		detached: true
	});
	try {
		let url: string | undefined;
		for await (const line of createInterface({ input: child.stdout })) {
			url = /http:\/\/localhost:\d+/.exec(line)?.[0];
			if (url) break;
		}
		if (!url) throw new Error(`expected an address, got exit code ${child.exitCode}`);
		console.log(`    served after ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
		const alice = new BoardPage(await (await browser.newContext()).newPage());
		const bob = new BoardPage(await (await browser.newContext()).newPage());
		await alice.goto(`${url}/board`);
		await bob.goto(alice.url());
		await alice.waitForPeers(1);
		await alice.draw([
			[400, 300],
			[600, 400]
		]);
		await bob.waitForCount(1);
		await bob.draw([
			[400, 500],
			[600, 600]
		]);
		await alice.waitForCount(2);
		expect([...alice.errors, ...bob.errors]).toEqual([]);
	} finally {
		if (child.pid && child.exitCode === null) {
			const ended = once(child, 'exit');
			process.kill(-child.pid, 'SIGTERM');
			await ended;
		}
		rmSync(folder, { recursive: true, force: true });
	}
});
