import type { BenchPage } from '../bench-page.ts';
import { measureFrames } from '../frames.ts';
import { grab } from '../grab.ts';
import { actAtRate } from '../hand.ts';
import type { Scenario } from '../scenario.ts';

const HZ = 60;
/** How far a stroke must have come at least, page units. */
const LEAST_WAY = 20;

export const drag100: Scenario = {
	name: 'drag100',
	what: 'drag of 100 selected: presented frames/s, rAF fps, p95 ms',
	targets: ['60 fps', '60 fps'],
	async measure(session) {
		return drag(await session.board(), 100, session.options.seconds);
	}
};

export const dragAll: Scenario = {
	name: 'dragAll',
	what: 'drag of all: presented frames/s, rAF fps, p95 ms',
	targets: ['–', '–'],
	async measure(session) {
		return drag(await session.board(), 'all', session.options.seconds);
	}
};

async function drag(board: BenchPage, count: number | 'all', seconds: number): Promise<readonly number[]> {
	await board.lookAt({ zoom: 0.5 });
	const before = await placeOfSome(board);
	const [x, y] = await grab(board, count);
	const { presented, fps, p95Ms } = await measureFrames(board, () =>
		actAtRate(HZ, Math.round(seconds * HZ), (i) =>
			board.hand.drag([x + 110 * Math.sin(i / 15), y + 90 - 90 * Math.cos(i / 15)])
		)
	);
	await board.hand.drag([x + 80, y + 40]);
	await board.hand.release([x + 80, y + 40]);
	await board.rest();
	const way = Math.abs((await placeOfSome(board, before.ids)).sum - before.sum) / before.ids.length;
	if (!(way > LEAST_WAY)) throw new Error(`expected the strokes to have been dragged, got ${way} px`);
	await board.expectInk();
	return [presented, fps, p95Ms];
}

/** Where the strokes nearest to the middle are, added up. */
async function placeOfSome(board: BenchPage, known?: readonly string[]) {
	return board.page.evaluate((known) => {
		const { x, y, zoom } = window.whiteboard!.view();
		const [middleX, middleY] = [x + innerWidth / 2 / zoom, y + innerHeight / 2 / zoom];
		const away = (stroke: { x: number; y: number }) => Math.hypot(stroke.x - middleX, stroke.y - middleY);
		const near = () => [...window.whiteboard!.strokes()].sort((a, b) => away(a) - away(b)).slice(0, 20);
		const ids = known ?? near().map(({ id }) => id);
		return { ids, sum: window.whiteboard!.sumOfPlaces(ids) };
	}, known);
}
