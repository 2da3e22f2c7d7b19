import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { layoutText, LINE_HEIGHT, roughMeasure, type MeasureText } from './text-layout.ts';

/** Every letter is 10 wide. */
const measure: MeasureText = (text) => text.length * 10;
const STYLE = { font: 'sans', fontSize: 16 } as const;

const linesOf = (text: string, width: number | null) => layoutText(text, STYLE, width, measure).lines;

describe('text without a width', () => {
	it.each([
		['', ['']],
		['hello', ['hello']],
		['a long line that never wraps', ['a long line that never wraps']],
		['two\nlines', ['two', 'lines']],
		['\n', ['', '']],
		['end\n', ['end', '']]
	])('breaks only where it says so: %j', (text, expected) => {
		expect(linesOf(text, null)).toEqual(expected);
	});
	it('is as wide as its longest line and as high as its lines', () => {
		const { width, height } = layoutText('a\nlonger\nb', STYLE, null, measure);
		expect(width).toBe(60);
		expect(height).toBe(3 * 16 * LINE_HEIGHT);
	});
	it('has the height of one line when it is empty', () => {
		expect(layoutText('', STYLE, null, measure)).toEqual({
			lines: [''],
			width: 0,
			longest: 0,
			height: 16 * LINE_HEIGHT
		});
	});
});

describe('text with a width', () => {
	it.each<[string, string, number, string[]]>([
		['between words', 'one two three', 70, ['one two', 'three']],
		['with the space at a line end not counted', 'one two', 30, ['one', 'two']],
		['inside a word that is too long', 'abcdefgh', 30, ['abc', 'def', 'gh']],
		['before a word that is too long, and inside it', 'ab cdefghi', 40, ['ab', 'cdef', 'ghi']],
		['after a word that was broken, on with the next', 'abcde fg', 40, ['abcd', 'e fg']],
		['at its own line breaks too', 'one\ntwo three', 50, ['one', 'two', 'three']],
		['keeping empty lines', 'a\n\nb', 50, ['a', '', 'b']],
		['letter by letter when not one fits', 'abc', 5, ['a', 'b', 'c']],
		['not at all when it fits exactly', 'abc de', 60, ['abc de']]
	])('wraps %s', (_name, text, width, expected) => {
		expect(linesOf(text, width)).toEqual(expected);
	});
	it('is as wide as it was told, however short it is', () => {
		expect(layoutText('a', STYLE, 300, measure).width).toBe(300);
	});
	it('keeps every letter, in order, and no line is wider than it may be', () => {
		forSeeds(500, (random) => {
			const letters = Array.from({ length: random.integer(0, 60) }, () => random.pick([...'abc  \n']));
			const text = letters.join('');
			const width = random.integer(1, 15) * 10;
			const lines = linesOf(text, width);
			expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
			for (const line of lines) expect(measure(line.trimEnd(), 'sans', 16)).toBeLessThanOrEqual(width);
		});
	});
});

describe('the rough measure', () => {
	it('grows with letters and size, and is nothing for nothing', () => {
		expect(roughMeasure('', 'hand', 20)).toBe(0);
		expect(roughMeasure('ab', 'hand', 20)).toBe(2 * roughMeasure('a', 'hand', 20));
		expect(roughMeasure('a', 'hand', 40)).toBe(2 * roughMeasure('a', 'hand', 20));
	});
});

describe('a word without end', () => {
	it('costs what it shows, not its length squared, and no character is cut in two', () => {
		let measured = 0;
		const counting: MeasureText = (text, _font, fontSize) => {
			measured += text.length;
			return [...text].length * fontSize * 0.5;
		};
		const { lines } = layoutText('🙂'.repeat(20_000), { font: 'hand', fontSize: 20 }, 100, counting);
		expect(lines.join('')).toBe('🙂'.repeat(20_000));
		expect(lines.every((line) => !/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/.test(line))).toBe(true);
		expect(measured).toBeLessThan(5_000_000);
	});
});
