import type { Pair } from '../geometry/point.ts';
import { decodeElement, MAX_TEXT_LENGTH } from './decode-element.ts';
import { canHaveText, type ArrowEnd, type ElementId } from './element.ts';
import { PointPacker, quantize, varyInPressure } from './packed-points.ts';

/** One point of a stroke in page space: x, y and, where the pointer had one, its pressure (0–1). */
export type InputPoint = readonly [x: number, y: number, pressure?: number];

/**
 * What `create` takes: a type and the fields that type has (see `element.ts`), those left out by default. Points are
 * given in page space, not packed.
 */
export interface ElementInput {
	readonly type: string;
	readonly id?: ElementId;
	readonly points?: readonly InputPoint[];
	readonly position?: Pair;
	readonly size?: number | Pair;
	readonly start?: ArrowEnd;
	readonly end?: ArrowEnd;
	readonly text?: string;
	readonly color?: string;
	readonly [field: string]: unknown;
}

/** The record to write for an input, and the text that goes into `texts` beside it (null: the type has none). */
export interface NewElement {
	readonly record: Readonly<Record<string, unknown>>;
	readonly text: string | null;
}

/** Letters of JSON in one field that is neither text nor points; a sound one has some hundreds at most. */
const MAX_FIELD_LENGTH = 20_000;

const OWN_FIELDS = new Set(['id', 'type', 'points', 'position', 'text', 'index', 'by', 'at']);

/**
 * @throws when the input is no sound element; it is our own or a script's mistake, and nothing is written then.
 */
export function encodeElement(
	input: ElementInput,
	stamp: {
		readonly id: ElementId;
		readonly index: string;
		readonly by: string;
		/** The name of whoever `by` is; notes show it. */
		readonly author: string;
		readonly at: number;
	}
): NewElement {
	const { index, by, author, at } = stamp;
	const record: Record<string, unknown> = { type: input.type, index };
	if (input.points) Object.assign(record, encodePoints(input.points));
	else if (input.position) {
		// A number that is none is left for the check below to find.
		record.position = input.position.map((value) => (Number.isFinite(value) ? quantize(value) : value));
	}
	for (const field of Object.keys(input)) {
		const value = input[field];
		if (value === undefined || OWN_FIELDS.has(field)) continue;
		requireBounded(field, value);
		record[field] = value;
	}
	// Kept only where the points do not say so themselves.
	const { points } = record;
	if (points instanceof Uint8Array && record.hasPressure === varyInPressure(points))
		delete record.hasPressure;
	requireBounded('text', input.text);
	if (input.type === 'note' && author) record.author ??= author;
	record.by = by;
	record.at = at;
	if (!decodeElement({ id: stamp.id, record })) {
		throw new Error(`expected a sound element, got ${describe(input)}`);
	}
	return { record, text: canHaveText(input.type) ? (input.text ?? '') : null };
}

/** Page points as the `position` of the first and the rest packed relative to it. */
export function encodePoints(points: readonly InputPoint[]): { position: Pair; points: Uint8Array } {
	const [first] = points;
	if (!first) throw new Error('expected at least one point, got none');
	const position: Pair = [quantize(first[0]), quantize(first[1])];
	const packer = new PointPacker();
	for (let i = 0; i < points.length; i++) {
		// Not taken apart as an array: that costs more than all the rest, eight million times.
		const point = points[i] ?? first;
		const x = point[0];
		const y = point[1];
		const pressure = point[2] ?? 0.5;
		if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(pressure)) {
			throw new Error(`expected finite numbers in point ${i}, got [${x}, ${y}, ${pressure}]`);
		}
		packer.add(x - position[0], y - position[1], pressure);
	}
	return { position, points: packer.finish() };
}

/**
 * One value is one piece of an update, and a piece that is larger than a message could reach nobody.
 * @throws when the value is longer than any sound one.
 */
export function requireBounded(field: string, value: unknown): void {
	// Packed points have a limit of their own.
	if (value === undefined || value instanceof Uint8Array) return;
	if (typeof value === 'number' || typeof value === 'boolean') return;
	const length = typeof value === 'string' ? value.length : JSON.stringify(value).length;
	const isTooLong = length > (field === 'text' ? MAX_TEXT_LENGTH : MAX_FIELD_LENGTH);
	if (isTooLong) throw new Error(`expected a ${field} of bounded length, got ${length} letters`);
}

function describe(input: ElementInput): string {
	return JSON.stringify(input, (key, value: unknown) =>
		key === 'points' && Array.isArray(value) ? `${value.length} points` : value
	).slice(0, 300);
}
