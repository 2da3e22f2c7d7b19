import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import { BoardDocument, type ElementChange } from './board-document.ts';
import type { ElementId } from './element.ts';
import type { ElementInput } from './element-input.ts';
import { isOrderIndex } from './ordering.ts';
import { SCHEMA_VERSION } from './schema.ts';

const RECTANGLE: ElementInput = { type: 'rectangle', position: [0, 0], size: [10, 10] };
const STROKE: ElementInput = {
	type: 'stroke',
	points: [
		[0, 0],
		[5, 5]
	]
};
const UNKNOWN_ID = 'nobody' as ElementId;

/** What is told about each transaction, as plain lists. */
function listen({ document }: DocumentPeer) {
	const changes: { added: ElementId[]; changed: ElementId[]; removed: ElementId[] }[] = [];
	document.onChange(({ added, changed, removed }: ElementChange) =>
		changes.push({ added: [...added], changed: [...changed], removed: [...removed] })
	);
	return changes;
}

const told = (part: { added?: ElementId[]; changed?: ElementId[]; removed?: ElementId[] }) => ({
	added: [],
	changed: [],
	removed: [],
	...part
});

describe('creating elements', () => {
	it('gives back their ids, and they can be read', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, color: 'red', text: 'hello' });
		expect(alice.element(id, 'rectangle')).toMatchObject({
			id,
			color: 'red',
			text: 'hello',
			by: 'alice',
			at: 1.7e12
		});
	});
	it('puts each on top of all before it, those of others too', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		const made: ElementId[] = [];
		for (let i = 0; i < 6; i++) {
			made.push(...(i % 2 ? alice : bob).document.create([RECTANGLE, STROKE]));
			sync(alice, bob);
		}
		const indices = made.map((id) => alice.document.read(id)?.index ?? '');
		expect(indices).toEqual([...new Set(indices)].sort());
	});
	it('goes above an element that was brought to the front, and above one that is gone', () => {
		const alice = new DocumentPeer('alice');
		const low = alice.create(RECTANGLE);
		alice.document.update(low, { index: 'b50' });
		expect((alice.document.read(alice.create(RECTANGLE))?.index ?? '') > 'b50').toBe(true);
		alice.document.remove([low]);
		expect((alice.document.read(alice.create(RECTANGLE))?.index ?? '') > 'b50').toBe(true);
	});
	it('knows the top of a board that was there before', () => {
		const alice = new DocumentPeer('alice');
		alice.document.update(alice.create(RECTANGLE), { index: 'b50' });
		const reopened = new BoardDocument(alice.doc, { userId: 'alice' });
		expect(reopened.highestIndex).toBe('b50');
	});
	it('is not misled by an order key that is none', () => {
		const alice = new DocumentPeer('alice');
		alice.forgeRecord('a', { ...RECTANGLE, index: 'zzzz' });
		alice.forgeRecord('b', null);
		alice.forgeEdit('a', 'index', '~~~');
		expect(isOrderIndex(alice.element(alice.create(RECTANGLE), 'rectangle').index)).toBe(true);
	});
	it('refuses an id that is taken, and writes nothing then', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		expect(() => alice.document.create([STROKE, { ...STROKE, id }])).toThrow(`got ${id}`);
		expect([...alice.document.ids()]).toEqual([id]);
	});
	it('writes nothing when one of several is unsound', () => {
		const alice = new DocumentPeer('alice');
		const changes = listen(alice);
		expect(() => alice.document.create([RECTANGLE, { type: 'stroke', points: [] }])).toThrow();
		expect([...alice.document.ids()]).toEqual([]);
		expect(changes).toEqual([]);
	});
	it('makes the text together with the record, in one update', () => {
		const alice = new DocumentPeer('alice');
		const updates: Uint8Array[] = [];
		alice.doc.on('update', (update: Uint8Array) => updates.push(update));
		const id = alice.create(RECTANGLE);
		expect(updates).toHaveLength(1);
		expect(alice.document.text(id)?.length).toBe(0);
		expect(alice.document.text(alice.create(STROKE))).toBeUndefined();
	});
	it('writes a thousand elements as one update and one change', () => {
		const alice = new DocumentPeer('alice');
		const changes = listen(alice);
		const ids = alice.document.create(Array.from({ length: 1000 }, () => STROKE));
		expect(new Set(ids).size).toBe(1000);
		expect(changes).toEqual([told({ added: ids })]);
	});
	it('of none changes nothing that is drawn', () => {
		const alice = new DocumentPeer('alice');
		const changes = listen(alice);
		expect(alice.document.create([])).toEqual([]);
		expect(changes).toEqual([]);
	});
});

describe('updating an element', () => {
	it('changes the fields given and no others', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, color: 'red', text: 'hello' });
		const before = alice.element(id, 'rectangle');
		alice.document.update(id, { position: [5, 6], opacity: 0.5 });
		expect(alice.element(id, 'rectangle')).toEqual({ ...before, position: [5, 6], opacity: 0.5 });
	});
	it('lets two people change two fields at the same time, and both win', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		const id = alice.create(RECTANGLE);
		sync(alice, bob);
		alice.document.update(id, { position: [50, 60] });
		bob.document.update(id, { color: 'blue' });
		sync(alice, bob);
		for (const peer of [alice, bob]) {
			expect(peer.element(id, 'rectangle')).toMatchObject({ position: [50, 60], color: 'blue' });
		}
	});
	it('replaces the text in the Y.Text that is there', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, text: 'before' });
		const text = alice.document.text(id);
		alice.document.update(id, { text: 'after' });
		expect(alice.element(id, 'rectangle').text).toBe('after');
		expect(alice.document.text(id)).toBe(text);
	});
	it.each<[string, ElementInput, Readonly<Record<string, unknown>>]>([
		['a value that is none', RECTANGLE, { color: 'red', position: [NaN, 0] }],
		['a field of another type', RECTANGLE, { color: 'red', points: new Uint8Array(3) }],
		['the type', RECTANGLE, { color: 'red', type: 'ellipse' }],
		['the author', RECTANGLE, { color: 'red', by: 'bob' }],
		['text of what has none', STROKE, { color: 'red', text: 'hello' }],
		['text that is none', RECTANGLE, { color: 'red', text: 5 }]
	])('refuses %s and writes nothing', (_name, input, fields) => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(input);
		const before = alice.document.read(id);
		expect(() => alice.document.update(id, fields)).toThrow(/^expected /);
		expect(alice.document.read(id)).toEqual(before);
	});
	it('refuses an element that is not there, or is none', () => {
		const alice = new DocumentPeer('alice');
		const broken = alice.forgeRecord('broken', { type: 'rectangle' });
		expect(() => alice.document.update(UNKNOWN_ID, { color: 'red' })).toThrow('nobody');
		expect(() => alice.document.update(broken, { size: [1, 1] })).toThrow('broken');
	});
});

describe('removing elements', () => {
	it('leaves neither record nor edits, and an empty text', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, text: 'hello' });
		const text = alice.document.text(id);
		alice.document.update(id, { color: 'red', size: [1, 1] });
		alice.document.remove([id]);
		expect(alice.document.read(id)).toBeUndefined();
		expect(alice.document.maps.edits.size).toBe(0);
		expect(alice.document.text(id)).toBe(text);
		expect(text?.toString()).toBe('');
	});
	it('ignores ids that are not there', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		alice.document.remove([UNKNOWN_ID, id, id]);
		expect([...alice.document.ids()]).toEqual([]);
	});
	it('wins over a change that somebody made at the same time', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		const id = alice.create(RECTANGLE);
		sync(alice, bob);
		alice.document.remove([id]);
		bob.document.update(id, { color: 'blue' });
		sync(alice, bob);
		expect([alice, bob].map(({ document }) => document.read(id))).toEqual([undefined, undefined]);
	});
});

describe('a change event', () => {
	it('says once a transaction what came, what changed and what went', () => {
		const alice = new DocumentPeer('alice');
		const [first, second] = [alice.create(RECTANGLE), alice.create(STROKE)];
		const changes = listen(alice);
		let third: ElementId[] = [];
		alice.document.transact(() => {
			third = alice.document.create([RECTANGLE]);
			alice.document.update(first, { color: 'red' });
			alice.document.remove([second]);
		});
		expect(changes).toEqual([told({ added: third, changed: [first], removed: [second] })]);
	});
	it('names an element in one set at most', () => {
		const alice = new DocumentPeer('alice');
		const changes = listen(alice);
		let id: ElementId[] = [];
		alice.document.transact(() => {
			id = alice.document.create([RECTANGLE]);
			alice.document.update(id[0] ?? UNKNOWN_ID, { color: 'red', text: 'hello' });
		});
		alice.document.transact(() => {
			alice.document.update(id[0] ?? UNKNOWN_ID, { color: 'blue' });
			alice.document.remove(id);
		});
		expect(changes).toEqual([told({ added: id }), told({ removed: id })]);
	});
	it('comes for letters that somebody types', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		const id = alice.create(RECTANGLE);
		sync(alice, bob);
		const changes = listen(alice);
		bob.document.transact(() => bob.document.text(id)?.insert(0, 'hello'));
		sync(bob, alice);
		expect(changes).toEqual([told({ changed: [id] })]);
		expect(alice.element(id, 'rectangle').text).toBe('hello');
	});
	it('comes for a text that a stranger put in the place of another', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		const changes = listen(alice);
		alice.doc.transact(() => alice.document.maps.texts.set(id, new Y.Text('other')));
		expect(changes).toEqual([told({ changed: [id] })]);
	});
	it('does not come for what is no element: a title, an edit or a text of nobody', () => {
		const alice = new DocumentPeer('alice');
		const changes = listen(alice);
		alice.document.setTitle('Plans');
		alice.forgeEdit(UNKNOWN_ID, 'color', 'red');
		alice.doc.transact(() => alice.document.maps.edits.set('no key', 1));
		alice.doc.transact(() => alice.document.maps.texts.set(UNKNOWN_ID, new Y.Text('x')));
		expect(changes).toEqual([]);
	});
	it('does not come any more after its off, or after destroy', () => {
		const alice = new DocumentPeer('alice');
		let heard = 0;
		const off = alice.document.onChange(() => heard++);
		alice.create(RECTANGLE);
		off();
		alice.document.onChange(() => heard++);
		alice.document.destroy();
		alice.document.destroy();
		alice.doc.transact(() => alice.document.maps.elements.set('a', RECTANGLE));
		expect(heard).toBe(1);
	});
});

describe('reading', () => {
	it.each([
		['lacks what its type needs', 'a', { type: 'rectangle' }],
		['is no object', 'a', 5],
		['is a shared map', 'a', new Y.Map()],
		['has an id of strange letters', 'a b', RECTANGLE],
		['has a very long id', 'x'.repeat(1000), RECTANGLE],
		['has no id', '', RECTANGLE]
	])('gives null for a record that %s, and undefined for none', (_name, id, record) => {
		const alice = new DocumentPeer('alice');
		const forged = alice.forgeRecord(id, record);
		expect(alice.document.read(forged)).toBeNull();
		expect(alice.document.read(UNKNOWN_ID)).toBeUndefined();
	});
	it.each(['__proto__', 'constructor', 'toString'])('takes %s for an id as good as any', (id) => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		expect(bob.document.read(id as ElementId)).toBeUndefined();
		alice.forgeRecord(id, RECTANGLE);
		alice.forgeEdit(id, 'color', 'red');
		alice.forgeEdit(id, '__proto__', { opacity: 0 });
		sync(alice, bob);
		expect(bob.document.read(id as ElementId)).toMatchObject({ id, color: 'red', opacity: 1 });
		expect(({} as Record<string, unknown>).opacity).toBeUndefined();
	});
	it('finds edits that were there before the document was opened', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		alice.document.update(id, { color: 'red' });
		const reopened = new BoardDocument(alice.doc, { userId: 'alice' });
		expect(reopened.read(id)?.color).toBe('red');
	});
	it('forgets an edit that was taken back', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, color: 'green' });
		alice.document.update(id, { color: 'red' });
		alice.doc.transact(() => alice.document.maps.edits.delete(`${id} color`));
		expect(alice.document.read(id)?.color).toBe('green');
	});
	it('counts an edit whose record comes later', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		bob.forgeEdit('late', 'color', 'red');
		alice.forgeRecord('late', RECTANGLE);
		sync(alice, bob);
		for (const { document } of [alice, bob]) expect(document.read('late' as ElementId)?.color).toBe('red');
	});
});

describe('authors', () => {
	it('are noted with the first write of a session, once', () => {
		const alice = new DocumentPeer('alice');
		expect(alice.document.maps.authors.size).toBe(0);
		let signatures = 0;
		alice.document.maps.authors.observe(() => signatures++);
		alice.create(RECTANGLE);
		alice.create(STROKE);
		expect(alice.document.maps.authors.toJSON()).toEqual({ [alice.doc.clientID]: 'alice' });
		expect(signatures).toBe(1);
	});
	it('stay when what they wrote is undone', () => {
		const alice = new DocumentPeer('alice');
		alice.create(RECTANGLE);
		alice.undo.undo();
		expect(alice.document.maps.authors.size).toBe(1);
	});
	it('are not noted for reading', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		alice.create(RECTANGLE);
		sync(alice, bob);
		expect([...alice.document.maps.authors.values()]).toEqual(['alice']);
	});
});

describe('the title', () => {
	it.each<[string, unknown, string]>([
		['as it was written', 'Plans', 'Plans'],
		['cut when it is too long', 'x'.repeat(5000), 'x'.repeat(200)],
		['empty when it is no string', { a: 1 }, '']
	])('is %s', (_name, written, expected) => {
		const alice = new DocumentPeer('alice');
		alice.doc.transact(() => alice.document.maps.meta.set('title', written));
		expect(alice.document.title).toBe(expected);
	});
	it('is cut before it is written', () => {
		const alice = new DocumentPeer('alice');
		alice.document.setTitle('x'.repeat(5000));
		expect(alice.document.maps.meta.get('title')).toHaveLength(200);
	});
});

describe('a board that cannot be written', () => {
	const WRITES: readonly (readonly [string, (peer: DocumentPeer, id: ElementId) => unknown])[] = [
		['creating', ({ document }) => document.create([RECTANGLE])],
		['updating', ({ document }, id) => document.update(id, { color: 'red' })],
		['removing', ({ document }, id) => document.remove([id])],
		['naming', ({ document }) => document.setTitle('Plans')],
		['typing', ({ document }, id) => document.transact(() => document.text(id)?.insert(0, 'x'))]
	];
	it.each(WRITES)('throws on %s for a viewer and stays as it is', (_name, write) => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		const before = Y.encodeStateAsUpdate(alice.doc);
		alice.isEditor = false;
		expect(() => write(alice, id)).toThrow('read-only');
		expect(Y.encodeStateAsUpdate(alice.doc)).toEqual(before);
	});
	it.each(WRITES)('throws on %s when a newer app has written it', (_name, write) => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		alice.doc.transact(() => alice.document.maps.meta.set('schema', SCHEMA_VERSION + 1));
		const before = Y.encodeStateAsUpdate(alice.doc);
		expect(alice.document.isNewer).toBe(true);
		expect(() => write(alice, id)).toThrow('read-only');
		expect(Y.encodeStateAsUpdate(alice.doc)).toEqual(before);
	});
	it('is still read', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		alice.doc.transact(() => alice.document.maps.meta.set('schema', SCHEMA_VERSION + 1));
		expect(alice.document.read(id)?.type).toBe('rectangle');
	});
	it('can be written again when the role allows it', () => {
		const alice = new DocumentPeer('alice');
		alice.isEditor = false;
		expect(alice.document.canWrite).toBe(false);
		alice.isEditor = true;
		expect(alice.create(RECTANGLE)).toBeTruthy();
	});
	it('has its schema written with the first write, and an older one is left', () => {
		const alice = new DocumentPeer('alice');
		alice.create(RECTANGLE);
		expect(alice.document.maps.meta.get('schema')).toBe(SCHEMA_VERSION);
	});
});
