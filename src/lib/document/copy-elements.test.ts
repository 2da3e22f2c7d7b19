import { describe, expect, it } from 'vitest';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import { copyElements } from './copy-elements.ts';
import type { Element, ElementId } from './element.ts';
import type { ElementInput } from './element-input.ts';
import { compareOrder } from './ordering.ts';

const RECTANGLE: ElementInput = { type: 'rectangle', position: [0, 0], size: [10, 10] };

function inOrder({ document }: DocumentPeer): Element[] {
	return [...document.ids()]
		.map((id) => document.read(id))
		.filter((element) => element !== null && element !== undefined)
		.sort(compareOrder);
}

/** An element without what a copy has of its own. */
function looksOf(element: Element | null | undefined): object {
	return { ...element, id: null, index: null, parent: null };
}

/** Copies alice's board into bob's. */
function copy(alice: DocumentPeer, bob = new DocumentPeer('bob')) {
	return { bob, ids: copyElements(alice.document, bob.document) };
}

describe('a copied board', () => {
	it('looks the same, in the same order, under other ids', () => {
		const alice = new DocumentPeer('alice');
		alice.create({ ...RECTANGLE, color: 'red', text: 'first' });
		alice.create({
			type: 'stroke',
			points: [
				[1, 2, 0.3],
				[4, 5, 0.9]
			]
		});
		alice.create({ type: 'text', position: [5, 5], text: 'last' });
		const { bob, ids } = copy(alice);
		expect(inOrder(bob).map(looksOf)).toEqual(inOrder(alice).map(looksOf));
		expect(inOrder(bob).map(({ id }) => id)).toEqual(ids);
		expect(ids.some((id) => alice.document.has(id))).toBe(false);
	});
	it('has later changes folded in, and no edits left to carry', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create(RECTANGLE);
		alice.document.update(id, { color: 'blue', position: [7, 8], text: 'typed later' });
		const { bob, ids } = copy(alice);
		expect(bob.document.read(ids[0] ?? id)).toMatchObject({
			color: 'blue',
			position: [7, 8],
			text: 'typed later'
		});
		expect(bob.document.maps.edits.size).toBe(0);
	});
	it('keeps order changed later', () => {
		const alice = new DocumentPeer('alice');
		const first = alice.create({ ...RECTANGLE, color: 'red' });
		alice.create({ ...RECTANGLE, color: 'blue' });
		alice.document.update(first, { index: 'b99' });
		expect(inOrder(copy(alice).bob).map(({ color }) => color)).toEqual(['blue', 'red']);
	});
	it('lies on top of what was there', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		alice.create({ ...RECTANGLE, color: 'red' });
		bob.document.update(bob.create({ ...RECTANGLE, color: 'blue' }), { index: 'b50' });
		expect(inOrder(copy(alice, bob).bob).map(({ color }) => color)).toEqual(['blue', 'red']);
	});
	it('holds together: arrows and parents name the copies', () => {
		const alice = new DocumentPeer('alice');
		const frame = alice.create({ type: 'frame', position: [0, 0], size: [99, 99] });
		const box = alice.create({ ...RECTANGLE, parent: frame });
		alice.create({
			type: 'arrow',
			start: { point: [0, 0], id: box, anchor: [0.5, 0.5] },
			end: { point: [50, 50] }
		});
		const { bob, ids } = copy(alice);
		const [frameCopy, boxCopy, arrowCopy] = ids.map((id) => bob.document.read(id));
		expect(boxCopy?.parent).toBe(frameCopy?.id);
		expect(arrowCopy).toMatchObject({ start: { id: boxCopy?.id }, end: { point: [50, 50] } });
	});
	it('has free arrows and no parents where those it held on to are gone', () => {
		const alice = new DocumentPeer('alice');
		const box = alice.create(RECTANGLE);
		const end = { point: [5, 5], id: box, anchor: [0.5, 0.5] } as const;
		alice.create({ type: 'arrow', start: end, end: { point: [50, 50] }, parent: box });
		alice.document.remove([box]);
		const { bob, ids } = copy(alice);
		const [arrow] = ids.map((id) => bob.document.read(id));
		expect(arrow).toMatchObject({ start: { point: [5, 5] }, parent: null });
		expect(arrow).not.toHaveProperty('start.id');
	});
	it('keeps types and fields of a newer app', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ type: 'spiral', position: [1, 2], corners: 6 });
		alice.forgeEdit(id, 'glow', 0.5);
		const { bob, ids } = copy(alice);
		expect(bob.document.maps.elements.get(ids[0] ?? '')).toMatchObject({
			type: 'spiral',
			corners: 6,
			glow: 0.5
		});
	});
	it('leaves out broken records, and edits of nobody', () => {
		const alice = new DocumentPeer('alice');
		alice.forgeRecord('broken', { type: 'rectangle' });
		alice.forgeEdit('nobody', 'color', 'red');
		const { bob, ids } = copy(alice);
		expect(ids).toEqual([]);
		expect(bob.document.maps.elements.size + bob.document.maps.edits.size).toBe(0);
	});
	it.each([
		['position', 'somewhere'],
		['size', [NaN, 1]],
		['color', { r: 1 }],
		['type', 'stroke'],
		['type', { a: 1 }]
	])('is not spoilt by a senseless edit of %s, which nobody sees on the board', (field, value) => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, color: 'red' });
		alice.forgeEdit(id, field, value);
		const { bob, ids } = copy(alice);
		expect(looksOf(bob.document.read(ids[0] as ElementId))).toEqual(looksOf(alice.document.read(id)));
	});
	it('comes in one transaction, as one undo step', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		for (let i = 0; i < 20; i++) alice.create({ ...RECTANGLE, text: `${i}` });
		let updates = 0;
		bob.doc.on('update', () => updates++);
		copy(alice, bob);
		expect(updates).toBe(1);
		bob.undo.undo();
		expect([...bob.document.ids()]).toEqual([]);
	});
	it('is no longer tied to the board it came from', () => {
		const alice = new DocumentPeer('alice');
		const id = alice.create({ ...RECTANGLE, text: 'hello' });
		const { bob, ids } = copy(alice);
		sync(alice, bob);
		alice.document.update(id, { text: 'changed', color: 'red' });
		sync(alice, bob);
		expect(bob.document.read(ids[0] ?? id)).toMatchObject({ text: 'hello', color: 'black' });
	});
});
