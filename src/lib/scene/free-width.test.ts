import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import type { TextElement } from '../document/element.ts';
import { rotateAbout } from '../geometry/point.ts';
import { centreOf } from '../geometry/box.ts';
import { freeWidthFields } from './free-width.ts';

/** Where the corner or middle of the upper edge comes to lie, before and after. */
function upperEdge(fields: Partial<TextElement>, part: number) {
	const board = new BoardDriver({
		elements: [{ type: 'text', position: [100, 50], text: 'Old harbour', width: 80, ...fields }]
	});
	const [id] = board.ids;
	const text = id && board.scene.get(id);
	if (text?.type !== 'text') throw new Error('expected a text');
	const place = () => {
		const box = board.scene.uprightOf(id as TextElement['id']);
		if (!box) throw new Error('expected bounds');
		const edge = { x: box.minX + (box.maxX - box.minX) * part, y: box.minY };
		return rotateAbout(edge, centreOf(box), text.rotation);
	};
	const before = place();
	board.document.update(text.id, freeWidthFields(text, board.scene.measure));
	return { before, after: place(), element: board.scene.get(text.id) };
}

describe('a text as wide as its lines', () => {
	it.each([
		['start', 0],
		['middle', 0.5],
		['end', 1]
	] as const)('keeps the side of its lines where it was: %s', (align, part) => {
		for (const rotation of [0, 0.7, -2]) {
			const { before, after, element } = upperEdge({ align, rotation }, part);
			expect(element).toMatchObject({ width: null });
			expect(after.x).toBeCloseTo(before.x, 0);
			expect(after.y).toBeCloseTo(before.y, 0);
		}
	});
});
