// What people say of themselves, reliably: name, colour, selection. It is awareness state, so it comes from strangers.
import { parseElementId } from '../document/element-id.ts';
import type { ElementId } from '../document/element.ts';

/** Colours of people, readable on both papers. */
export const PERSON_COLORS = [
	'#3355ff',
	'#16a06a',
	'#d9480f',
	'#9c36b5',
	'#0c8599',
	'#e03131',
	'#b06f00',
	'#c2255c'
] as const;

const MAX_NAME_LENGTH = 40;
const MAX_USER_ID_LENGTH = 64;
/** So many selected elements are told to others; beyond, an outline each would be a blur. */
export const MAX_SELECTION = 1_000;

/** Somebody who has the board open. */
export interface Person {
	readonly clientId: number;
	/** Names the author of elements, as the person claims it; the same in all tabs of one browser. */
	readonly userId: string;
	readonly name: string;
	readonly color: string;
	readonly selection: readonly ElementId[];
	/** The frame that this person presents; null for none. */
	readonly slide: ElementId | null;
}

/** The awareness state that says so. */
export interface PersonState {
	readonly userId: string;
	readonly name: string;
	readonly color: string;
	readonly selection: readonly ElementId[];
	readonly slide?: ElementId | null;
}

/** The person of an awareness state, with what is missing or senseless made good. */
export function parsePerson(clientId: number, state: unknown): Person {
	const { userId, name, color, selection, slide } = (typeof state === 'object' && state ? state : {}) as {
		userId?: unknown;
		name?: unknown;
		color?: unknown;
		selection?: unknown;
		slide?: unknown;
	};
	const ids = Array.isArray(selection) ? selection.slice(0, MAX_SELECTION) : [];
	return {
		clientId,
		userId: typeof userId === 'string' ? userId.slice(0, MAX_USER_ID_LENGTH) : '',
		name: parseName(name) || 'Guest',
		color: parsePersonColor(color) ?? colorFor(clientId),
		selection: ids.map(parseElementId).filter((id) => id !== undefined),
		slide: parseElementId(slide) ?? null
	};
}

/** A name on one line, of bearable length; '' for none. */
export function parseName(value: unknown): string {
	if (typeof value !== 'string') return '';
	// Control and direction characters could make one name look like another.
	const line = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim();
	// By code point: half an emoji would be shown as a question mark.
	return Array.from(line).slice(0, MAX_NAME_LENGTH).join('');
}

/** One of the people's colours; undefined for any other value. */
export function parsePersonColor(value: unknown): string | undefined {
	return PERSON_COLORS.find((color) => color === value);
}

/** A colour for a number: the same one on every screen. */
export function colorFor(number: number): string {
	return PERSON_COLORS[Math.abs(number) % PERSON_COLORS.length] ?? PERSON_COLORS[0];
}
