import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import { NO_EPOCH } from '../../src/lib/mailbox/messages.ts';
import { Random } from '../../tests/support/random.ts';
import { restoreBackup } from './lmdb-mailbox-backup.ts';
import { LmdbMailboxStore } from './lmdb-mailbox-store.ts';
import { DATA_FILE, LmdbTable } from './lmdb-table.ts';
import { blobKey, decodeBlob } from './mailbox-rows.ts';
import { runMailboxStoreTests } from './mailbox-store-acceptance.ts';

const folders: string[] = [];

function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'inkmesh-mailbox-'));
	folders.push(folder);
	return folder;
}

const removeFolders = () => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

runMailboxStoreTests('LMDB', () => {
	const folder = temporaryFolder();
	let options: Parameters<typeof LmdbMailboxStore.open>[0];
	return {
		open: (limits, now) => LmdbMailboxStore.open((options = { folder, limits, now })),
		async reopen(store) {
			await store.close();
			return LmdbMailboxStore.open(options);
		},
		async restore(store) {
			const [backup, elsewhere] = [temporaryFolder(), temporaryFolder()];
			await store.backup(backup);
			await restoreBackup(backup, elsewhere);
			return LmdbMailboxStore.open({ ...options, folder: elsewhere });
		},
		destroy: async () => removeFolders()
	};
});

describe('the LMDB mailbox store', () => {
	afterEach(removeFolders);

	const BOARD = 'mailbox-of-the-board-1';
	const MAY = { mayCreate: true };

	async function replaceAll(store: LmdbMailboxStore, random: Random): Promise<void> {
		const { position: last = 0, epoch = NO_EPOCH } = (await store.info(BOARD)) ?? {};
		await store.replace(BOARD, { last, epoch, manifest: random.bytes(100), chunks: [], blobs: [] }, MAY);
	}

	it('uses the pages of what was replaced again, instead of growing for ever', async () => {
		const folder = temporaryFolder();
		const random = new Random(2);
		let nowMs = Date.UTC(2026, 0, 1);
		const store = await LmdbMailboxStore.open({ folder, now: () => nowMs });
		const sizeBytes = () => statSync(join(folder, DATA_FILE)).size;
		const filler = random.bytes(20_000);
		const sizes: number[] = [];
		for (let round = 0; round < 12; round++) {
			for (let i = 0; i < 100; i++) {
				filler.set(random.bytes(8));
				await store.append(BOARD, filler, MAY);
			}
			await replaceAll(store, random);
			nowMs += 60_000;
			await store.sweep();
			sizes.push(sizeBytes());
		}
		expect(sizes.at(-1)).toBeLessThan(2 * (sizes[2] ?? 0));
		await store.close();
	});
	it('sees what another process changed, and deletes under its hands', async () => {
		const folder = temporaryFolder();
		const random = new Random(3);
		const server = await LmdbMailboxStore.open({ folder });
		await server.append(BOARD, random.bytes(100), MAY);
		const before = await server.info(BOARD);
		// LMDB takes a second handle in one process for the same; a process of its own is in mailbox-command.test.ts.
		const operator = await LmdbMailboxStore.open({ folder });
		await operator.delete(BOARD);
		expect(await server.info(BOARD)).toBeNull();
		expect(await server.append(BOARD, random.bytes(100), { mayCreate: false })).toEqual({
			status: 'missing'
		});
		await server.append(BOARD, random.bytes(100), MAY);
		expect((await operator.info(BOARD))?.epoch).not.toEqual(before?.epoch);
		await operator.close();
		await server.close();
	});
	it('keeps blobs of its former rows for days after the first manifest that does not name them', async () => {
		const folder = temporaryFolder();
		const random = new Random(6);
		const name = random.bytes(32);
		let nowMs = Date.UTC(2026, 0, 1);
		const options = { folder, now: () => nowMs };
		const former = await LmdbMailboxStore.open(options);
		await former.putBlob(BOARD, name, 0, random.bytes(100), MAY);
		await former.close();
		const table = new LmdbTable(folder);
		const key = blobKey(1, name);
		const { cost } = decodeBlob(table.get(key) ?? new Uint8Array());
		await table.write(() => {
			table.put(
				key,
				encoding.encode((encoder) => {
					encoding.writeVarUint(encoder, cost);
					// When it was last put or named.
					encoding.writeVarUint(encoder, nowMs);
				})
			);
		});
		await table.close();
		const store = await LmdbMailboxStore.open(options);
		const isThere = [];
		for (const days of [8, 6, 2]) {
			nowMs += days * 24 * 3_600_000;
			await replaceAll(store, random);
			isThere.push((await store.getBlob(BOARD, name, 0)) !== null);
		}
		expect(isThere).toEqual([true, true, false]);
		await store.close();
	});
	it('restores only into a folder without mailboxes, and from a backup', async () => {
		const [folder, backup] = [temporaryFolder(), temporaryFolder()];
		const store = await LmdbMailboxStore.open({ folder });
		await store.append(BOARD, new Random(4).bytes(100), MAY);
		// As one that was interrupted leaves it.
		writeFileSync(join(backup, `${DATA_FILE}.part`), 'half');
		await store.backup(backup);
		expect(readdirSync(backup)).toEqual([DATA_FILE]);
		await expect(store.backup(backup)).rejects.toThrow('expected a folder without a backup');
		await store.close();
		const before = readFileSync(join(folder, DATA_FILE));
		await expect(restoreBackup(backup, folder)).rejects.toThrow('expected a folder without mailboxes');
		expect(readFileSync(join(folder, DATA_FILE)).equals(before)).toBe(true);
		await expect(restoreBackup(temporaryFolder(), temporaryFolder())).rejects.toThrow('expected a backup');
	});
	it('does not open what is no store', async () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, DATA_FILE), new Random(5).bytes(20_000));
		await expect(LmdbMailboxStore.open({ folder })).rejects.toThrow();
		const file = join(folder, 'file');
		writeFileSync(file, '');
		await expect(LmdbMailboxStore.open({ folder: file })).rejects.toThrow();
	});
});
