import { expect, test, type BoardPage } from '../support/board-page.ts';
import { storedAmount } from '../support/stored-rows.ts';

const SESSIONS = 30;
const STROKES = 50_000;
const A_SESSION = Math.ceil(STROKES / SESSIONS);
/** Like a person's, each stroke is a change of its own; so many are saved at a time. */
const A_BATCH = 50;

/** Draws strokes of 80 points and deletes every second one, each in a change of its own. */
function drawAndDelete(board: BoardPage, session: number): Promise<void> {
	return board.board(
		async (api, { strokes, batch, first }) => {
			for (let done = 0; done < strokes; done += batch) {
				const ids = Array.from({ length: batch }, (_, i) => {
					const n = first + done + i;
					const points = Array.from({ length: 80 }, (_, k): [number, number, number] => [
						(n % 200) * 40 + k * 1.7 + Math.sin(n + k) * 9,
						Math.floor(n / 200) * 40 + Math.cos(n * 3 + k / 3) * 14,
						0.5 + 0.4 * Math.sin(k / 9)
					]);
					return api.create([{ type: 'stroke', points, color: 'black', size: 5 }])[0];
				});
				for (const [i, id] of ids.entries()) if (i % 2 && id) api.remove([id]);
				await api.whenSaved();
			}
		},
		{ strokes: A_SESSION, batch: A_BATCH, first: session * A_SESSION }
	);
}

test('50,000 strokes, half of them deleted, over 30 sessions take the room of what is left', async ({
	openBoard,
	browser,
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
	const opened = performance.now() - startedAt;
	const count = await board.count();
	expect(count).toBe((SESSIONS * Math.ceil(A_SESSION / A_BATCH) * A_BATCH) / 2);
	const stored = await storedAmount(board.page);

	// The same elements on a board of their own, in another browser.
	const copy = await openBoard();
	const file = await board.page.evaluate(async () => [
		...((await window.inkmesh?.board?.exportFile()) ?? [])
	]);
	await copy.board((api, bytes) => api.importFile(Uint8Array.from(bytes)).then(() => undefined), file);
	await copy.waitForCount(count);
	const anew = await copy.page.evaluate(async () => (await window.inkmesh?.board?.exportFile())?.length ?? 0);
	const total = stored.logBytes + stored.snapshotBytes;
	console.log(
		`    ${count} strokes left: ${total} bytes stored (${stored.rows} rows), ${anew} anew: ` +
			`${(total / anew).toFixed(2)} times; opened in ${opened.toFixed(0)} ms, page load included`
	);
	expect(total).toBeLessThanOrEqual(1.5 * anew);
	await context.close();
});
