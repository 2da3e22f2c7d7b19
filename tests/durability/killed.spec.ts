import { expect, test } from '../support/board-page.ts';
import { killWhileDrawing } from '../support/killed-pages.ts';
import { Random } from '../support/random.ts';

const BOARDS = 2;
const ROUNDS = 100;

test('whatever whenSaved answered for is there after two hundred kills in the middle of drawing', async ({
	server
}) => {
	const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
	const report = await killWhileDrawing(server.url, new Random(seed), { boards: BOARDS, rounds: ROUNDS });
	console.log(
		`    seed ${seed}: ${report.kills} kills, ${report.acknowledged} strokes acknowledged before them, ` +
			`${report.lost.length} lost, ${report.skipped} rows torn`
	);
	expect(report).toMatchObject({ kills: BOARDS * ROUNDS, lost: [] });
	expect(report.acknowledged).toBeGreaterThan(ROUNDS);
});
