import { describe, expect, it } from 'vitest';
import { BoardDriver } from '../../../tests/support/board-driver.ts';
import { forSeeds } from '../../../tests/support/random.ts';
import type { ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import { reordered, type Where } from './reorder.ts';

const boxAt = (x: number): ElementInput => ({ type: 'rectangle', position: [x, 0], size: [50, 50] });

/** Letters of a board's elements from the lowest up, after some of them were moved. */
function after(xs: readonly number[], chosen: string, where: Where): string {
	const board = new BoardDriver({ elements: xs.map(boxAt) });
	const letterOf = new Map(board.ids.map((id, i) => [id, String.fromCharCode(97 + i)]));
	const ids = new Set(board.ids.filter((id) => chosen.includes(letterOf.get(id) ?? '?')));
	const changes = reordered(board.scene.inOrder(), ids, where);
	expect([...changes.keys()].every((id) => ids.has(id))).toBe(true);
	for (const [id, index] of changes) board.document.update(id, { index });
	return board.scene
		.inOrder()
		.map(({ element }) => letterOf.get(element.id))
		.join('');
}

const TOGETHER = [0, 5, 10, 15, 20];

describe('order', () => {
	it.each<[string, Where, string]>([
		['b', 'front', 'acdeb'],
		['bd', 'front', 'acebd'],
		['b', 'back', 'bacde'],
		['bd', 'back', 'bdace'],
		['b', 'forward', 'acbde'],
		['bc', 'forward', 'adbce'],
		['bd', 'forward', 'acbed'],
		['e', 'forward', 'abcde'],
		['de', 'forward', 'abcde'],
		['ce', 'forward', 'abdce'],
		['c', 'backward', 'acbde'],
		['cd', 'backward', 'acdbe'],
		['bd', 'backward', 'badce'],
		['ab', 'backward', 'abcde'],
		['abcde', 'front', 'abcde'],
		['', 'front', 'abcde']
	])('of %s among five on one spot, to %s', (chosen, where, expected) => {
		expect(after(TOGETHER, chosen, where)).toBe(expected);
	});
	it('goes past what is in the way, and not only past what lies elsewhere', () => {
		expect(after([0, 500, 1_000, 10], 'a', 'forward')).toBe('bcda');
		expect(after([0, 500, 1_000, 10], 'd', 'backward')).toBe('dabc');
		expect(after([0, 500, 1_000], 'a', 'forward')).toBe('abc');
	});
	it('is found between elements whose keys are equal', () => {
		const board = new BoardDriver({ elements: [0, 5, 10].map(boxAt) });
		const [a, b, c] = board.ids as [ElementId, ElementId, ElementId];
		for (const id of [a, b, c]) board.document.update(id, { index: 'a5' });
		const [lowest] = board.scene.inOrder();
		const id = lowest?.element.id as ElementId;
		for (const [moved, index] of reordered(board.scene.inOrder(), new Set([id]), 'forward'))
			board.document.update(moved, { index });
		expect(
			board.scene
				.inOrder()
				.map(({ element }) => element.id)
				.indexOf(id)
		).toBeGreaterThan(0);
	});
	it('of what is chosen among itself, and of the others among themselves, stays', () => {
		forSeeds(60, (random) => {
			const xs = Array.from({ length: 8 }, () => random.integer(0, 200));
			const chosen = [...'abcdefgh'].filter(() => random.next() < 0.4).join('');
			const where = random.pick<Where>(['front', 'forward', 'backward', 'back']);
			const letters = after(xs, chosen, where);
			const only = (isChosen: boolean) =>
				[...letters].filter((one) => chosen.includes(one) === isChosen).join('');
			expect([only(true), only(false)]).toEqual([
				chosen,
				[...'abcdefgh'].filter((one) => !chosen.includes(one)).join('')
			]);
		});
	});
});
