import * as Y from 'yjs';
import { LmdbMailboxStore } from '../../signaling-server/src/lmdb-mailbox-store.ts';
import { deriveBoardKeys } from '../../src/lib/access/board-keys.ts';
import { parseBoardLink } from '../../src/lib/access/board-link.ts';
import type { ElementId } from '../../src/lib/document/element.ts';
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { filedDocument } from '../support/filed-document.ts';
import { createStrokes } from '../support/many-strokes.ts';
import { storedAmount } from '../support/stored-rows.ts';

const SESSIONS = 30;
const STROKES = 50_000;
/** Like a person's, each stroke is a change of its own; so many are saved at a time. */
const A_BATCH = 50;
const BATCHES = Math.ceil(STROKES / SESSIONS / A_BATCH);

/** Draws strokes and deletes every second one, each in a change of its own. */
async function drawAndDelete(board: BoardPage, session: number): Promise<void> {
	for (let batch = 0; batch < BATCHES; batch++) {
		const first = (session * BATCHES + batch) * A_BATCH;
		const ids = await createStrokes(board, { first, count: A_BATCH, isOneChange: false });
		await board.board(
			(api, doomed) => {
				for (const id of doomed) api.remove([id as ElementId]);
				return api.whenSaved();
			},
			ids.filter((_, i) => i % 2 === 1)
		);
	}
}

test('50,000 strokes, half of them deleted, over 30 sessions take the room of what is left', async ({
	openBoard,
	browser,
	server,
	viewport
}) => {
	const context = await browser.newContext({ viewport });
	let board = await openBoard(undefined, { context });
	const url = board.url();
	for (let session = 0; session < SESSIONS; session++) {
		if (session > 0) board = await openBoard(url, { context });
		await drawAndDelete(board, session);
		await board.page.close();
	}
	const startedAt = performance.now();
	board = await openBoard(url, { context });
	const openedMs = performance.now() - startedAt;
	const count = await board.count();
	expect(count).toBe((SESSIONS * BATCHES * A_BATCH) / 2);
	const stored = await storedAmount(board.page);

	// The same elements on a board of their own, in another browser.
	const copy = await openBoard();
	const file = await board.page.evaluate(async () => [
		...((await window.inkmesh?.board?.exportFile()) ?? [])
	]);
	await copy.board(async (api, bytes) => void (await api.importFile(Uint8Array.from(bytes))), file);
	await copy.waitForCount(count);
	const copied = await copy.page.evaluate(async () => [
		...((await window.inkmesh?.board?.exportFile()) ?? [])
	]);
	const anew = Y.encodeStateAsUpdateV2(await filedDocument(Uint8Array.from(copied))).length;
	const total = stored.logBytes + stored.snapshotBytes;
	console.log(
		`    ${count} strokes left: ${total} bytes stored (${stored.rows} rows), ${anew} anew: ` +
			`${(total / anew).toFixed(2)} times; opened in ${openedMs.toFixed(0)} ms, page load included`
	);
	expect(total).toBeLessThanOrEqual(1.5 * anew);

	const mailboxes = await LmdbMailboxStore.open({ folder: server.mailboxDir });
	const used = async (of: BoardPage) => {
		const link = parseBoardLink(new URL(of.url()).hash);
		if (!link) throw new Error('expected a board link in the address');
		return (await mailboxes.info(deriveBoardKeys(link).mailboxName))?.usedBytes ?? 0;
	};
	for (const each of [board, copy]) {
		await expect
			.poll(() => each.board((api) => api.status.durability.mailbox), { timeout: 120_000 })
			.toBe('kept');
	}
	// The copy was brought at once, as entries of their own; compacted it takes no more.
	const ratio = async () => (await used(board)) / (await used(copy));
	await expect.poll(ratio, { timeout: 120_000, intervals: [1_000] }).toBeLessThanOrEqual(1.5);
	console.log(`    in the mailbox ${await used(board)} bytes, ${await used(copy)} anew`);
	await mailboxes.close();
	await context.close();
});
