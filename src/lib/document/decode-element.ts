import type { Element, ElementId } from './element.ts';
import * as parse from './field-parsers.ts';
import { FALLBACK_INDEX } from './ordering.ts';
import { varyInPressure } from './packed-points.ts';

/** Letters in one element's text; what is beyond is not shown and not accepted from the keyboard. */
export const MAX_TEXT_LENGTH = 50_000;

const parseText = parse.stringUpTo(MAX_TEXT_LENGTH);
const parseOpacity = parse.numberIn(0, 1);
const parseRotation = parse.numberIn(-1e4, 1e4);
const parseWidth = parse.numberIn(0.25, 400);
const parseFontSize = parse.numberIn(1, 2_000);
const parseTime = parse.numberIn(0, 8.64e15);
const parseDash = parse.oneOf('solid', 'dashed', 'dotted');
const parseFill = parse.oneOf('none', 'tint', 'solid', 'hatch');
const parseFont = parse.oneOf('hand', 'sans', 'serif', 'mono');
const parseAlign = parse.oneOf('start', 'middle', 'end');
const parseHead = parse.oneOf('none', 'arrow', 'triangle', 'circle', 'diamond', 'bar');
const parsePart = parse.numberIn(0, 1);
const parseRoughness = parse.numberIn(0, 3);
const parseRoute = parse.oneOf('bow', 'elbow');
const parseName = parse.stringUpTo(128);
/** Letters of a name that notes show. */
export const MAX_AUTHOR_LENGTH = 60;
const parseAuthor = parse.stringUpTo(MAX_AUTHOR_LENGTH);
/** What nobody changes later. */
const WRITTEN_ONCE: ReadonlySet<string> = new Set(['by', 'at', 'author']);

/** What one element is read from; nothing of it needs to be valid. */
export interface ElementSource {
	readonly id: ElementId;
	readonly record: unknown;
	/** Later changes by field. */
	readonly edits?: ReadonlyMap<string, unknown> | undefined;
	readonly text?: string | undefined;
}

/**
 * The element as everybody sees it: its record with the edits laid over it, each field checked and clamped.
 * An invalid edit counts as not there; null when the record lacks something the type can't do without.
 * `onEdit` hears of each edit that was looked at.
 */
export function decodeElement(
	{ id, record, edits, text = '' }: ElementSource,
	onEdit?: (field: string, isValid: boolean) => void
): Element | null {
	if (typeof record !== 'object' || record === null || Array.isArray(record)) return null;
	const fields = record as Readonly<Record<string, unknown>>;
	let isSound = true;

	// An edit that parses wins; undefined means "not there", null is a value ("no parent").
	function read<T>(name: string, parser: parse.Parser<T>): T | undefined {
		const edit = edits?.get(name);
		const edited = edit === undefined ? undefined : parser(edit);
		if (edit !== undefined) onEdit?.(name, edited !== undefined);
		return edited === undefined ? parser(fields[name]) : edited;
	}
	function optional<T>(name: string, parser: parse.Parser<T>, fallback: T): T {
		const value = read(name, parser);
		return value === undefined ? fallback : value;
	}
	function required<T>(name: string, parser: parse.Parser<T>): T {
		const value = read(name, parser);
		if (value === undefined) isSound = false;
		return value as T;
	}

	const common = () => ({
		id,
		index: optional('index', parse.parseIndex, FALLBACK_INDEX),
		parent: optional('parent', parse.parseParent, null),
		color: optional('color', parse.parseColor, 'black'),
		opacity: optional('opacity', parseOpacity, 1),
		rotation: optional('rotation', parseRotation, 0),
		isLocked: optional('isLocked', parse.parseBoolean, false),
		link: optional('link', parse.nullOr(parse.parseLink), null),
		by: optional('by', parseName, ''),
		at: optional('at', parseTime, 0)
	});
	const boxed = () => ({
		position: required('position', parse.parsePosition),
		size: required('size', parse.parseSize)
	});
	const outlined = () => ({
		strokeWidth: optional('strokeWidth', parseWidth, 3.5),
		dash: optional('dash', parseDash, 'solid')
	});
	const flippable = () => ({
		flipX: optional('flipX', parse.parseBoolean, false),
		flipY: optional('flipY', parse.parseBoolean, false)
	});
	const lettered = (fontSize: number, align: 'start' | 'middle') => ({
		text: parseText(text) ?? '',
		fontSize: optional('fontSize', parseFontSize, fontSize),
		font: optional('font', parseFont, 'hand'),
		align: optional('align', parseAlign, align)
	});

	function decode(): Element | null {
		switch (fields.type) {
			case 'stroke': {
				const points = required('points', parse.parsePoints);
				return {
					type: 'stroke',
					...common(),
					position: required('position', parse.parsePosition),
					points,
					size: optional('size', parseWidth, 4),
					scale: optional('scale', parse.parseScale, [1, 1]),
					hasPressure: read('hasPressure', parse.parseBoolean) ?? (isSound && varyInPressure(points)),
					isHighlighter: optional('isHighlighter', parse.parseBoolean, false)
				};
			}
			case 'rectangle':
			case 'ellipse':
			case 'diamond':
			case 'triangle':
			case 'hexagon':
			case 'star':
			case 'cloud':
			case 'block-arrow':
				return {
					type: fields.type,
					...common(),
					...boxed(),
					...outlined(),
					...lettered(20, 'middle'),
					...flippable(),
					fill: optional('fill', parseFill, 'none'),
					isRounded: optional('isRounded', parse.parseBoolean, true),
					roughness: optional('roughness', parseRoughness, 0),
					verticalAlign: optional('verticalAlign', parseAlign, 'middle')
				};
			case 'line':
				return {
					type: 'line',
					...common(),
					...outlined(),
					position: required('position', parse.parsePosition),
					points: required('points', parse.parsePoints),
					scale: optional('scale', parse.parseScale, [1, 1]),
					isCurved: optional('isCurved', parse.parseBoolean, false)
				};
			case 'arrow':
				return {
					type: 'arrow',
					...common(),
					...outlined(),
					...lettered(20, 'middle'),
					start: required('start', parse.parseArrowEnd),
					end: required('end', parse.parseArrowEnd),
					route: optional('route', parseRoute, 'bow'),
					bend: optional('bend', parse.numberIn(-1e5, 1e5), 0),
					labelAt: optional('labelAt', parsePart, 0.5),
					startHead: optional('startHead', parseHead, 'none'),
					endHead: optional('endHead', parseHead, 'arrow')
				};
			case 'text':
				return {
					type: 'text',
					...common(),
					...lettered(20, 'start'),
					position: required('position', parse.parsePosition),
					width: optional('width', parse.nullOr(parse.numberIn(1, 1e5)), null)
				};
			case 'note':
				return {
					type: 'note',
					...common(),
					...boxed(),
					...lettered(20, 'start'),
					author: optional('author', parseAuthor, '')
				};
			case 'frame':
				return { type: 'frame', ...common(), ...boxed(), ...lettered(14, 'start') };
			case 'image':
				return {
					type: 'image',
					...common(),
					...boxed(),
					...flippable(),
					asset: required('asset', parseName),
					crop: optional('crop', parse.nullOr(parse.parseCrop), null)
				};
			case 'group':
				return { type: 'group', ...common() };
			default:
				return decodeUnknown();
		}
	}

	// Of a newer app: something to see and to move, as long as it says where it is.
	function decodeUnknown(): Element | null {
		const originalType = parse.stringUpTo(32)(fields.type);
		if (!originalType) return null;
		return {
			type: 'unknown',
			...common(),
			originalType,
			position: required('position', parse.parsePosition),
			size: optional('size', parse.parseSize, [160, 80])
		};
	}

	const element = decode();
	return isSound ? element : null;
}

/** Whether the type of this record has the field and takes the value for it. */
export function acceptsEdit(id: ElementId, record: unknown, field: string, value: unknown): boolean {
	let isAccepted = false;
	const edits = new Map([[field, value]]);
	decodeElement({ id, record, edits }, (name, isValid) => (isAccepted ||= name === field && isValid));
	return isAccepted && !WRITTEN_ONCE.has(field);
}
