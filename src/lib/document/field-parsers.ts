// One parser a kind of field. Values come from anybody, so each either gives back a sound value or undefined;
// numbers are clamped to what the renderer can bear, and nothing throws.
import type { Pair } from '../geometry/point.ts';
import { parseElementId } from './element-id.ts';
import type { ArrowEnd, ElementId } from './element.ts';
import { isOrderIndex } from './ordering.ts';
import { arePackedPoints, clampToPage, PAGE_LIMIT } from './packed-points.ts';

export type Parser<T> = (value: unknown) => T | undefined;

/** A finite number, clamped to the range. */
export function numberIn(min: number, max: number): Parser<number> {
	return (value) =>
		typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : undefined;
}

/** One of the given strings. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Parser<T> {
	return (value) => allowed.find((candidate) => candidate === value);
}

/** A string of at most `maxLength` characters; a longer one is cut. */
export function stringUpTo(maxLength: number): Parser<string> {
	return (value) => (typeof value === 'string' ? value.slice(0, maxLength) : undefined);
}

/** The parser's value, or null for null. */
export function nullOr<T>(parse: Parser<T>): Parser<T | null> {
	return (value) => (value === null ? null : parse(value));
}

export const parseBoolean: Parser<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const parseIndex: Parser<string> = (value) => (isOrderIndex(value) ? value : undefined);

export const parseColor: Parser<string> = (value) =>
	typeof value === 'string' && /^([a-z]{1,16}|#[0-9a-f]{6})$/.test(value) ? value : undefined;

export const parsePosition: Parser<Pair> = (value) => {
	const pair = parsePair(value);
	return pair && [clampToPage(pair[0]), clampToPage(pair[1])];
};

export const parseSize: Parser<Pair> = (value) => {
	const pair = parsePair(value);
	return pair && [clampLength(pair[0]), clampLength(pair[1])];
};

export const parseScale: Parser<Pair> = (value) => {
	const pair = parsePair(value);
	return pair && pair.every((part) => part !== 0) ? [clampScale(pair[0]), clampScale(pair[1])] : undefined;
};

export const parsePoints: Parser<Uint8Array> = (value) =>
	value instanceof Uint8Array && arePackedPoints(value) ? value : undefined;

export const parseParent: Parser<ElementId | null> = nullOr(parseElementId);

export const parseArrowEnd: Parser<ArrowEnd> = (value) => {
	if (typeof value !== 'object' || value === null) return undefined;
	const end = value as { point?: unknown; id?: unknown; anchor?: unknown; isInside?: unknown };
	const point = parsePosition(end.point);
	if (!point) return undefined;
	const id = parseElementId(end.id);
	const anchor = parsePair(end.anchor);
	if (!id || !anchor) return { point };
	const inside = end.isInside === true ? ({ isInside: true } as const) : {};
	return { point, id, anchor: [clampPart(anchor[0]), clampPart(anchor[1])], ...inside };
};

/** An address of the web, and nothing that would run or that names a file. */
export const parseLink: Parser<string> = (value) =>
	typeof value === 'string' && /^https?:\/\/[^\s<>"]{1,2000}$/i.test(value) ? value : undefined;

export const parseCrop: Parser<readonly [number, number, number, number]> = (value) => {
	if (!Array.isArray(value) || value.length !== 4) return undefined;
	const [left, top, width, height] = value.map(numberIn(0, 1));
	if (left === undefined || top === undefined || !width || !height) return undefined;
	return [left, top, width, height];
};

function parsePair(value: unknown): Pair | undefined {
	if (!Array.isArray(value) || value.length !== 2) return undefined;
	const [x, y] = value as readonly unknown[];
	return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y)
		? [x, y]
		: undefined;
}

const clampLength = (value: number) => Math.min(2 * PAGE_LIMIT, Math.max(0, value));
const clampPart = (value: number) => Math.min(1, Math.max(0, value));
const clampScale = (value: number) => Math.sign(value) * Math.min(1000, Math.max(0.001, Math.abs(value)));
