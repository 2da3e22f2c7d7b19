#!/usr/bin/env node
// `inkmesh-mailbox`: what an operator does with mailboxes, beside a server that may be running. It reads the same
// variables as the server, and can read no more of a mailbox than that.
import { once } from 'node:events';
import { existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import { readConfig, type MailboxConfig } from './config.ts';
import { restoreBackup } from './lmdb-mailbox-backup.ts';
import { DATA_FILE } from './lmdb-table.ts';
import { openMailboxStore } from './mailboxes.ts';
import type { MailboxInfo, MailboxStore } from './mailbox-store.ts';

const USAGE = `Usage: inkmesh-mailbox <command>

  list              every mailbox: its name, entries, bytes, and when it was last used
  size [name]       what all of them take of the disk, or one
  export name       one mailbox, sealed as it is, as requests that make it again; to standard output
  delete name       removes one, at once and for good
  backup folder     copies all of them into an empty folder
  restore folder    brings a backup back; MAILBOX_DIR has to be empty, and no server may be running

MAILBOX_DIR says where the mailboxes are (data/mailbox). All but restore may be done while the server runs.`;

type Command = (store: MailboxStore, argument: string | undefined) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
	async list(store) {
		for await (const [name, info] of store.list()) say(lineOf(name, info));
	},
	async size(store, name) {
		if (name !== undefined) return say(lineOf(name, await infoOf(store, name)));
		const { mailboxes, bytes } = await store.totals();
		say(`${mailboxes} mailboxes\t${bytes} bytes`);
	},
	async export(store, name) {
		const mailbox = required(name, 'the name of a mailbox');
		await infoOf(store, mailbox);
		for await (const request of store.exportRequests(mailbox)) {
			const record = encoding.encode((encoder) => encoding.writeVarUint8Array(encoder, request));
			if (!process.stdout.write(record)) await once(process.stdout, 'drain');
		}
	},
	async delete(store, name) {
		const mailbox = required(name, 'the name of a mailbox');
		if (!(await store.delete(mailbox))) throw new Error(`expected a mailbox, got none named ${mailbox}`);
		say(`deleted ${mailbox}`);
	},
	async backup(store, folder) {
		await store.backup(required(folder, 'a folder'));
		say(`backed up to ${folder}`);
	}
};

async function run([name = '', argument]: readonly string[]): Promise<void> {
	const read = readConfig(process.env);
	if ('mistakes' in read) throw new Error(read.mistakes.join('\n'));
	const { mailbox: config } = read.config;
	if (!config) throw new Error('MAILBOX_DIR: expected a folder, got off');
	if (name === 'restore') return restore(config, required(argument, 'the folder of a backup'));
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
	if (!command) throw new Error(USAGE);
	// Opening would make them.
	if (!existsSync(join(config.dir, DATA_FILE)))
		throw new Error(`MAILBOX_DIR: expected a folder with mailboxes, got ${config.dir}`);
	const store = await openMailboxStore(config);
	await command(store, argument).finally(() => store.close());
}

async function restore(config: MailboxConfig, backup: string): Promise<void> {
	say(`restored ${await restoreBackup(backup, config.dir)} mailboxes`);
}

async function infoOf(store: MailboxStore, mailbox: string): Promise<MailboxInfo> {
	const info = await store.info(mailbox);
	if (!info) throw new Error(`expected a mailbox, got none named ${mailbox}`);
	return info;
}

function lineOf(name: string, { entries, usedBytes, usedAtMs }: MailboxInfo): string {
	const usedOn = new Date(usedAtMs).toISOString().slice(0, 10);
	return `${name}\t${entries} entries\t${usedBytes} bytes\tlast used ${usedOn}`;
}

function required(argument: string | undefined, what: string): string {
	if (!argument) throw new Error(`expected ${what}\n\n${USAGE}`);
	return argument;
}

const say = (line: string) => console.log(line);

run(process.argv.slice(2)).catch((error: Error) => {
	writeSync(process.stderr.fd, `${error.message}\n`);
	process.exitCode = 1;
});
