import type { BenchPage } from '../bench-page.ts';
import type { Scenario } from '../scenario.ts';
import type { Session } from '../session.ts';

/** After the last element is there, until the picture is final. */
const AFTER_WHOLE_MS = 1_000;

export const reopen: Scenario = {
	name: 'reopen',
	what: 'open a saved board, from the click until ink is in view, until whole; from its link, the same: ms',
	targets: ['≤ 150 / 400', '≤ 900 / 2,500'],
	digits: 0,
	async measure(session) {
		const { homeUrl } = session.subject;
		return homeUrl ? reopenStored(session, homeUrl) : reopenInPlace(session);
	}
};

/** From the browser's own storage: by its card on the page with all boards, then by its address. */
async function reopenStored(session: Session, homeUrl: string): Promise<readonly number[]> {
	await session.closeBoard();
	const browser = await session.browser;
	const { page: saved } = await session.loadBoard();
	const count = await saved.count();
	await saved.page.evaluate(() => window.inkmesh!.board!.whenSaved());
	const url = saved.page.url();
	await saved.page.close();

	const home = await browser.newPage();
	await home.page.goto(homeUrl);
	await home.page.locator(`a[href$="${new URL(url).hash}"]`).waitFor();
	await home.rest();
	await session.quiet();
	const clickedAt = await home.page.evaluate((hash) => {
		window.bench.firstInk.start();
		document.querySelector<HTMLAnchorElement>(`a[href$="${hash}"]`)?.click();
		return performance.now();
	}, new URL(url).hash);
	const fromCard = (await whenWhole(home, count)).map((at) => at - clickedAt);
	await home.page.close();

	const linked = await browser.newPage();
	await linked.page.addInitScript(() => window.bench.firstInk.start());
	await session.quiet();
	await linked.page.goto(url, { waitUntil: 'commit' });
	const fromLink = await whenWhole(linked, count);
	await linked.page.close();
	return [...fromCard, ...fromLink];
}

/** When ink was in view, and all of the board there. */
async function whenWhole(board: BenchPage, count: number): Promise<readonly number[]> {
	await board.page.waitForFunction(
		(count) =>
			window.whiteboard!.isReady() && window.whiteboard!.isWhole!() && window.whiteboard!.count() >= count,
		count
	);
	await board.rest(AFTER_WHOLE_MS);
	const { inViewAt, wholeAt } = await board.page.evaluate(() => window.bench.firstInk.stop());
	if (Number.isNaN(wholeAt)) throw new Error('expected a whole board with ink in view, got none');
	await board.expectInk();
	return [inViewAt, wholeAt];
}

/** Boards without storage of their own: what they saved is given back to them, and shown at once. */
async function reopenInPlace(session: Session): Promise<readonly number[] | null> {
	const board = await session.board();
	const ms = await board.page.evaluate(async () => {
		const { clear, reopen, save } = window.whiteboard!;
		if (!clear || !reopen || !save) return null;
		const saved = await save();
		await clear();
		await window.bench.painted();
		return window.bench.msUntilPainted(() => reopen(saved));
	});
	return ms === null ? null : [ms, ms];
}
