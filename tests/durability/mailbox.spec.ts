// Fifty rounds of two people who are never online at the same moment, in browsers that keep what they had.
import { expect, test, type BoardPage } from '../support/board-page.ts';
import { Random } from '../support/random.ts';

const ROUNDS = 50;

/** Draws, moves and deletes, partly what the other one made. */
async function edit(board: BoardPage, round: number, random: Random): Promise<void> {
	const [pick, y] = [random.next(), 160 + random.int(500)];
	await board.draw([
		[300 + random.int(600), y],
		[320 + random.int(600), y + 30]
	]);
	await board.board(
		(api, { share, round, at }) => {
			const elements = api.elements();
			const target = elements[Math.floor(share * elements.length)];
			api.title = `round ${round}`;
			if (!target) return;
			if (round % 4 === 3) api.remove([target.id]);
			else api.update(target.id, { position: [at, at], color: ['red', 'blue', 'green'][round % 3] });
		},
		{ share: pick, round, at: random.int(400) }
	);
}

test('two people who are never online at the same moment converge through the mailbox alone', async ({
	server,
	browser,
	viewport,
	openBoard
}) => {
	const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
	const random = new Random(seed);
	const people = [await browser.newContext({ viewport }), await browser.newContext({ viewport })];
	const first = await openBoard(undefined, { context: people[0] });
	const url = first.url();
	await first.page.close();
	for (let round = 0; round < ROUNDS; round++) {
		const context = random.pick(people);
		const isOffline = random.chance(0.25);
		const board = await openBoard(url, { context, watches: true });
		if (isOffline) await board.goOffline();
		await edit(board, round, random);
		await board.board((api) => api.whenSaved());
		if (isOffline) await context.setOffline(false);
		else await expect.poll(() => board.board((api) => api.status.durability.mailbox)).toBe('kept');
		await board.page.close();
	}
	const scenes: string[] = [];
	// The first may lack what the other did offline last.
	for (const context of [...people, ...people]) {
		const board = await openBoard(url, { context });
		await expect.poll(() => board.board((api) => api.status.durability.mailbox)).toBe('kept');
		scenes.push(await board.scene());
		await board.page.close();
	}
	console.log(`    seed ${seed}: ${JSON.parse(scenes[3] ?? '[]').length} elements after ${ROUNDS} rounds`);
	expect(scenes[2]).toBe(scenes[3]);
	const fresh = await openBoard(url);
	await expect.poll(() => fresh.scene()).toBe(scenes[3]);
	for (const context of people) await context.close();
	expect(server.port).toBeGreaterThan(0);
});
