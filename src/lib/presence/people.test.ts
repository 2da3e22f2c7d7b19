import { describe, expect, it } from 'vitest';
import { colorFor, parseName, parsePerson, parsePersonColor, PERSON_COLORS } from './people.ts';

describe('person', () => {
	it('is what the awareness state says', () => {
		const state = {
			userId: 'alice',
			name: 'Alice',
			color: PERSON_COLORS[3],
			selection: ['abc', 'def'],
			slide: 'ghi'
		};
		expect(parsePerson(7, state)).toEqual({ clientId: 7, ...state });
	});
	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['a number', 7],
		['a text', 'Alice'],
		['a list', ['Alice']],
		['empty', {}],
		['of wrong types', { userId: 7, name: 7, color: {}, selection: 'abc' }],
		['of empty values', { name: '', color: '', selection: [], slide: '' }],
		['a name of blanks', { name: ' \t\n ' }],
		['style instead of a colour', { color: 'red; background: url(https://example.org)' }],
		[
			'ids that are none',
			{ selection: [null, 7, '', 'a b', '<img>', 'a'.repeat(33), ['abc'], { id: 'abc' }] }
		]
	])('is a guest of some colour when the state is %s', (_, state) => {
		expect(parsePerson(3, state)).toEqual({
			clientId: 3,
			userId: '',
			name: 'Guest',
			color: PERSON_COLORS[3],
			selection: [],
			slide: null
		});
	});
	it('keeps the ids that are some', () => {
		expect(parsePerson(1, { selection: ['good', 'not good', 7, 'good_2-A'] }).selection).toEqual([
			'good',
			'good_2-A'
		]);
	});
	it('has no endless selection', () => {
		const selection = Array.from({ length: 50_000 }, (_, i) => `id${i}`);
		expect(parsePerson(1, { selection }).selection.length).toBe(1_000);
	});
});

describe('name', () => {
	it.each([
		['Alice', 'Alice'],
		['  Änne Łoś 🙂 ', 'Änne Łoś 🙂'],
		['two\nlines', 'twolines'],
		['evil\u202Etxt', 'eviltxt'],
		['zero\u200Bwidth\uFEFF', 'zerowidth'],
		['\u0000\u0007bell', 'bell'],
		['a'.repeat(1_000), 'a'.repeat(40)]
	])('%j is shown as %j', (name, expected) => expect(parseName(name)).toBe(expected));
	it.each([[undefined], [null], [7], [{}], [['Alice']]])('is none for %j', (value) =>
		expect(parseName(value)).toBe('')
	);
	it('is not cut in the middle of a letter', () => {
		expect(parseName(`a${'🙂'.repeat(50)}`)).toBe(`a${'🙂'.repeat(39)}`);
	});
});

describe('colour of a person', () => {
	it('is one of ours, for any number', () => {
		for (const number of [0, 1, -1, 2 ** 32 - 1, -(2 ** 53), 1.5, NaN, Infinity]) {
			expect(PERSON_COLORS).toContain(colorFor(number));
		}
	});
	it('is taken from others only when it is one of ours', () => {
		expect(PERSON_COLORS.map(parsePersonColor)).toEqual([...PERSON_COLORS]);
		expect([parsePersonColor('#000000'), parsePersonColor(null)]).toEqual([undefined, undefined]);
	});
});
