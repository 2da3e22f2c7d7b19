import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import type { ElementId } from './element.ts';
import { ancestorsOf, resolveParent, type ParentLookup } from './resolve-parents.ts';

/** `{a: 'b', b: null}`: a lies in b, b on the board. */
function lookup(parents: Readonly<Record<string, string | null>>): ParentLookup {
	const known = new Map(Object.entries(parents));
	return (id) => known.get(id) as ElementId | null | undefined;
}

function resolveAll(parents: Readonly<Record<string, string | null>>) {
	const parentOf = lookup(parents);
	return Object.fromEntries(Object.keys(parents).map((id) => [id, resolveParent(id as ElementId, parentOf)]));
}

describe("an element's parent", () => {
	it.each([
		['the board for an element without one', { a: null }, { a: null }],
		['what its field names', { a: 'b', b: null }, { a: 'b', b: null }],
		['the board when it is missing', { a: 'gone' }, { a: null }],
		['the board for what points at itself', { a: 'a' }, { a: null }],
		['cut at the greatest id in a cycle of two', { a: 'b', b: 'a' }, { a: 'b', b: null }],
		['cut at the greatest id in a cycle of three', { a: 'c', b: 'a', c: 'b' }, { a: 'c', b: 'a', c: null }],
		['kept by what only hangs off a cycle', { a: 'b', b: 'a', z: 'a' }, { a: 'b', b: null, z: 'a' }],
		[
			'cut in each of two cycles on its own',
			{ a: 'b', b: 'a', c: 'd', d: 'c' },
			{ a: 'b', b: null, c: 'd', d: null }
		],
		['kept below one that is missing its own', { a: 'b', b: 'gone' }, { a: 'b', b: null }]
	])('is %s', (_name, parents: Readonly<Record<string, string | null>>, expected) => {
		expect(resolveAll(parents)).toEqual(expected);
	});

	it('is the board for an element that is not there', () => {
		expect(resolveParent('gone' as ElementId, lookup({}))).toBeNull();
	});

	it('never leads in a circle, and is the same in whatever order elements are read', () => {
		forSeeds(500, (random) => {
			const ids = Array.from({ length: random.integer(1, 9) }, (_, i) => `e${i}`);
			const parents = Object.fromEntries(ids.map((id) => [id, random.pick([...ids, null, 'gone'])]));
			const shuffled = Object.fromEntries(
				ids.toSorted(() => random.next() - 0.5).map((id) => [id, parents[id] ?? null])
			);
			const resolved = resolveAll(parents);
			expect(resolveAll(shuffled)).toEqual(resolved);
			for (const id of ids) {
				const passed = new Set<string>();
				for (let at: string | null = id; at !== null; at = resolved[at] ?? null) {
					expect(passed.has(at), `${id} passes ${at} again`).toBe(false);
					passed.add(at);
				}
			}
		});
	});

	it('is only ever what its own field says, or the board', () => {
		forSeeds(200, (random) => {
			const ids = Array.from({ length: 6 }, (_, i) => `e${i}`);
			const parents = Object.fromEntries(ids.map((id) => [id, random.pick([...ids, null])]));
			for (const [id, parent] of Object.entries(resolveAll(parents))) {
				expect([parents[id], null]).toContain(parent);
			}
		});
	});
});

describe('ancestors', () => {
	it('come nearest first', () => {
		expect(ancestorsOf('a' as ElementId, lookup({ a: 'b', b: 'c', c: null }))).toEqual(['b', 'c']);
	});
	it('end where a cycle is cut', () => {
		const parentOf = lookup({ a: 'b', b: 'c', c: 'a', x: 'a' });
		expect(ancestorsOf('x' as ElementId, parentOf)).toEqual(['a', 'b', 'c']);
		expect(ancestorsOf('c' as ElementId, parentOf)).toEqual([]);
	});
});
