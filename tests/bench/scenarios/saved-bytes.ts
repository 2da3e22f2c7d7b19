import * as Y from 'yjs';
import { documentUpdate, savedBytes as savedBytesOf } from '../board-file.ts';
import type { BenchPage } from '../bench-page.ts';
import type { Scenario } from '../scenario.ts';

export const savedBytes: Scenario = {
	name: 'savedBytes',
	what: 'saved bytes a stroke (80 points on average, pressure, author, time); bytes it travels as',
	targets: ['≤ 380', '≤ 380'],
	digits: 0,
	async measure(session) {
		const { strokes } = session.options;
		const { page } = await session.loadBoard({ strokes, isOfStrokesAlone: true });
		const isApp = session.subject.homeUrl !== null;
		const saved = await (isApp
			? appBytes(page)
			: savedBytesOf(page).then((bytes) => bytes && [bytes.length]));
		await page.page.close();
		return saved && saved.map((bytes) => bytes / strokes);
	}
};

/** The app's file is deflated; what counts is what its storage keeps, and what peers are sent. */
async function appBytes(page: BenchPage): Promise<number[]> {
	const update = await documentUpdate(page);
	const doc = new Y.Doc();
	Y.applyUpdate(doc, update);
	return [Y.encodeStateAsUpdateV2(doc).length, update.length];
}
