import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createDecoder, hasContent, readVarUint8Array } from 'lib0/decoding';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRequest } from '../../src/lib/mailbox/messages.ts';
import { createMailboxKeys, MailboxClient, randomEntry } from '../../tests/support/mailbox-client.ts';
import { Random } from '../../tests/support/random.ts';
import { RoomServerProcess } from '../../tests/support/room-server-process.ts';

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
	for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
	cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

async function serve(MAILBOX_DIR: string): Promise<RoomServerProcess> {
	const server = await RoomServerProcess.start({ MAILBOX_DIR });
	cleanUps.push(() => server.end('SIGKILL'));
	return server;
}

/** What the command wrote, as bytes. Rejects with what it complained about when it failed. */
async function run(MAILBOX_DIR: string, ...args: string[]): Promise<Buffer> {
	const command = join(RoomServerProcess.builtFolder, 'mailbox.js');
	const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], {
		env: { PATH: process.env.PATH, MAILBOX_DIR },
		encoding: 'buffer'
	});
	return stdout;
}

describe('inkmesh-mailbox', () => {
	it('lists, measures, exports and deletes while the server runs, which notices', async () => {
		const folder = temporaryFolder();
		const random = new Random(1);
		const server = await serve(folder);
		const keys = createMailboxKeys(random);
		const client = await MailboxClient.openToWrite(server.url, keys);
		cleanUps.push(() => client.close());
		const entries = Array.from({ length: 5 }, () => randomEntry(keys, random));
		for (const entry of entries) expect(await client.append(entry)).toBeGreaterThan(0);

		expect(String(await run(folder, 'list'))).toMatch(
			new RegExp(`^${keys.mailbox}\t5 entries\t\\d+ bytes\tlast used \\d{4}-\\d\\d-\\d\\d\n$`)
		);
		expect(String(await run(folder, 'size'))).toMatch(/^1 mailboxes\t\d+ bytes\n$/);
		expect(await run(folder, 'size', keys.mailbox)).toEqual(await run(folder, 'list'));
		const exported = createDecoder(await run(folder, 'export', keys.mailbox));
		const appended = [];
		while (hasContent(exported)) appended.push(parseRequest(readVarUint8Array(exported)));
		expect(appended.map((request) => request?.type === 'append' && [...request.entry])).toEqual(
			entries.map((entry) => [...entry])
		);

		await run(folder, 'delete', keys.mailbox);
		expect(String(await run(folder, 'list'))).toBe('');
		const isGone = () => client.heard.findLast((message) => message.type === 'opened')?.position === 0;
		await client.until(isGone);
		expect(await client.append(randomEntry(keys, random))).toBe(1);
	});
	it('backs up while the server runs, and restores elsewhere with another epoch', async () => {
		const [folder, backup, elsewhere] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
		const random = new Random(2);
		const server = await serve(folder);
		const keys = createMailboxKeys(random);
		const client = await MailboxClient.openToWrite(server.url, keys);
		cleanUps.push(() => client.close());
		await client.append(randomEntry(keys, random));
		const opened = client.heard.findLast((message) => message.type === 'opened');
		await run(folder, 'backup', backup);
		await client.append(randomEntry(keys, random));
		await expect(run(folder, 'restore', backup)).rejects.toThrow('expected a folder without mailboxes');
		expect(String(await run(elsewhere, 'restore', backup))).toBe('restored 1 mailboxes\n');
		expect(readdirSync(elsewhere)).toEqual(['mailboxes.mdb']);
		const restored = await MailboxClient.open((await serve(elsewhere)).url, keys, {
			position: opened?.position,
			epoch: opened?.epoch
		});
		cleanUps.push(() => restored.close());
		await restored.hears('caughtUp');
		expect(restored.entries).toHaveLength(1);
		expect(await restored.hears('opened')).toMatchObject({ isContinued: false });
	});
	it('says what it expects, and what is not there', async () => {
		const folder = temporaryFolder();
		await (await serve(folder)).end('SIGTERM');
		await expect(run(folder)).rejects.toThrow('Usage: inkmesh-mailbox');
		await expect(run(folder, 'constructor')).rejects.toThrow('Usage: inkmesh-mailbox');
		await expect(run(folder, 'delete')).rejects.toThrow('expected the name of a mailbox');
		await expect(run(folder, 'delete', 'mailbox-of-nobody-1')).rejects.toThrow(
			'none named mailbox-of-nobody'
		);
		await expect(run(folder, 'restore', folder)).rejects.toThrow('expected');
		const empty = temporaryFolder();
		await expect(run(empty, 'list')).rejects.toThrow('expected a folder with mailboxes');
		expect(readdirSync(empty)).toEqual([]);
		await expect(run('off', 'list')).rejects.toThrow('MAILBOX_DIR: expected a folder, got off');
	});
});
