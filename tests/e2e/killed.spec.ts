import { expect, test } from '../support/board-page.ts';
import { killWhileDrawing } from '../support/killed-pages.ts';
import { Random } from '../support/random.ts';

test('what whenSaved answered for is there after the page was killed in the middle of drawing', async ({
	server
}) => {
	const seed = Date.now() % 1_000_000;
	const report = await killWhileDrawing(server.url, new Random(seed), { boards: 1, rounds: 5 });
	console.log(
		`    seed ${seed}: ${report.kills} kills, ${report.acknowledged} strokes acknowledged before them`
	);
	expect(report).toMatchObject({ kills: 5, lost: [] });
	expect(report.acknowledged).toBeGreaterThan(5);
});
