import type { BenchPage } from './bench-page.ts';
import type { ViewPlace } from './hand.ts';

const TRIES = 10;

/**
 * Selects the strokes nearest to the middle, so many of them, or everything; takes hold of one by the pointer, and
 * begins to drag. Gives back where the pointer is. Where something else lies on top of a stroke, another is taken.
 */
export async function grab(board: BenchPage, count: number | 'all'): Promise<ViewPlace> {
	const { ids, places } = await board.page.evaluate(
		([wanted, tries]) => {
			const { x, y, zoom } = window.whiteboard!.view();
			const [middleX, middleY] = [x + innerWidth / 2 / zoom, y + innerHeight / 2 / zoom];
			const away = (stroke: { x: number; y: number }) => Math.hypot(stroke.x - middleX, stroke.y - middleY);
			const strokes = [...window.whiteboard!.strokes()].sort((a, b) => away(a) - away(b));
			const near = strokes.slice(0, Math.max(tries, wanted)).map((stroke) => ({
				id: stroke.id,
				...window.whiteboard!.toView(stroke)
			}));
			return { ids: near.slice(0, wanted).map(({ id }) => id), places: near.slice(0, tries) };
		},
		[count === 'all' ? 0 : count, TRIES] as const
	);
	for (const { x, y } of places) {
		if (count === 'all') {
			await board.select([]);
			await board.page.keyboard.press('Control+a');
		} else {
			await board.select(ids);
		}
		const selected = await board.selectedCount();
		await board.hand.move([x, y]);
		await board.hand.press([x, y]);
		await board.hand.drag([x + 8, y + 2]);
		await board.page.evaluate(() => window.bench.painted());
		if (selected > 0 && (await board.selectedCount()) === selected) return [x + 8, y + 2];
		await board.page.keyboard.press('Escape');
		await board.hand.release([x, y]);
	}
	throw new Error(`expected to take hold of ${count}, got hold of none`);
}
