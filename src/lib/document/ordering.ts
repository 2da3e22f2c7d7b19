import { generateNJitteredKeysBetween, generateNKeysBetween } from 'fractional-indexing-jittered';

// Order keys with jitter: two people who put something on top at the same moment get different keys nearly always,
// and where they don't, the id decides. The first letter gives the length of the key's integer part.
// Heads of the longest integers (A, z) are refused, so that there is always room for a key above and below.
const INDEX_PATTERN = /^[B-Za-y][0-9A-Za-z]{1,127}$/;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What an element without a valid index is given: the lowest place that is ever used. */
export const FALLBACK_INDEX = 'a0';

/** Whether the value is an order key that new keys can be made next to. */
export function isOrderIndex(value: unknown): value is string {
	if (typeof value !== 'string' || !INDEX_PATTERN.test(value)) return false;
	return value.length >= integerLength(value.charCodeAt(0));
}

/** `count` order keys above `below` and under `above`, rising; null stands for no bound. */
export function indicesBetween(below: string | null, above: string | null, count: number): string[] {
	if (count === 0) return [];
	if (above !== null) return generateNJitteredKeysBetween(below, above, count);
	// On top there is room behind each key: a quarter of what the library's own jitter costs, for ten thousand 20 ms.
	return generateNKeysBetween(below, null, count).map((key) => key + jitter());
}

/** Three letters that may follow any key, one of 234,000. A key doesn't end with the lowest. */
function jitter(): string {
	const any = () => DIGITS.charAt(Math.floor(Math.random() * DIGITS.length));
	return any() + any() + DIGITS.charAt(1 + Math.floor(Math.random() * (DIGITS.length - 1)));
}

/** Compares two elements by paint order: negative when `a` is below `b`. */
export function compareOrder(
	a: { readonly index: string; readonly id: string },
	b: { readonly index: string; readonly id: string }
): number {
	if (a.index !== b.index) return a.index < b.index ? -1 : 1;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Letters of a key that `orderNumber` tells apart: more would not fit into a number. */
const NUMBER_LETTERS = 8;

/** A number that rises with the index; equal where only its letters after the eighth differ. Cheaper to compare. */
export function orderNumber(index: string): number {
	let number = 0;
	for (let i = 0; i < NUMBER_LETTERS; i++) {
		// Beyond its end: below all letters.
		number = number * 63 + (i < index.length ? digitOf(index.charCodeAt(i)) + 1 : 0);
	}
	return number;
}

/** In ASCII's order: 0–9, A–Z, a–z. */
function digitOf(code: number): number {
	return code < UPPER_A ? code - DIGIT_0 : code < LOWER_A ? code - UPPER_A + 10 : code - LOWER_A + 36;
}

// "a" opens an integer of 2 letters, "y" of 26; "Z" of 2 and "B" of 26 on the negative side.
function integerLength(head: number): number {
	return head >= LOWER_A ? head - LOWER_A + 2 : UPPER_Z - head + 2;
}

const DIGIT_0 = '0'.charCodeAt(0);
const UPPER_A = 'A'.charCodeAt(0);
const LOWER_A = 'a'.charCodeAt(0);
const UPPER_Z = 'Z'.charCodeAt(0);
