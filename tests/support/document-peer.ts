import * as Y from 'yjs';
import { BoardDocument } from '../../src/lib/document/board-document.ts';
import type { Element, ElementId } from '../../src/lib/document/element.ts';
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import { editKey } from '../../src/lib/document/schema.ts';
import { Undo } from '../../src/lib/document/undo.ts';

/** Stands for whoever sends updates over the network. */
const NETWORK = Symbol('network');

/** One person's document with its undo, without any network: peers are brought together by `sync`. */
export class DocumentPeer {
	readonly doc = new Y.Doc();
	readonly document: BoardDocument;
	readonly undo: Undo;
	/** Set to false to make this peer a viewer. */
	isEditor = true;

	constructor(name: string) {
		this.document = new BoardDocument(this.doc, {
			userId: name,
			canWrite: () => this.isEditor,
			now: () => 1_700_000_000_000
		});
		this.undo = new Undo(this.document);
	}

	/** Makes one element as one undo step. */
	create(input: ElementInput): ElementId {
		const [id] = this.step(() => this.document.create([input]));
		if (!id) throw new Error('expected an id, got none');
		return id;
	}

	/** Runs a gesture: what it writes is one undo step. */
	step<T>(gesture: () => T): T {
		this.undo.mark();
		return gesture();
	}

	/** The element, which must be there. */
	element<T extends Element['type']>(id: ElementId, type: T): Element & { readonly type: T } {
		const element = this.document.read(id);
		if (element?.type !== type) throw new Error(`expected a ${type}, got ${element?.type ?? element}`);
		return element as Element & { readonly type: T };
	}

	/** Writes a record past all checks, as a stranger's update would. */
	forgeRecord(id: string, record: unknown): ElementId {
		this.doc.transact(() => this.document.maps.elements.set(id, record), NETWORK);
		return id as ElementId;
	}

	/** Writes an edit past all checks. */
	forgeEdit(id: string, field: string, value: unknown): void {
		this.doc.transact(() => this.document.maps.edits.set(editKey(id, field), value), NETWORK);
	}
}

/** Brings every peer to what all of them know. */
export function sync(...peers: readonly { readonly doc: Y.Doc }[]): void {
	for (const from of peers) {
		for (const to of peers) {
			if (from === to) continue;
			const missing = Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc));
			Y.applyUpdate(to.doc, missing, NETWORK);
		}
	}
}
