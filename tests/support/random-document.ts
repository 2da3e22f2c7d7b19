import * as Y from 'yjs';
import type { Random } from './random.ts';

/** What a board holds, and more: packed records, edits, text, nested types of every kind. */
const roots = { elements: 'elements', edits: 'edits', texts: 'texts', list: 'list', note: 'note' } as const;

/** Makes `count` random changes, each a transaction of its own; some delete. */
export function changeAtRandom(doc: Y.Doc, random: Random, count = 1): void {
	for (; count > 0; count--) doc.transact(() => changeOnce(doc, random));
}

function changeOnce(doc: Y.Doc, random: Random): void {
	const key = `key ${random.int(12)}`;
	const texts = doc.getMap<Y.Text>(roots.texts);
	const list = doc.getArray<unknown>(roots.list);
	const note = doc.getText(roots.note);
	switch (random.int(11)) {
		case 0:
		case 1:
			return void doc
				.getMap(roots.elements)
				.set(key, { type: 'stroke', points: random.bytes(random.int(80)) });
		case 2:
			return void doc.getMap(roots.edits).set(`${key} position`, [random.int(1_000), random.next()]);
		case 3:
			return void doc.getMap(random.pick([roots.elements, roots.edits])).delete(key);
		case 4:
			return void texts.set(key, new Y.Text(random.text(random.int(20))));
		case 5:
			return changeText(random.pick([...texts.values(), note]), random);
		case 6:
			return changeText(note, random);
		case 7:
			return list.insert(random.int(list.length + 1), [random.text(3), random.int(9), random.bytes(5)]);
		case 8:
			return list.insert(random.int(list.length + 1), [nestedType(random)]);
		case 9:
			return list.length > 3 ? list.delete(random.int(list.length - 2), 1 + random.int(2)) : undefined;
		default:
			return changeNested(list.toArray(), random);
	}
}

function changeText(text: Y.Text, random: Random): void {
	if (text.length > 0 && random.chance(0.3)) {
		const at = random.int(text.length);
		return text.delete(at, 1 + random.int(text.length - at));
	}
	const at = random.int(text.length + 1);
	if (random.chance(0.2)) text.insert(at, random.text(4), { bold: random.chance(0.5) });
	else text.insert(at, random.text(1 + random.int(6)));
}

function nestedType(random: Random): Y.AbstractType<unknown> {
	const map = new Y.Map<unknown>();
	map.set('inner', random.chance(0.5) ? Y.Array.from([1, 2, new Y.Map()]) : new Y.Text(random.text(5)));
	return map as Y.AbstractType<unknown>;
}

function changeNested(values: readonly unknown[], random: Random): void {
	const maps = values.filter((value) => value instanceof Y.Map);
	if (maps.length === 0) return;
	const map = random.pick(maps);
	const inner: unknown = map.get('inner');
	if (random.chance(0.1)) map.delete('inner');
	else if (inner instanceof Y.Text) changeText(inner, random);
	else if (inner instanceof Y.Array) inner.push([random.int(100), new Y.Text(random.text(3))]);
	else map.set('inner', new Y.Text('again'));
}

/** Several people at work who hear of each other now and then; returned before they have all met. */
export function documentsOfSeveral(random: Random, { clients = 4, changes = 60 } = {}): Y.Doc[] {
	// Ids of all lengths, in no order, no two alike.
	const docs = Array.from({ length: clients }, (_, i) => {
		const doc = new Y.Doc();
		doc.clientID = random.int(2 ** random.pick([2, 12, 28])) * clients + i;
		return doc;
	});
	for (let i = 0; i < changes; i++) {
		changeAtRandom(random.pick(docs), random, 1 + random.int(4));
		if (random.chance(0.3)) bringUpToDate(random.pick(docs), random.pick(docs));
	}
	return docs;
}

/** Gives `to` all that `from` has, the stock way. */
export function bringUpToDate(to: Y.Doc, from: Y.Doc): void {
	if (to !== from) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
}

/** The same document in another place, as it is now. */
export function copyOf(doc: Y.Doc): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
}

/** All that can be read from the document, for comparison. */
export function contentOf(doc: Y.Doc): unknown {
	return {
		elements: doc.getMap(roots.elements).toJSON(),
		edits: doc.getMap(roots.edits).toJSON(),
		texts: [...doc.getMap<Y.Text>(roots.texts)].map(([key, text]) => [key, text.toDelta() as unknown]).sort(),
		list: doc.getArray(roots.list).toJSON(),
		note: doc.getText(roots.note).toDelta() as unknown
	};
}
