import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { boardMapsOf, editKey, parseEditKey, schemaOf } from './schema.ts';

describe('the key of an edit', () => {
	it('comes back as id and field', () => {
		expect(parseEditKey(editKey('abc', 'color'))).toEqual({ id: 'abc', field: 'color' });
	});
	it('keeps a space in a field, which an id never has', () => {
		expect(parseEditKey('abc of two')).toEqual({ id: 'abc', field: 'of two' });
	});
	it.each(['', ' ', 'abc', 'abc ', ' color'])('is none when a part is missing: "%s"', (key) => {
		expect(parseEditKey(key)).toBeNull();
	});
});

describe('the schema of a board', () => {
	it.each([
		[undefined, 1],
		[1, 1],
		[7, 7],
		[0, 1],
		[-3, 1],
		[1.5, 1],
		[NaN, 1],
		[Infinity, 1],
		['9', 1],
		[null, 1]
	])('written as %s is read as %d', (written, expected) => {
		const maps = boardMapsOf(new Y.Doc());
		if (written !== undefined) maps.meta.set('schema', written);
		expect(schemaOf(maps)).toBe(expected);
	});
});
