import type { ElementId } from './element.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-';
const ID_LENGTH = 12;
const ID_PATTERN = /^[0-9a-zA-Z_-]{1,32}$/;

/** Asking for random bytes costs 5 µs however few they are: a paste of 100,000 elements asks seldom. */
const random = new Uint8Array(ID_LENGTH * 256);
let used = random.length;

/** A new random id (72 bits). Works without a secure context, where `randomUUID` is missing. */
export function createElementId(): ElementId {
	if (used === random.length) {
		crypto.getRandomValues(random);
		used = 0;
	}
	let id = '';
	for (let i = 0; i < ID_LENGTH; i++) id += ALPHABET[(random[used++] ?? 0) & 63];
	return id as ElementId;
}

/** The value as an id, or undefined when it is none. */
export function parseElementId(value: unknown): ElementId | undefined {
	return typeof value === 'string' && ID_PATTERN.test(value) ? (value as ElementId) : undefined;
}
