// What the mailbox must survive, in numbers that a test chooses: kill -9 while people write, a backup taken meanwhile, a full
// disk. Gives back what was seen.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createMailboxKeys, MailboxClient, randomEntry } from './mailbox-client.ts';
import { MailboxWriters, readMailbox } from './mailbox-writers.ts';
import { Random } from './random.ts';
import { RoomServerProcess } from './room-server-process.ts';

const WRITERS = 5;
/** Five who write as fast as they can fill the usual 256 MiB before the last kill. */
const MAILBOX_MAX_BYTES = String(4 * 1024 * 1024 * 1024);

export interface FaultReport {
	readonly acknowledged: number;
	/** Acknowledged, and not there afterwards. */
	readonly lost: number;
	/** Acknowledged for one position, and at another afterwards. */
	readonly moved: number;
	readonly contradictions: number;
}

export interface KillReport extends FaultReport {
	readonly kills: number;
	/** In the calm before, all writers together. */
	readonly appendsPerSecond: number;
	readonly databaseMiB: number;
}

/** Ends the server the hard way at random moments while five write, and reads after each of them what is there. */
export async function runKills(
	kills: number,
	seed = 1,
	say: (line: string) => void = () => {}
): Promise<KillReport> {
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
	const random = new Random(seed);
	let server = await RoomServerProcess.start({ MAILBOX_DIR: folder, MAILBOX_MAX_BYTES });
	const { port } = server;
	const writers = new MailboxWriters({ count: WRITERS, seed, url: () => server.url });
	try {
		await writers.acknowledges(1);
		const calm = { from: writers.acknowledged.size, began: performance.now() };
		await writers.acknowledges(1_000);
		const appendsPerSecond = Math.round(
			((writers.acknowledged.size - calm.from) / (performance.now() - calm.began)) * 1_000
		);
		const there = new Map<string, number>();
		let known: { position: number; epoch: Uint8Array } | undefined;
		for (let kill = 0; kill < kills; kill++) {
			if (kill % 25 === 24) say(`${kill + 1} kills, ${writers.acknowledged.size} entries`);
			await writers.acknowledges(random.integer(1, 30));
			await after(random.int(30));
			await server.end('SIGKILL');
			const before = new Map(writers.acknowledged);
			server = await RoomServerProcess.start({ MAILBOX_DIR: folder, MAILBOX_MAX_BYTES, PORT: String(port) });
			const read = await readMailbox(server.url, writers.keys, known);
			if (known && !read.isContinued) throw new Error(`expected to go on after kill ${kill}, got all again`);
			for (const [hash, position] of read.entries) {
				if (there.has(hash)) throw new Error(`expected each entry once, got one again at ${position}`);
				there.set(hash, position);
			}
			known = read;
			const lost = [...before.keys()].filter((hash) => !there.has(hash)).length;
			if (lost > 0) throw new Error(`expected all entries after kill ${kill}, ${lost} are lost`);
		}
		await writers.stop();
		const all = await readMailbox(server.url, writers.keys);
		return {
			...compare(writers, all.entries),
			kills,
			appendsPerSecond,
			databaseMiB: Math.round(Number(execFileSync('du', ['-sk', folder]).toString().split('\t')[0]) / 1_024)
		};
	} finally {
		await writers.stop();
		await server.end('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Takes backups while five write, and brings each back elsewhere. */
export async function runBackups(backups: number, seed = 1): Promise<readonly FaultReport[]> {
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
	const server = await RoomServerProcess.start({ MAILBOX_DIR: join(folder, 'live') });
	const writers = new MailboxWriters({ count: WRITERS, seed, url: () => server.url });
	const run = promisify(execFile);
	const command = join(RoomServerProcess.builtFolder, 'mailbox.js');
	const reports: FaultReport[] = [];
	try {
		for (let i = 0; i < backups; i++) {
			await writers.acknowledges(300);
			const before = new Map(writers.acknowledged);
			const [backup, elsewhere] = [join(folder, `backup-${i}`), join(folder, `restored-${i}`)];
			const call = (MAILBOX_DIR: string, ...args: string[]) =>
				run(process.execPath, [command, ...args], { env: { PATH: process.env.PATH, MAILBOX_DIR } });
			await call(join(folder, 'live'), 'backup', backup);
			await call(elsewhere, 'restore', backup);
			const restored = await RoomServerProcess.start({ MAILBOX_DIR: elsewhere });
			const { entries } = await readMailbox(restored.url, writers.keys);
			await restored.end('SIGKILL');
			reports.push(compare({ acknowledged: before, contradictions: writers.contradictions }, entries));
		}
		return reports;
	} finally {
		await writers.stop();
		await server.end('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	}
}

export interface FullDiskReport {
	readonly storedBefore: number;
	readonly refusal: unknown;
	readonly readyWhileFull: number;
	readonly readWhileFull: number;
	readonly isRunning: boolean;
	readonly readyAfterwards: number;
	readonly storedAfterwards: boolean;
	readonly readAfterwards: number;
}

/** Fills a small disk, and makes it larger again. Needs to be root, on Linux. */
export async function runFullDisk(): Promise<FullDiskReport> {
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-full-disk-'));
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]);
	const server = await RoomServerProcess.start({ MAILBOX_DIR: folder });
	const random = new Random(5);
	const keys = createMailboxKeys(random);
	const ready = async () => (await fetch(`${server.url}/readyz`)).status;
	try {
		const client = await MailboxClient.openToWrite(server.url, keys);
		let stored = 0;
		let refusal: unknown;
		while (refusal === undefined) {
			const entries = Array.from({ length: WRITERS }, () => randomEntry(keys, random, 50_000));
			for (const answer of await Promise.all(entries.map((entry) => client.append(entry)))) {
				if (typeof answer === 'number') stored++;
				else refusal = answer;
			}
		}
		const readyWhileFull = await ready();
		const whileFull = await readMailbox(server.url, keys);
		execFileSync('mount', ['-o', 'remount,size=64m', folder]);
		const isRunning = server.isRunning;
		while ((await ready()) !== 200 && server.isRunning) await after(100);
		const readyAfterwards = await ready();
		const later = await client.append(randomEntry(keys, random, 200_000));
		const afterwards = await readMailbox(server.url, keys);
		client.close();
		return {
			storedBefore: stored,
			refusal,
			readyWhileFull,
			readWhileFull: whileFull.entries.size,
			isRunning,
			readyAfterwards,
			storedAfterwards: typeof later === 'number',
			readAfterwards: afterwards.entries.size
		};
	} finally {
		await server.end('SIGKILL');
		execFileSync('umount', [folder]);
		rmSync(folder, { recursive: true, force: true });
	}
}

function compare(
	{ acknowledged, contradictions }: Pick<MailboxWriters, 'acknowledged' | 'contradictions'>,
	entries: ReadonlyMap<string, number>
): FaultReport {
	const gone = [...acknowledged.keys()].filter((hash) => !entries.has(hash));
	const moved = [...acknowledged].filter(([hash, position]) => (entries.get(hash) ?? position) !== position);
	return { acknowledged: acknowledged.size, lost: gone.length, moved: moved.length, contradictions };
}
