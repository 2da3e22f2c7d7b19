// The contract of `mailbox-store.ts` as tests, which every store has to pass.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_EPOCH, parseRequest } from '../../src/lib/mailbox/messages.ts';
import { forSeedsAsync, Random } from '../../tests/support/random.ts';
import { costOf } from './mailbox-rows.ts';
import type { MailboxInfo, MailboxStore, Replacement, StoreLimits } from './mailbox-store.ts';

export interface StoreSetup {
	/** A store with nothing in it, by a clock of the test. */
	open(limits: Partial<StoreLimits>, now: () => number): Promise<MailboxStore>;
	/** The same mailboxes, as after the process ended and began again. */
	reopen(store: MailboxStore): Promise<MailboxStore>;
	/** Backs it up, brings the backup back elsewhere, and opens it there. */
	restore(store: MailboxStore): Promise<MailboxStore>;
	/** Removes what it left. */
	destroy(): Promise<void>;
}

const BOARD = 'mailbox-of-the-board-1';
const OTHER = 'mailbox-of-the-board-2';
const MAY = { mayCreate: true };
const MAY_NOT = { mayCreate: false };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MIB = 1024 * 1024;

export function runMailboxStoreTests(name: string, createSetup: () => StoreSetup): void {
	describe(`${name} as a mailbox store`, () => {
		let setup: StoreSetup;
		let store: MailboxStore;
		let random: Random;
		let nowMs: number;

		const restart = async (limits: Partial<StoreLimits>) => {
			await store.close();
			await setup.destroy();
			setup = createSetup();
			store = await setup.open(limits, () => nowMs);
		};

		beforeEach(async () => {
			random = new Random(1);
			nowMs = Date.UTC(2026, 0, 1);
			setup = createSetup();
			store = await setup.open({}, () => nowMs);
		});
		afterEach(async () => {
			await store.close();
			await setup.destroy();
		});

		const entry = (length = 100) => random.bytes(length);

		async function append(bytes: Uint8Array, mailbox = BOARD): Promise<number> {
			const outcome = await store.append(mailbox, bytes, MAY);
			if (outcome.status !== 'stored') throw new Error(`expected it to be stored, got ${outcome.status}`);
			return outcome.position;
		}

		/** Of all that is there, but for what is said otherwise. */
		async function replacementOf(replacement: Partial<Replacement>): Promise<Replacement> {
			const { position: last = 0, epoch = NO_EPOCH } = (await store.info(BOARD)) ?? {};
			return { last, epoch, manifest: entry(), chunks: [], blobs: [], ...replacement };
		}

		async function replace(replacement: Partial<Replacement> & { last: number }): Promise<number> {
			const outcome = await store.replace(BOARD, await replacementOf(replacement), MAY);
			if (outcome.status !== 'stored') throw new Error(`expected it to be stored, got ${outcome.status}`);
			return outcome.position;
		}

		async function all(mailbox = BOARD, position = 0) {
			const page = await store.since(mailbox, position, 100 * MIB);
			return (page?.entries ?? []).map(({ bytes, chunks }) => ({ bytes: hex(bytes), chunks }));
		}

		const infoOf = async (mailbox = BOARD): Promise<MailboxInfo> => {
			const info = await store.info(mailbox);
			if (!info) throw new Error('expected a mailbox, got none');
			return info;
		};

		describe('a log', () => {
			it('is not there before something is in it, and is made only by who may', async () => {
				expect(await store.info(BOARD)).toBeNull();
				expect(await store.since(BOARD, 0, MIB)).toBeNull();
				for (const outcome of [
					await store.append(BOARD, entry(), MAY_NOT),
					await store.putChunk(BOARD, entry(), MAY_NOT),
					await store.putBlob(BOARD, entry(32), 0, entry(), MAY_NOT),
					await store.replace(BOARD, await replacementOf({}), MAY_NOT)
				]) {
					expect(outcome).toEqual({ status: 'missing' });
				}
				expect(await store.info(BOARD)).toBeNull();
				expect(await store.append(BOARD, entry(), MAY)).toMatchObject({ isNew: true, previous: 0 });
				expect(await store.append(BOARD, entry(), MAY_NOT)).toMatchObject({ isNew: false });
			});
			it('takes an entry that is meant for a certain mailbox only into that', async () => {
				const meant = async (epoch: Uint8Array) => store.append(BOARD, entry(), { ...MAY, epoch });
				expect(await meant(random.bytes(16))).toEqual({ status: 'conflict' });
				expect(await store.info(BOARD)).toBeNull();
				await append(entry());
				const { epoch } = await infoOf();
				expect(await meant(epoch)).toMatchObject({ status: 'stored' });
				await store.delete(BOARD);
				expect(await meant(epoch)).toEqual({ status: 'conflict' });
				await append(entry());
				expect(await meant(epoch)).toEqual({ status: 'conflict' });
			});
			it('gives back its entries in their order, after any position', async () => {
				const entries = Array.from({ length: 20 }, () => entry(random.integer(1, 5_000)));
				const positions = [];
				for (const bytes of entries) positions.push(await append(bytes));
				expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
				expect(await all()).toEqual(entries.map((bytes) => ({ bytes: hex(bytes), chunks: null })));
				expect((await all(BOARD, positions[14])).map(({ bytes }) => bytes)).toEqual(
					entries.slice(15).map(hex)
				);
				expect(await all(BOARD, positions[19])).toEqual([]);
				expect((await infoOf()).position).toBe(positions[19]);
			});
			it('says which entry was before each, also when many come at one moment', async () => {
				const outcomes = await Promise.all(
					Array.from({ length: 50 }, () => store.append(BOARD, entry(), MAY))
				);
				let previous = 0;
				for (const outcome of outcomes) {
					expect(outcome).toMatchObject({ status: 'stored', previous });
					if (outcome.status === 'stored') previous = outcome.position;
				}
			});
			it('is read in pages of at least one entry', async () => {
				const entries = Array.from({ length: 10 }, () => entry(1_000));
				for (const bytes of entries) await append(bytes);
				const read: string[] = [];
				let position = 0;
				for (let isEnd = false; !isEnd;) {
					const page = await store.since(BOARD, position, 2_500);
					expect(page?.entries.length).toBeGreaterThan(0);
					expect(page?.entries.length).toBeLessThan(3);
					read.push(...(page?.entries ?? []).map(({ bytes }) => hex(bytes)));
					position = page?.entries.at(-1)?.position ?? Infinity;
					isEnd = page?.isEnd ?? true;
				}
				expect(read).toEqual(entries.map(hex));
				expect((await store.since(BOARD, 0, 1))?.entries).toHaveLength(1);
			});
			it('stores a repeated entry once, and says where it is', async () => {
				const bytes = entry();
				const position = await append(bytes);
				await append(entry());
				expect(await store.append(BOARD, bytes, MAY)).toMatchObject({ status: 'known', position });
				const twice = entry();
				const [first, second] = await Promise.all([
					store.append(BOARD, twice, MAY),
					store.append(BOARD, twice, MAY)
				]);
				expect([first.status, second.status]).toEqual(['stored', 'known']);
				expect(await all()).toHaveLength(3);
			});
			it('is apart from other mailboxes', async () => {
				const bytes = entry();
				await append(bytes);
				await append(bytes, OTHER);
				await append(entry(), OTHER);
				expect([(await all()).length, (await all(OTHER)).length]).toEqual([1, 2]);
				expect((await infoOf()).epoch).not.toEqual((await infoOf(OTHER)).epoch);
			});
			it('is there again after a restart, with its epoch', async () => {
				const bytes = entry(70_000);
				await append(bytes);
				const before = await infoOf();
				store = await setup.reopen(store);
				expect(await infoOf()).toEqual(before);
				expect(await all()).toEqual([{ bytes: hex(bytes), chunks: null }]);
			});
		});

		describe('a manifest', () => {
			it('takes the place of all entries before it, with the names of its chunks', async () => {
				for (let i = 0; i < 5; i++) await append(entry());
				const chunk = entry(2_000);
				await store.putChunk(BOARD, chunk, MAY);
				const { position: last, epoch } = await infoOf();
				const manifest = entry();
				const position = await replace({ last, manifest, chunks: [sha256(chunk)] });
				expect(position).toBeGreaterThan(last);
				await store.sweep();
				const later = entry();
				await append(later);
				expect(await all()).toEqual([
					{ bytes: hex(manifest), chunks: [sha256(chunk)] },
					{ bytes: hex(later), chunks: null }
				]);
				expect(await all(BOARD, position)).toHaveLength(1);
				expect(await infoOf()).toMatchObject({ entries: 2, epoch });
				expect(hex((await store.getChunk(BOARD, sha256(chunk))) ?? new Uint8Array())).toBe(hex(chunk));
			});
			it('is refused when somebody appended meanwhile, and of two at once one is', async () => {
				const last = await append(entry());
				await append(entry());
				const late = await replacementOf({ last });
				expect(await store.replace(BOARD, late, MAY)).toEqual({ status: 'conflict' });
				expect(await all()).toHaveLength(2);
				const both = [await replacementOf({}), await replacementOf({})];
				const outcomes = await Promise.all(both.map((one) => store.replace(BOARD, one, MAY)));
				expect(outcomes.map(({ status }) => status)).toEqual(['stored', 'conflict']);
			});
			it('is refused by another mailbox than it was made from, with as many entries by chance', async () => {
				await append(entry());
				const former = await replacementOf({});
				await store.delete(BOARD);
				for (const options of [MAY, MAY_NOT])
					expect(await store.replace(BOARD, former, options)).toEqual({ status: 'conflict' });
				expect(await store.info(BOARD)).toBeNull();
				await append(entry());
				expect((await infoOf()).position).toBe(former.last);
				for (const epoch of [former.epoch, NO_EPOCH])
					expect(await store.replace(BOARD, { ...former, epoch }, MAY)).toEqual({ status: 'conflict' });
				expect(await all()).toHaveLength(1);
			});
			it('of nothing is taken where its chunks have made the mailbox, but not where a former one was', async () => {
				const chunk = entry();
				const first = await replacementOf({ chunks: [sha256(chunk)] });
				await store.putChunk(BOARD, chunk, MAY);
				const former = await infoOf();
				await store.delete(BOARD);
				await store.putChunk(BOARD, chunk, MAY);
				expect(await store.replace(BOARD, { ...first, epoch: former.epoch }, MAY)).toEqual({
					status: 'conflict'
				});
				expect(await store.replace(BOARD, first, MAY)).toMatchObject({ status: 'stored' });
			});
			it('that is repeated is told where it is, whatever came since', async () => {
				const last = await append(entry());
				const replacement = await replacementOf({ last });
				const position = await replace(replacement);
				await append(entry());
				expect(await store.replace(BOARD, replacement, MAY)).toMatchObject({
					status: 'known',
					position
				});
				expect(await all()).toHaveLength(2);
			});
			it('is refused while one of its chunks is missing', async () => {
				await append(entry());
				const chunks = [sha256(entry())];
				const outcome = await store.replace(BOARD, await replacementOf({ chunks }), MAY);
				expect(outcome).toEqual({ status: 'no such chunk' });
				await store.putChunk(OTHER, entry(), MAY);
				expect(await all()).toHaveLength(1);
			});
			it('can be the first of a mailbox', async () => {
				await replace({ last: 0 });
				expect(await all()).toHaveLength(1);
			});
			it('leaves the entries before it known, for a while', async () => {
				const bytes = entry();
				const position = await append(bytes);
				await replace({ last: position });
				expect(await store.append(BOARD, bytes, MAY)).toMatchObject({ status: 'known', position });
				await store.sweep();
				expect(await store.append(BOARD, bytes, MAY)).toMatchObject({ status: 'known', position });
				nowMs += 31 * DAY_MS;
				await replace({ last: (await infoOf()).position });
				await store.sweep();
				expect(await store.append(BOARD, bytes, MAY)).toMatchObject({ status: 'stored' });
			});
			it('leaves so many of them known', async () => {
				await restart({ replacedHashes: 3 });
				const entries = Array.from({ length: 10 }, () => entry());
				for (const bytes of entries) await append(bytes);
				await replace({ last: (await infoOf()).position });
				await store.sweep();
				const outcomes = [];
				for (const bytes of entries) outcomes.push((await store.append(BOARD, bytes, MAY)).status);
				expect(outcomes.slice(0, 7)).toEqual(Array(7).fill('stored'));
				expect(outcomes.slice(7)).toEqual(Array(3).fill('known'));
			});
		});

		describe('a chunk', () => {
			it('that no manifest names goes after some minutes', async () => {
				const [named, orphan] = [entry(), entry()];
				await store.putChunk(BOARD, named, MAY);
				await store.putChunk(BOARD, orphan, MAY);
				await replace({ last: 0, chunks: [sha256(named)] });
				nowMs += 9 * MINUTE_MS;
				expect(await store.sweep()).toMatchObject({ chunks: 0 });
				expect(await store.getChunk(BOARD, sha256(orphan))).not.toBeNull();
				nowMs += 2 * MINUTE_MS;
				expect(await store.sweep()).toMatchObject({ chunks: 1 });
				expect(await store.getChunk(BOARD, sha256(orphan))).toBeNull();
				expect(await store.getChunk(BOARD, sha256(named))).not.toBeNull();
			});
			it('that is put again waits as long again', async () => {
				const chunk = entry();
				await store.putChunk(BOARD, chunk, MAY);
				nowMs += 9 * MINUTE_MS;
				await store.putChunk(BOARD, chunk, MAY);
				nowMs += 9 * MINUTE_MS;
				await store.sweep();
				expect(await store.getChunk(BOARD, sha256(chunk))).not.toBeNull();
				await replace({ last: 0, chunks: [sha256(chunk)] });
				nowMs += DAY_MS;
				await store.sweep();
				expect(await store.getChunk(BOARD, sha256(chunk))).not.toBeNull();
			});
			it('of a former manifest can still be read for some minutes, unless the next names it, too', async () => {
				const [kept, left] = [entry(), entry()];
				await store.putChunk(BOARD, kept, MAY);
				await store.putChunk(BOARD, left, MAY);
				const last = await replace({ last: 0, chunks: [sha256(kept), sha256(left)] });
				await replace({ last, chunks: [sha256(kept)] });
				await store.sweep();
				expect(await store.getChunk(BOARD, sha256(left))).not.toBeNull();
				nowMs += 11 * MINUTE_MS;
				await store.sweep();
				expect(await store.getChunk(BOARD, sha256(left))).toBeNull();
				expect(await store.getChunk(BOARD, sha256(kept))).not.toBeNull();
			});
		});

		describe('a blob', () => {
			it('is kept by its parts, and a part can be written again', async () => {
				const name = entry(32);
				const parts = [entry(5_000), entry(5_000)];
				for (const [i, bytes] of parts.entries()) await store.putBlob(BOARD, name, i, bytes, MAY);
				const healed = entry(4_000);
				await store.putBlob(BOARD, name, 1, healed, MAY);
				expect(hex((await store.getBlob(BOARD, name, 0)) ?? new Uint8Array())).toBe(
					hex(parts[0] ?? new Uint8Array())
				);
				expect(hex((await store.getBlob(BOARD, name, 1)) ?? new Uint8Array())).toBe(hex(healed));
				expect(await store.getBlob(BOARD, name, 2)).toBeNull();
				expect(await store.countBlobParts(BOARD, name)).toBe(2);
				expect(await store.countBlobParts(OTHER, name)).toBe(0);
				expect(await store.getBlob(BOARD, name, 2 ** 40)).toBeNull();
				expect(await store.getBlob(OTHER, name, 0)).toBeNull();
			});
			it('stays while manifests name it, and days longer', async () => {
				const [wanted, unwanted] = [entry(32), entry(32)];
				for (const name of [wanted, unwanted]) await store.putBlob(BOARD, name, 0, entry(), MAY);
				let last = await replace({ last: 0, blobs: [wanted, unwanted] });
				// Nobody has to compact for long; then it is deleted, and somebody could still undo that.
				nowMs += 80 * DAY_MS;
				last = await replace({ last, blobs: [wanted] });
				nowMs += 6 * DAY_MS;
				last = await replace({ last, blobs: [wanted] });
				expect(await store.getBlob(BOARD, unwanted, 0)).not.toBeNull();
				nowMs += 2 * DAY_MS;
				await replace({ last, blobs: [wanted] });
				expect(await store.getBlob(BOARD, unwanted, 0)).toBeNull();
				expect(await store.getBlob(BOARD, wanted, 0)).not.toBeNull();
			});
			it('that is named again has all its days again', async () => {
				const name = entry(32);
				await store.putBlob(BOARD, name, 0, entry(), MAY);
				let last = await replace({ last: 0, blobs: [name] });
				for (const blobs of [[], [name], [], [], []]) {
					last = await replace({ last, blobs });
					expect(await store.getBlob(BOARD, name, 0)).not.toBeNull();
					nowMs += 3 * DAY_MS;
				}
				await replace({ last });
				expect(await store.getBlob(BOARD, name, 0)).toBeNull();
			});
			it('that no manifest has named yet stays for days after it was put, or put again', async () => {
				const [once, twice] = [entry(32), entry(32)];
				const bytes = entry();
				let last = await replace({ last: 0 });
				for (const name of [once, twice]) await store.putBlob(BOARD, name, 0, bytes, MAY);
				nowMs += 6 * DAY_MS;
				last = await replace({ last });
				expect(await store.getBlob(BOARD, once, 0)).not.toBeNull();
				await store.putBlob(BOARD, twice, 0, bytes, MAY);
				nowMs += 2 * DAY_MS;
				last = await replace({ last });
				expect(await store.getBlob(BOARD, once, 0)).toBeNull();
				expect(await store.getBlob(BOARD, twice, 0)).not.toBeNull();
				nowMs += 6 * DAY_MS;
				await replace({ last });
				expect(await store.getBlob(BOARD, twice, 0)).toBeNull();
			});
			it('never goes while there is no manifest to say that it may', async () => {
				const name = entry(32);
				await append(entry());
				await store.putBlob(BOARD, name, 0, entry(), MAY);
				nowMs += 80 * DAY_MS;
				await store.sweep();
				expect(await store.getBlob(BOARD, name, 0)).not.toBeNull();
			});
		});

		describe('a quota', () => {
			it('bounds a mailbox, and a compaction makes room again', async () => {
				await restart({ maxBytes: 100_000 });
				let stored = 0;
				while ((await store.append(BOARD, entry(1_000), MAY)).status === 'stored') stored++;
				expect(stored).toBeGreaterThan(70);
				expect(stored).toBeLessThan(100);
				expect(await store.putBlob(BOARD, entry(32), 0, entry(5_000), MAY)).toEqual({ status: 'full' });
				const chunk = entry(50_000);
				expect(await store.putChunk(BOARD, chunk, MAY)).toMatchObject({ status: 'stored' });
				await replace({ last: (await infoOf()).position, chunks: [sha256(chunk)] });
				expect((await infoOf()).usedBytes).toBeLessThan(60_000);
				expect(await store.append(BOARD, entry(1_000), MAY)).toMatchObject({ status: 'stored' });
			});
			it('bounds chunks that wait for a manifest, and manifests', async () => {
				await restart({ maxBytes: 100_000 });
				await append(entry());
				const chunks = [entry(40_000), entry(40_000), entry(40_000)];
				const outcomes = [];
				for (const chunk of chunks) outcomes.push((await store.putChunk(BOARD, chunk, MAY)).status);
				expect(outcomes).toEqual(['stored', 'stored', 'full']);
				const names = chunks.slice(0, 2).map(sha256);
				const manifest = entry(30_000);
				const outcome = await store.replace(BOARD, await replacementOf({ manifest, chunks: names }), MAY);
				expect(outcome).toEqual({ status: 'full' });
				expect(await all()).toHaveLength(1);
			});
			it('bounds all mailboxes together', async () => {
				await restart({ totalBytes: 100_000 });
				let mailboxes = 0;
				while (
					(await store.append(`mailbox-number-${mailboxes + 1e6}`, entry(1_000), MAY)).status === 'stored'
				)
					mailboxes++;
				expect(mailboxes).toBeLessThan(100);
				expect(await store.totals()).toMatchObject({ mailboxes });
				await store.delete('mailbox-number-1000000');
				expect(await append(entry(1_000))).toBeGreaterThan(0);
			});
			it('bounds how many blobs a mailbox has', async () => {
				await restart({ blobs: 3 });
				const outcomes = [];
				for (let i = 0; i < 4; i++)
					outcomes.push((await store.putBlob(BOARD, entry(32), 0, entry(), MAY)).status);
				expect(outcomes).toEqual(['stored', 'stored', 'stored', 'full']);
			});
			it('counts what is there, no more and no less, whatever happened', async () => {
				await forSeedsAsync(3, async (seeded) => {
					await restart({ looseChunkMs: MINUTE_MS, unnamedBlobMs: 2 * MINUTE_MS });
					const names = Array.from({ length: 4 }, () => seeded.bytes(32));
					const parts = new Map<string, Uint8Array>();
					for (let step = 0; step < 150; step++) {
						nowMs += seeded.int(20_000);
						const kind = seeded.int(6);
						if (kind < 2) await store.append(BOARD, seeded.bytes(seeded.integer(1, 3_000)), MAY);
						else if (kind === 2) {
							const bytes = seeded.bytes(seeded.integer(1, 6_000));
							await store.putChunk(BOARD, bytes, MAY);
							parts.set(hex(sha256(bytes)), sha256(bytes));
						} else if (kind === 3) {
							const bytes = seeded.bytes(seeded.integer(1, 6_000));
							await store.putBlob(BOARD, seeded.pick(names), seeded.int(3), bytes, MAY);
						} else if (kind === 4) {
							const chunks = [...parts.values()].filter(() => seeded.chance(0.2));
							const blobs = names.filter(() => seeded.chance(0.5));
							const manifest = seeded.bytes(200);
							await store.replace(BOARD, await replacementOf({ manifest, chunks, blobs }), MAY);
						} else await store.sweep();
					}
					nowMs += DAY_MS;
					await store.sweep();
					const page = await store.since(BOARD, 0, 100 * MIB);
					let expected = 0;
					const manifest = page?.entries[0]?.chunks ?? [];
					for (const { bytes, chunks } of page?.entries ?? [])
						expected += costOf(bytes.length + 32 * (chunks?.length ?? 0));
					for (const name of new Map(manifest.map((chunk) => [hex(chunk), chunk])).values())
						expected += costOf((await store.getChunk(BOARD, name))?.length ?? NaN);
					for (const name of names) {
						for (let part = 0; part < 3; part++) {
							const bytes = await store.getBlob(BOARD, name, part);
							if (bytes) expected += costOf(bytes.length);
						}
					}
					expect((await infoOf()).usedBytes).toBe(expected);
					expect(await store.totals()).toEqual({ mailboxes: 1, bytes: expected });
					await store.delete(BOARD);
					expect(await store.totals()).toEqual({ mailboxes: 0, bytes: 0 });
				});
			});
		});

		describe('a mailbox', () => {
			it('goes when nobody used it for its time to live', async () => {
				await append(entry());
				await append(entry(), OTHER);
				nowMs += 89 * DAY_MS;
				await store.touch(OTHER);
				await store.touch('mailbox-that-is-not-there');
				expect(await store.sweep()).toMatchObject({ expired: 0 });
				nowMs += 2 * DAY_MS;
				expect(await store.sweep()).toMatchObject({ expired: 1 });
				expect(await store.info(BOARD)).toBeNull();
				expect(await all(OTHER)).toHaveLength(1);
			});
			it('that is deleted is gone, and one made again has another epoch and nothing of the former', async () => {
				const bytes = entry();
				const blob = entry(32);
				await append(bytes);
				await store.putChunk(BOARD, bytes, MAY);
				await store.putBlob(BOARD, blob, 0, bytes, MAY);
				const { epoch } = await infoOf();
				expect([await store.delete(BOARD), await store.delete(BOARD)]).toEqual([true, false]);
				expect(await store.since(BOARD, 0, MIB)).toBeNull();
				expect(await store.append(BOARD, bytes, MAY)).toMatchObject({ status: 'stored', isNew: true });
				await store.sweep();
				expect((await infoOf()).epoch).not.toEqual(epoch);
				expect(await all()).toHaveLength(1);
				expect(await store.getChunk(BOARD, sha256(bytes))).toBeNull();
				expect(await store.getBlob(BOARD, blob, 0)).toBeNull();
			});
			it('is listed with what is known of it', async () => {
				for (let i = 0; i < 450; i++) await append(entry(), `mailbox-number-${1_000 + i}`);
				const listed = [];
				for await (const [name, { entries }] of store.list()) listed.push([name, entries]);
				expect(listed.sort()).toEqual(
					Array.from({ length: 450 }, (_, i) => [`mailbox-number-${1_000 + i}`, 1])
				);
			});
			it('is exported as the requests that make it again', async () => {
				const chunk = entry(3_000);
				const blob = entry(32);
				await append(entry());
				await store.putChunk(BOARD, chunk, MAY);
				await store.putBlob(BOARD, blob, 1, entry(), MAY);
				await replace({ last: 1, chunks: [sha256(chunk)], blobs: [blob] });
				await append(entry());
				for await (const frame of store.exportRequests(BOARD)) {
					const request = parseRequest(frame);
					if (request?.type === 'putChunk') await store.putChunk(OTHER, request.bytes, MAY);
					else if (request?.type === 'putBlob')
						await store.putBlob(OTHER, request.name, request.part, request.bytes, MAY);
					else if (request?.type === 'replace') await store.replace(OTHER, request, MAY);
					else if (request?.type === 'append') await store.append(OTHER, request.entry, MAY);
					else throw new Error(`expected a request that stores something, got ${request?.type}`);
				}
				expect(await all(OTHER)).toEqual(await all());
				expect(await store.getChunk(OTHER, sha256(chunk))).toEqual(
					await store.getChunk(BOARD, sha256(chunk))
				);
				expect(await store.getBlob(OTHER, blob, 1)).toEqual(await store.getBlob(BOARD, blob, 1));
				expect((await infoOf(OTHER)).usedBytes).toBe((await infoOf()).usedBytes);
			});
			it('comes out of a backup as it was, with another epoch', async () => {
				for (let i = 0; i < 300; i++) await append(entry(), `mailbox-number-${1_000 + i}`);
				const bytes = entry();
				await append(bytes);
				const before = await infoOf();
				const restored = await setup.restore(store);
				await append(entry());
				const page = await restored.since(BOARD, 0, MIB);
				expect(page?.entries.map((one) => hex(one.bytes))).toEqual([hex(bytes)]);
				expect(page?.epoch).not.toEqual(before.epoch);
				expect((await restored.info('mailbox-number-1299'))?.epoch).not.toEqual(
					(await infoOf('mailbox-number-1299')).epoch
				);
				expect((await restored.totals()).mailboxes).toBe(301);
				await restored.close();
			});
		});
	});
}

const sha256 = (bytes: Uint8Array) => Uint8Array.from(createHash('sha256').update(bytes).digest());
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
