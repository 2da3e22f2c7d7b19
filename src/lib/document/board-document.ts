import * as Y from 'yjs';
import type { Pair } from '../geometry/point.ts';
import { acceptsEdit, decodeElement, MAX_AUTHOR_LENGTH } from './decode-element.ts';
import { createElementId, parseElementId } from './element-id.ts';
import type { Element, ElementId } from './element.ts';
import { encodeElement, requireBounded, type ElementInput } from './element-input.ts';
import { parseColor } from './field-parsers.ts';
import { indicesBetween, isOrderIndex } from './ordering.ts';
import {
	boardMapsOf,
	editKey,
	LOCAL,
	parseEditKey,
	SCHEMA_VERSION,
	schemaOf,
	type BoardMaps
} from './schema.ts';

/** What one transaction did, by element. An element is in one of the sets at most. */
export interface ElementChange {
	readonly added: ReadonlySet<ElementId>;
	readonly changed: ReadonlySet<ElementId>;
	readonly removed: ReadonlySet<ElementId>;
}

export interface BoardDocumentOptions {
	/** Who draws here; written as author. */
	readonly userId: string;
	/** Their name, for what shows it. */
	readonly userName?: () => string;
	/** Throws on writing when this says so: a viewer, or a board of a newer app. */
	readonly canWrite?: () => boolean;
	readonly now?: () => number;
}

/** The elements of one board: reads them decoded and checked, and is the only place that writes them. */
export class BoardDocument {
	readonly doc: Y.Doc;
	readonly maps: BoardMaps;
	readonly #options: Required<BoardDocumentOptions>;
	readonly #edits = new Map<string, Map<string, unknown>>();
	readonly #listeners = new Set<(change: ElementChange) => void>();
	readonly #touchedTexts = new Set<string>();
	#highestIndex: string | null = null;
	#hasSigned = false;

	constructor(
		doc: Y.Doc,
		{ userId, userName = () => '', canWrite = () => true, now = Date.now }: BoardDocumentOptions
	) {
		this.doc = doc;
		this.maps = boardMapsOf(doc);
		this.#options = { userId, userName, canWrite, now };
		for (const [key, value] of this.maps.edits.entries()) this.#indexEdit(key, value);
		for (const record of this.maps.elements.values()) this.#raiseHighest(record);
		this.maps.texts.observeDeep(this.#noteTexts);
		doc.on('afterTransaction', this.#publish);
	}

	/** Whether the board was written by a newer app: it is shown, and never written to. */
	get isNewer(): boolean {
		return schemaOf(this.maps) > SCHEMA_VERSION;
	}

	/** Whether anybody has ever written anything; what was deleted since counts. */
	get wasEverWritten(): boolean {
		return this.maps.meta.has('schema');
	}

	get canWrite(): boolean {
		return this.#options.canWrite() && !this.isNewer;
	}

	get title(): string {
		const title = this.maps.meta.get('title');
		return typeof title === 'string' ? title.slice(0, 200) : '';
	}

	setTitle(title: string): void {
		this.transact(() => this.maps.meta.set('title', title.slice(0, 200)));
	}

	/** The colour of the paper: a name of the palette or `#rrggbb`; null: as it is by itself. */
	get background(): string | null {
		return parseColor(this.maps.meta.get('background')) ?? null;
	}

	setBackground(color: string | null): void {
		if (color !== null && !parseColor(color)) throw new Error(`expected a colour, got ${color}`);
		this.transact(() => this.maps.meta.set('background', color));
	}

	/** The ids of all records, sound or not, in no order. */
	ids(): IterableIterator<ElementId> {
		return this.maps.elements.keys() as IterableIterator<ElementId>;
	}

	has(id: ElementId): boolean {
		return this.maps.elements.has(id);
	}

	/** The element decoded anew; undefined when there is none, null when its record is invalid. */
	read(id: ElementId): Element | null | undefined {
		if (!this.maps.elements.has(id)) return undefined;
		if (!parseElementId(id)) return null;
		return decodeElement({
			id,
			record: this.maps.elements.get(id),
			edits: this.#edits.get(id),
			text: this.text(id)?.toString()
		});
	}

	/** Where the element says it begins, unchecked but for being numbers: cheaper than reading it. */
	positionOf(id: ElementId): Pair | null {
		const record = this.maps.elements.get(id) as { position?: unknown } | null | undefined;
		const position = this.#edits.get(id)?.get('position') ?? record?.position;
		if (!Array.isArray(position)) return null;
		const [x, y] = position as readonly unknown[];
		return Number.isFinite(x) && Number.isFinite(y) ? [x as number, y as number] : null;
	}

	/** A copy of an element's record with the edits that count folded in, and with fields this app doesn't know. */
	rawFields(id: ElementId): Record<string, unknown> {
		const record = this.maps.elements.get(id);
		if (!this.#edits.has(id)) return { ...(record as object | undefined) };
		const edits = new Map(this.#edits.get(id));
		// As when reading: an edit that makes no sense is not there, and none makes another type of an element.
		edits.delete('type');
		decodeElement({ id, record, edits: this.#edits.get(id) }, (field, isValid) => {
			if (!isValid) edits.delete(field);
		});
		return { ...(record as object | undefined), ...Object.fromEntries(edits) };
	}

	/** An order key that is above all elements; null for an empty board. */
	get highestIndex(): string | null {
		return this.#highestIndex;
	}

	/** The element's shared text; undefined for types that have none. */
	text(id: ElementId): Y.Text | undefined {
		const text = this.maps.texts.get(id);
		return text instanceof Y.Text ? text : undefined;
	}

	/** Writes new elements on top of all others, in one transaction. @throws when one is unsound. */
	create(inputs: readonly ElementInput[]): ElementId[] {
		const indices = indicesBetween(this.#highestIndex, null, inputs.length);
		const { userId: by, userName, now } = this.#options;
		const [author, at] = [userName().slice(0, MAX_AUTHOR_LENGTH), now()];
		const added = inputs.map((input, i) => {
			const id = input.id ?? createElementId();
			if (this.has(id)) throw new Error(`expected a new id, got ${id}, which is taken`);
			return { id, ...encodeElement(input, { id, index: indices[i] ?? '', by, author, at }) };
		});
		return this.insert(added);
	}

	/** Writes records as they are, in one transaction. For what has been checked already. */
	insert(
		added: readonly { readonly id: ElementId; readonly record: object; readonly text: string | null }[]
	): ElementId[] {
		this.transact(() => {
			for (const { id, record, text } of added) {
				this.maps.elements.set(id, record);
				// Here and never later: two peers who each made one on demand would lose what one of them typed.
				if (text !== null) this.maps.texts.set(id, new Y.Text(text));
			}
		});
		return added.map(({ id }) => id);
	}

	/** Changes single fields, each merging on its own. `text` replaces the whole text. @throws on a bad value. */
	update(id: ElementId, fields: Readonly<Record<string, unknown>>): void {
		const record = this.maps.elements.get(id);
		if (!this.read(id)) throw new Error(`expected the id of an element, got ${id}`);
		const { text, ...edits } = fields;
		for (const [field, value] of Object.entries(edits)) {
			if (!acceptsEdit(id, record, field, value)) {
				throw new Error(`expected a valid ${field}, got ${JSON.stringify(value)?.slice(0, 200)}`);
			}
		}
		if (text !== undefined && typeof text !== 'string') throw new Error(`expected text, got ${typeof text}`);
		for (const [field, value] of Object.entries(fields)) requireBounded(field, value);
		// Before anything is written: a transaction that throws keeps what it has written so far.
		const shared = this.text(id);
		if (text !== undefined && !shared) throw new Error(`expected an element that has text, got ${id}`);
		this.transact(() => {
			for (const [field, value] of Object.entries(edits)) this.maps.edits.set(editKey(id, field), value);
			if (text === undefined || !shared) return;
			shared.delete(0, shared.length);
			shared.insert(0, text);
		});
	}

	/**
	 * Changes single fields of many elements to values that follow from sound ones, and are not checked again: for what is
	 * done to a whole selection. Ids of elements that are gone are ignored.
	 */
	updateMany(changes: readonly (readonly [ElementId, Readonly<Record<string, unknown>>])[]): void {
		if (changes.length === 0) return;
		this.transact(() => {
			for (const [id, fields] of changes) {
				if (!this.has(id)) continue;
				for (const field in fields) this.maps.edits.set(editKey(id, field), fields[field]);
			}
		});
	}

	/** Deletes elements: record and edits go, the text is emptied but stays. Unknown ids are ignored. */
	remove(ids: Iterable<ElementId>): void {
		this.transact(() => {
			for (const id of ids) {
				this.maps.elements.delete(id);
				for (const field of this.#edits.get(id)?.keys() ?? []) this.maps.edits.delete(editKey(id, field));
				const text = this.text(id);
				if (text && text.length > 0) text.delete(0, text.length);
			}
		});
	}

	/** Runs `write` as one change made by the person here. @throws when this board can't be written. */
	transact(write: () => void): void {
		if (!this.canWrite) throw new Error('expected a board that can be written, got a read-only one');
		this.doc.transact(() => {
			if (!this.#hasSigned) {
				this.#hasSigned = true;
				this.maps.authors.set(String(this.doc.clientID), this.#options.userId);
				if (!this.maps.meta.has('schema')) this.maps.meta.set('schema', SCHEMA_VERSION);
			}
			write();
		}, LOCAL);
	}

	/** Calls back after every transaction that touched an element, whoever made it. Gives back its off. */
	onChange(listener: (change: ElementChange) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	destroy(): void {
		this.doc.off('afterTransaction', this.#publish);
		this.maps.texts.unobserveDeep(this.#noteTexts);
		this.#listeners.clear();
	}

	// Kept by hand because an element's edits are spread over the keys of one flat map.
	#indexEdit(key: string, value: unknown): void {
		const parsed = parseEditKey(key);
		if (!parsed) return;
		const fields = this.#edits.get(parsed.id);
		if (value === undefined) {
			fields?.delete(parsed.field);
			if (fields?.size === 0) this.#edits.delete(parsed.id);
		} else if (fields) fields.set(parsed.field, value);
		else this.#edits.set(parsed.id, new Map([[parsed.field, value]]));
		if (parsed.field === 'index') this.#raiseHighest({ index: value });
	}

	// Never lowered: a key above one that is gone is still above all others.
	#raiseHighest(record: unknown): void {
		const index = (record as { index?: unknown } | null)?.index;
		if (!isOrderIndex(index)) return;
		if (this.#highestIndex === null || index > this.#highestIndex) this.#highestIndex = index;
	}

	readonly #noteTexts = (events: readonly { readonly path: readonly (string | number)[] }[]) => {
		for (const event of events) {
			const [id] = event.path;
			if (typeof id === 'string') this.#touchedTexts.add(id);
		}
	};

	readonly #publish = (transaction: Y.Transaction) => {
		const { elements, edits, texts } = this.maps;
		const keysOf = (map: Y.Map<unknown>) =>
			(transaction.changed.get(map as never) as ReadonlySet<string> | undefined) ?? [];
		const added = new Set<ElementId>();
		const changed = new Set<ElementId>();
		const removed = new Set<ElementId>();
		for (const key of keysOf(elements)) {
			const isThere = elements.has(key);
			(isThere ? added : removed).add(key as ElementId);
			if (isThere) this.#raiseHighest(elements.get(key));
		}
		const noteChanged = (id: ElementId) => {
			if (elements.has(id) && !added.has(id)) changed.add(id);
		};
		for (const key of keysOf(edits)) {
			this.#indexEdit(key, edits.get(key));
			noteChanged((parseEditKey(key)?.id ?? '') as ElementId);
		}
		// A text is never replaced by this app, but a stranger can: then the map itself has changed.
		for (const id of [...keysOf(texts), ...this.#touchedTexts]) noteChanged(id as ElementId);
		this.#touchedTexts.clear();
		if (added.size + changed.size + removed.size === 0) return;
		for (const listener of this.#listeners) {
			listener({ added, changed, removed });
		}
	};
}
