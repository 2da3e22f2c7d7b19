import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { utf8TextDecoder, utf8TextEncoder } from 'lib0/string';
import { describe, expect, it, vi } from 'vitest';
import { forSeeds } from '../../../tests/support/random.ts';
import { speedUpStrings } from './lib0-strings.ts';

speedUpStrings();
const roundTrip = (text: string) => decoding.readVarString(decoding.createDecoder(written(text)));
const written = (text: string) => encoding.encode((encoder) => encoding.writeVarString(encoder, text));

describe('strings of lib0', () => {
	it.each([
		[''],
		['type'],
		['a\0b'],
		['ÄÖ'],
		['\u007f\u0080'],
		['日本'],
		['🖊️'],
		['\ufeffmarked'],
		['x'.repeat(31)],
		['x'.repeat(32)],
		['x'.repeat(33)],
		['é'.repeat(32)],
		['y'.repeat(20_000)]
	])('come back as they were: %s', (text) => {
		for (let again = 0; again < 3; again++) expect(roundTrip(text)).toBe(text);
	});
	it('are the bytes that everybody else writes', () => {
		forSeeds(300, (random) => {
			const letters = Array.from({ length: random.int(40) }, () =>
				random.pick(['a', 'Z', '0', 'é', '日', '\u{1f58a}'])
			);
			const text = letters.join('');
			const plain = new TextEncoder().encode(text);
			expect([...written(text).subarray(1)]).toEqual([...plain]);
			expect(roundTrip(text)).toBe(text);
		});
	});
	it('that are no UTF-8 are refused as before, short or long', () => {
		for (const length of [2, 40]) {
			const bytes = new Uint8Array(length).fill(0xc3);
			expect(() => utf8TextDecoder?.decode(bytes)).toThrow();
		}
	});
	it('do not fit into too little room', () => {
		const room = new Uint8Array(3);
		expect(utf8TextEncoder.encodeInto('abcdef', room)).toEqual({ read: 3, written: 3 });
		expect([...room]).toEqual([97, 98, 99]);
	});
	it('go through the coders that were taken over', () => {
		const decode = vi.spyOn(utf8TextDecoder as TextDecoder, 'decode');
		const encodeInto = vi.spyOn(utf8TextEncoder, 'encodeInto');
		roundTrip('stroke');
		expect([decode.mock.calls.length, encodeInto.mock.calls.length]).toEqual([1, 1]);
		vi.restoreAllMocks();
	});
});
