import { beforeEach, describe, expect, it } from 'vitest';
import type { ElementId } from '../../src/lib/document/element.ts';
import { indicesBetween } from '../../src/lib/document/ordering.ts';
import { sync } from '../support/document-peer.ts';
import { describeScene, describeScratchScene, Peer } from '../support/peers.ts';

let alice: Peer;
let bob: Peer;

beforeEach(() => {
	alice = new Peer('alice');
	bob = new Peer('bob');
});

function createRectangle(peer: Peer): ElementId {
	peer.undo.mark();
	const [id] = peer.document.create([{ type: 'rectangle', position: [0, 0], size: [100, 50] }]);
	if (!id) throw new Error('expected an id, got none');
	return id;
}

function expectSameScene(): void {
	expect(describeScene(bob.scene)).toEqual(describeScene(alice.scene));
	for (const { document, scene } of [alice, bob])
		expect(describeScratchScene(document)).toEqual(describeScene(scene));
}

function type(peer: Peer, id: ElementId, index: number, words: string): void {
	peer.undo.mark();
	peer.document.transact(() => peer.document.text(id)?.insert(index, words));
}

const textOf = (peer: Peer, id: ElementId) => peer.document.text(id)?.toString();

describe('two peers cut off from each other', () => {
	it('who both type into one label lose no letter', () => {
		const id = createRectangle(alice);
		sync(alice, bob);
		type(alice, id, 0, 'hello');
		type(bob, id, 0, 'world');
		sync(alice, bob);
		expect(['helloworld', 'worldhello']).toContain(textOf(alice, id));
		expectSameScene();
	});

	it('who move and recolour one element both win', () => {
		const id = createRectangle(alice);
		sync(alice, bob);
		alice.document.update(id, { position: [300, 300] });
		bob.document.update(id, { color: 'red' });
		sync(alice, bob);
		expect(alice.scene.get(id)).toMatchObject({ position: [300, 300], color: 'red' });
		expectSameScene();
	});

	it('one of whom deletes what the other edits, and then undoes, get it back with the edit', () => {
		const id = createRectangle(alice);
		sync(alice, bob);
		alice.undo.mark();
		alice.document.remove([id]);
		bob.document.update(id, { color: 'red' });
		sync(alice, bob);
		expect(bob.scene.get(id)).toBeUndefined();
		expectSameScene();
		alice.undo.undo();
		sync(alice, bob);
		expect(bob.scene.get(id)).toMatchObject({ color: 'red', size: [100, 50] });
		expectSameScene();
	});

	it('one of whom deletes a text that the other is typing into, and then undoes, keep every letter', () => {
		const [id = '' as ElementId] = alice.document.create([{ type: 'text', position: [0, 0], text: 'abc' }]);
		sync(alice, bob);
		const held = bob.document.text(id);
		alice.undo.mark();
		alice.document.remove([id]);
		type(bob, id, 3, ' typed by bob');
		sync(alice, bob);
		type(bob, id, 0, 'more ');
		sync(alice, bob);
		alice.undo.undo();
		sync(alice, bob);
		expect(textOf(alice, id)).toContain('abc');
		expect(textOf(alice, id)).toContain(' typed by bob');
		expect(textOf(alice, id)).toContain('more ');
		expect(bob.document.text(id), 'the very text that bob types into').toBe(held);
		expectSameScene();
	});

	it('who both delete and both undo have one element, not two and not none', () => {
		const id = createRectangle(alice);
		sync(alice, bob);
		for (const peer of [alice, bob]) {
			peer.undo.mark();
			peer.document.remove([id]);
		}
		sync(alice, bob);
		alice.undo.undo();
		bob.undo.undo();
		sync(alice, bob);
		expect(alice.scene.count).toBe(1);
		expectSameScene();
	});

	it('who put each other’s groups into their own see one of the links ignored, the same one', () => {
		const [one = '' as ElementId, two = '' as ElementId] = alice.document.create([
			{ type: 'group' },
			{ type: 'group' }
		]);
		// A group of one counts as none, so each has a member of its own.
		alice.document.create([one, two].map((parent) => ({ type: 'text', position: [0, 0] as const, parent })));
		sync(alice, bob);
		alice.document.update(one, { parent: two });
		bob.document.update(two, { parent: one });
		sync(alice, bob);
		const [low, high] = one < two ? [one, two] : [two, one];
		for (const { scene } of [alice, bob]) {
			expect(scene.parentOf(high)).toBeNull();
			expect(scene.parentOf(low)).toBe(high);
			expect(scene.ancestorsOf(low)).toEqual([high]);
		}
		expectSameScene();
	});

	it('one of whom deletes all but one member of a group see it as dissolved, until there are two again', () => {
		const [group = '' as ElementId] = alice.document.create([{ type: 'group' }]);
		const members = alice.document.create(
			[0, 1].map((x) => ({
				type: 'rectangle',
				position: [x, 0] as const,
				size: [10, 10] as const,
				parent: group
			}))
		);
		const [first = '' as ElementId, second = '' as ElementId] = members;
		sync(alice, bob);
		expect(bob.scene.parentOf(first)).toBe(group);
		bob.undo.mark();
		bob.document.remove([second]);
		sync(alice, bob);
		for (const { scene } of [alice, bob]) expect(scene.parentOf(first)).toBeNull();
		expectSameScene();
		bob.undo.undo();
		sync(alice, bob);
		for (const { scene } of [alice, bob]) expect(scene.parentOf(first)).toBe(group);
		expectSameScene();
	});

	it('who both bring something to the front agree on what is on top', () => {
		const [one, two] = [createRectangle(alice), createRectangle(alice)];
		createRectangle(alice);
		sync(alice, bob);
		const bringToFront = ({ document }: Peer, id: ElementId) =>
			document.update(id, { index: indicesBetween(document.highestIndex, null, 1)[0] });
		bringToFront(alice, one);
		bringToFront(bob, two);
		sync(alice, bob);
		const order = alice.scene.inOrder().map(({ element }) => element.id);
		expect(order.slice(1).sort()).toEqual([one, two].sort());
		expectSameScene();
	});

	it('one of whom deletes what the other’s arrow holds on to still see the arrow', () => {
		const id = createRectangle(alice);
		sync(alice, bob);
		alice.document.remove([id]);
		bob.document.create([
			{ type: 'arrow', start: { point: [200, 200] }, end: { point: [50, 25], id, anchor: [0.5, 0.5] } }
		]);
		sync(alice, bob);
		const [arrow] = alice.scene.inOrder();
		expect(arrow?.path?.end).toEqual({ x: 50, y: 25 });
		expectSameScene();
	});

	it('never have their own steps undone by the other', () => {
		const mine = createRectangle(alice);
		sync(alice, bob);
		const theirs = createRectangle(bob);
		sync(alice, bob);
		alice.undo.undo();
		sync(alice, bob);
		expect([bob.scene.get(mine), Boolean(bob.scene.get(theirs))]).toEqual([undefined, true]);
		expectSameScene();
	});
});
