import type { ElementId } from './element.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-';
const ID_LENGTH = 12;
const ID_PATTERN = /^[0-9a-zA-Z_-]{1,32}$/;

/** A new random id (72 bits). Works without a secure context, where `randomUUID` is missing. */
export function createElementId(): ElementId {
	const random = crypto.getRandomValues(new Uint8Array(ID_LENGTH));
	return Array.from(random, (byte) => ALPHABET[byte & 63]).join('') as ElementId;
}

/** The value as an id, or undefined when it is none. */
export function parseElementId(value: unknown): ElementId | undefined {
	return typeof value === 'string' && ID_PATTERN.test(value) ? (value as ElementId) : undefined;
}
