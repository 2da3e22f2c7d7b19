import type { Scenario } from '../scenario.ts';

const TIMES = 20;
const HURRIED_TIMES = 3;
const STROKES = 1_000;

export const manyBoards: Scenario = {
	name: 'boards20',
	what: `JS heap of the first page before and after ${TIMES} times a board of ${STROKES.toLocaleString('en')} strokes was opened and closed, and after as many again: MB`,
	targets: ['the same', 'the same'],
	isOfOneSize: true,
	isOfTheApp: true,
	async measure(session) {
		await session.closeBoard();
		const browser = await session.browser;
		const { page: saved } = await session.loadBoard({ strokes: STROKES });
		const count = await saved.count();
		await saved.page.evaluate(() => window.inkmesh!.board!.whenSaved());
		const { hash } = new URL(saved.page.url());
		// Its picture is in the list by then, and changes no more.
		await saved.rest(2_000);
		await saved.page.close();
		const home = await browser.newPage();
		await home.page.goto(session.subject.homeUrl ?? '');
		const card = home.page.locator(`a[href$="${hash}"]`);
		const openAndClose = async () => {
			await card.click();
			await home.page.waitForFunction(
				(count) => window.whiteboard!.isReady() && window.whiteboard!.count() >= count,
				count
			);
			await home.page.goBack();
			await card.waitFor();
		};
		// The first time brings code and fonts, which stay.
		await openAndClose();
		const heapNow = async () => {
			await home.rest(2_000);
			const { heapMiB, buffersMiB } = await home.heap();
			return heapMiB + buffersMiB;
		};
		const before = await heapNow();
		const times = session.options.hurry ? HURRIED_TIMES : TIMES;
		const heaps = [before];
		for (let round = 0; round < 2; round++) {
			for (let i = 0; i < times; i++) await openAndClose();
			heaps.push(await heapNow());
		}
		await home.page.close();
		return heaps;
	}
};
