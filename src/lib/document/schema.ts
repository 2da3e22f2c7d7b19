// The layout of a board's Y.Doc. It is what persists and what travels, so it only ever grows:
//
//   meta      Y.Map   schema (integer), title, background
//   elements  Y.Map   ElementId → record: a plain object, written once, never changed
//   edits     Y.Map   "<ElementId> <field>" → value: a later change of one field
//   texts     Y.Map   ElementId → Y.Text: made with the record, emptied but never removed
//   authors   Y.Map   Yjs client id → user id: a session's line, with its first write
//
// Why records and edits apart: a plain object is the smallest and fastest thing Yjs can hold (335 bytes a stroke of 80
// points), and an edit by field lets two people move and recolour one element at the same time and both win.
import type * as Y from 'yjs';

/** The newest schema this app knows. A board with a newer one opens read-only. */
export const SCHEMA_VERSION = 1;

/** The origin of every transaction that a person here made; undo takes back these and no others. */
export const LOCAL = Symbol('local');

/** The shared types of one board. */
export interface BoardMaps {
	readonly meta: Y.Map<unknown>;
	readonly elements: Y.Map<unknown>;
	readonly edits: Y.Map<unknown>;
	readonly texts: Y.Map<unknown>;
	readonly authors: Y.Map<unknown>;
}

/** The shared types of a document, made when they are not there yet. */
export function boardMapsOf(doc: Y.Doc): BoardMaps {
	return {
		meta: doc.getMap('meta'),
		elements: doc.getMap('elements'),
		edits: doc.getMap('edits'),
		texts: doc.getMap('texts'),
		authors: doc.getMap('authors')
	};
}

/** The schema the document was written with; a missing or senseless value counts as the first. */
export function schemaOf({ meta }: BoardMaps): number {
	const value = meta.get('schema');
	return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 1;
}

/** The key of an element's changed field in `edits`. */
export function editKey(id: string, field: string): string {
	return `${id} ${field}`;
}

/** The element's id and the field's name from a key in `edits`; null when it is no such key. */
export function parseEditKey(key: string): { readonly id: string; readonly field: string } | null {
	const space = key.indexOf(' ');
	return space > 0 && space < key.length - 1
		? { id: key.slice(0, space), field: key.slice(space + 1) }
		: null;
}
