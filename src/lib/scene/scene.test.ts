import { describe, expect, it } from 'vitest';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import type { ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import type { Box } from '../geometry/box.ts';
import { Scene } from './scene.ts';
import { roughMeasure, type MeasureText } from './text-layout.ts';

const EVERYWHERE: Box = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };

const sceneOf = ({ document }: DocumentPeer, measure: MeasureText = roughMeasure) =>
	new Scene(document, measure);

const rectangleAt = (x: number, y: number, more: Partial<ElementInput> = {}): ElementInput => ({
	type: 'rectangle',
	position: [x, y],
	size: [100, 60],
	...more
});

const arrowBetween = (from: ElementId, to: ElementId): ElementInput => ({
	type: 'arrow',
	start: { point: [0, 0], id: from, anchor: [0.5, 0.5] },
	end: { point: [0, 0], id: to, anchor: [0.5, 0.5] }
});

const around = (x: number, y: number): Box => ({ minX: x - 5, minY: y - 5, maxX: x + 5, maxY: y + 5 });

function idsWithin(scene: Scene, box: Box): ElementId[] {
	return scene.within(box).map(({ element }) => element.id);
}

/** All that a scene says about a board, to compare two scenes by. */
function contentOf(scene: Scene) {
	return {
		inOrder: scene.inOrder(),
		within: idsWithin(scene, EVERYWHERE),
		quarter: idsWithin(scene, { minX: 0, minY: 0, maxX: 300, maxY: 300 }),
		bounds: scene.bounds(),
		count: scene.count,
		skippedCount: scene.skippedCount,
		parents: [...scene.ids()].sort().map((id) => [id, scene.parentOf(id)])
	};
}

describe('a scene', () => {
	it('shows what was there and what comes, in paint order', () => {
		const alice = new DocumentPeer('alice');
		const [first, second] = [alice.create(rectangleAt(0, 0)), alice.create(rectangleAt(10, 10))];
		const scene = sceneOf(alice);
		const third = alice.create(rectangleAt(20, 20));
		expect(scene.inOrder().map(({ element }) => element.id)).toEqual([first, second, third]);
		expect(idsWithin(scene, around(50, 50))).toEqual([first, second, third]);
		alice.document.update(first, { index: 'b99' });
		expect(idsWithin(scene, around(50, 50))).toEqual([second, third, first]);
	});
	it('finds an element at its new place only, after it moved', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		const id = alice.create(rectangleAt(0, 0));
		alice.document.update(id, { position: [5000, 5000] });
		expect(idsWithin(scene, around(50, 30))).toEqual([]);
		expect(idsWithin(scene, around(5050, 5030))).toEqual([id]);
	});
	it('forgets what is removed, by whomever, and shows what undo brings back', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		const scene = sceneOf(alice);
		const id = alice.create(rectangleAt(0, 0));
		sync(alice, bob);
		bob.step(() => bob.document.remove([id]));
		sync(alice, bob);
		expect([scene.get(id), scene.count, scene.bounds()]).toEqual([undefined, 0, null]);
		bob.undo.undo();
		sync(alice, bob);
		expect(scene.get(id)?.type).toBe('rectangle');
		expect(idsWithin(scene, around(50, 30))).toEqual([id]);
	});
	it('gives the bounds of some and of all, and null for none', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		expect(scene.bounds()).toBeNull();
		const [a, b] = [
			alice.create(rectangleAt(0, 0, { strokeWidth: 2 })),
			alice.create(rectangleAt(200, 0, { strokeWidth: 2 }))
		];
		expect(scene.boundsOf([a])).toEqual({ minX: -2, minY: -2, maxX: 102, maxY: 62 });
		expect(scene.boundsOf([a, b])).toEqual(scene.bounds());
		expect(scene.boundsOf([])).toBeNull();
		expect(scene.boundsOf(['nobody' as ElementId, alice.create({ type: 'group' })])).toBeNull();
	});
	it('keeps a group without showing it anywhere', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		const id = alice.create({ type: 'group' });
		expect(scene.placed(id)?.box).toBeNull();
		expect(idsWithin(scene, EVERYWHERE)).toEqual([]);
	});
	it('does not follow the document any more after destroy', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		scene.destroy();
		scene.destroy();
		alice.create(rectangleAt(0, 0));
		expect(scene.count).toBe(0);
	});
});

describe('records that are no elements', () => {
	it('are counted and skipped, until somebody mends or removes them', () => {
		const alice = new DocumentPeer('alice');
		const broken = alice.forgeRecord('broken', { type: 'rectangle', position: [0, 0] });
		const scene = sceneOf(alice);
		alice.forgeRecord('worse', 7);
		expect([scene.skippedCount, scene.count]).toEqual([2, 0]);
		alice.forgeEdit(broken, 'size', [10, 10]);
		expect([scene.skippedCount, scene.count]).toEqual([1, 1]);
		alice.document.remove(['worse' as ElementId, broken]);
		expect([scene.skippedCount, scene.count]).toEqual([0, 0]);
	});
	it('take an element off the scene when they come in its place', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		const id = alice.create(rectangleAt(0, 0));
		alice.forgeRecord(id, { type: 'rectangle' });
		expect([scene.skippedCount, scene.count, scene.bounds()]).toEqual([1, 0, null]);
	});
	it('are counted once, however often they are touched', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		for (let i = 0; i < 3; i++) alice.forgeRecord('broken', { type: 'rectangle', i });
		expect(scene.skippedCount).toBe(1);
	});
});

describe('a bound arrow', () => {
	function arrowScene() {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		const [a, b] = alice.document.create([rectangleAt(0, 0), rectangleAt(300, 0)]);
		if (!a || !b) throw new Error('expected two ids');
		const arrow = alice.create(arrowBetween(a, b));
		return { alice, scene, a, b, arrow };
	}

	it('follows what it holds on to', () => {
		const { alice, scene, b, arrow } = arrowScene();
		alice.document.update(b, { position: [600, 400] });
		expect(scene.placed(arrow)?.path?.end.x).toBeGreaterThan(590);
		expect(idsWithin(scene, scene.boundsOf([arrow]) ?? EVERYWHERE)).toContain(arrow);
	});
	it('is found once, at its new place only, when both that it holds on to move together', () => {
		const { alice, scene, a, b, arrow } = arrowScene();
		const touched: ElementId[][] = [];
		scene.onChange((change) => touched.push([...change.touched].sort()));
		alice.document.transact(() => {
			for (const id of [a, b]) alice.document.update(id, { position: [id === a ? 5000 : 5300, 0] });
		});
		expect(idsWithin(scene, around(200, 30))).toEqual([]);
		expect(idsWithin(scene, around(5200, 30))).toEqual([arrow]);
		expect(touched).toEqual([[a, b, arrow].sort()]);
	});
	it('falls back when what it holds on to goes, and holds on again when it comes back', () => {
		const { alice, scene, b, arrow } = arrowScene();
		const before = scene.placed(arrow);
		alice.step(() => alice.document.remove([b]));
		expect(scene.placed(arrow)?.path?.end).toEqual({ x: 0, y: 0 });
		alice.undo.undo();
		expect(scene.placed(arrow)).toEqual(before);
	});
	it('lets go when it is told to', () => {
		const { alice, scene, b, arrow } = arrowScene();
		alice.document.update(arrow, { end: { point: [50, 500] } });
		const placed = scene.placed(arrow);
		alice.document.update(b, { position: [900, 900] });
		expect(scene.placed(arrow)).toBe(placed);
	});
	it('may come before what it holds on to', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		const arrow = alice.create(arrowBetween('a' as ElementId, 'b' as ElementId));
		alice.document.create([
			rectangleAt(0, 0, { id: 'a' as ElementId }),
			rectangleAt(300, 0, { id: 'b' as ElementId })
		]);
		expect(scene.placed(arrow)?.path?.end.x).toBeGreaterThan(290);
	});
	it('does not come back with what it held on to, when it has been removed itself', () => {
		const { alice, scene, a, arrow } = arrowScene();
		alice.document.remove([arrow]);
		alice.document.update(a, { position: [50, 50] });
		expect(scene.placed(arrow)).toBeUndefined();
		expect(idsWithin(scene, EVERYWHERE)).not.toContain(arrow);
	});
});

describe('parents in a scene', () => {
	it('are the same for both peers who put two frames into each other', () => {
		const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
		const frame = (): ElementInput => ({ type: 'frame', position: [0, 0], size: [9, 9] });
		const [a, b] = [alice.create(frame()), alice.create(frame())];
		const scenes = [sceneOf(alice), sceneOf(bob)];
		sync(alice, bob);
		alice.document.update(a, { parent: b });
		bob.document.update(b, { parent: a });
		sync(alice, bob);
		const [low = a, high = b] = [a, b].sort();
		for (const scene of scenes) {
			expect([scene.parentOf(low), scene.parentOf(high)]).toEqual([high, null]);
			expect(scene.ancestorsOf(low)).toEqual([high]);
		}
	});
	it('are the board when the frame is removed, or is no element', () => {
		const alice = new DocumentPeer('alice');
		const scene = sceneOf(alice);
		const frame = alice.create({ type: 'frame', position: [0, 0], size: [9, 9] });
		const id = alice.create(rectangleAt(0, 0, { parent: frame }));
		expect(scene.parentOf(id)).toBe(frame);
		alice.forgeRecord(frame, { type: 'frame' });
		expect(scene.parentOf(id)).toBeNull();
		alice.document.remove([frame]);
		expect(scene.parentOf(id)).toBeNull();
	});
});

describe('measuring anew', () => {
	it('refreshes texts, and says which', () => {
		const alice = new DocumentPeer('alice');
		let letterWidth = 10;
		const scene = sceneOf(alice, (text) => text.length * letterWidth);
		const id = alice.create({ type: 'text', position: [0, 0], text: 'hello' });
		alice.create(rectangleAt(0, 0));
		const touched: ElementId[][] = [];
		scene.onChange((change) => touched.push([...change.touched]));
		letterWidth = 20;
		scene.remeasure();
		expect(scene.placed(id)?.box?.maxX).toBe(100);
		expect(touched).toEqual([[id]]);
	});
});

describe('a scene that followed a board', () => {
	const IDS = Array.from({ length: 14 }, (_, i) => `e${i}` as ElementId);
	const randomInput = (random: Random): ElementInput => {
		const place: [number, number] = [random.integer(-400, 400), random.integer(-400, 400)];
		return random.pick<ElementInput>([
			rectangleAt(...place, { parent: random.pick([...IDS, undefined]) }),
			{
				type: 'ellipse',
				position: place,
				size: [random.integer(0, 90), 40],
				rotation: random.between(-3, 3)
			},
			{ type: 'stroke', points: [place, [place[0] + random.integer(-50, 50), place[1]]] },
			{ type: 'text', position: place, text: random.pick(['', 'hello', 'two\nlines']) },
			arrowBetween(random.pick(IDS), random.pick(IDS)),
			{ type: 'frame', position: place, size: [200, 200], parent: random.pick([...IDS, undefined]) },
			{ type: 'group', parent: random.pick(IDS) }
		]);
	};

	function change(random: Random, peer: DocumentPeer): void {
		const { document } = peer;
		const id = random.pick(IDS);
		const element = document.read(id);
		const dice = random.next();
		if (!document.has(id)) {
			if (dice < 0.1) peer.forgeRecord(id, random.pick([null, 5, { type: 'note' }, { type: 'arrow' }]));
			else peer.step(() => document.create([{ ...randomInput(random), id }]));
		} else if (dice < 0.15) peer.step(() => document.remove([id, random.pick(IDS)]));
		else if (dice < 0.2) peer.step(() => document.remove([...document.ids()]));
		else if (dice < 0.3)
			peer.forgeEdit(
				id,
				random.pick(['size', 'position', 'start', 'parent']),
				random.pick([null, [7, 7], 'x'])
			);
		else if (dice < 0.4) peer.undo.undo();
		else if (dice < 0.45) peer.undo.redo();
		else if (!element) peer.forgeRecord(id, rectangleAt(random.integer(0, 99), 0));
		else if (element.type === 'arrow') {
			document.update(id, { end: { point: [1, 2], id: random.pick(IDS), anchor: [0.5, 0.5] } });
		} else if (document.text(id) && dice < 0.6)
			document.update(id, { text: random.pick(['', 'longer than before']) });
		else if ('position' in element) {
			peer.step(() =>
				document.transact(() => {
					document.update(id, { position: [random.integer(-400, 400), random.integer(-400, 400)] });
					const [other] = document.ids();
					if (other && document.read(other)) document.update(other, { parent: random.pick([null, ...IDS]) });
				})
			);
		}
	}

	it('equals one made from scratch, after whatever two people did', () => {
		forSeeds(25, (random) => {
			const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
			const followers = [alice, bob].map((peer) => ({ peer, scene: sceneOf(peer) }));
			for (let i = 0; i < 40; i++) {
				change(random, random.pick([alice, bob]));
				if (random.next() < 0.3) sync(alice, bob);
				const { peer, scene } = random.pick(followers);
				expect(contentOf(scene)).toEqual(contentOf(sceneOf(peer)));
			}
			sync(alice, bob);
			const [ofAlice, ofBob] = followers.map(({ scene }) => contentOf(scene));
			expect(ofAlice).toEqual(ofBob);
		});
	});
	it('has told of every element that looks different', () => {
		forSeeds(20, (random) => {
			const alice = new DocumentPeer('alice');
			const scene = sceneOf(alice);
			for (let i = 0; i < 30; i++) {
				const before = new Map([...scene.ids()].map((id) => [id, scene.placed(id)]));
				const touched = new Set<ElementId>();
				const off = scene.onChange((change) => change.touched.forEach((id) => touched.add(id)));
				change(random, alice);
				off();
				for (const id of IDS) {
					if (!touched.has(id)) expect(scene.placed(id)).toBe(before.get(id));
				}
			}
		});
	});
});

it('what is left in a group of one is found in the frame around it, and a circle of such groups ends', () => {
	const peer = new DocumentPeer('alice');
	const scene = sceneOf(peer);
	const frame = peer.create({ type: 'frame', position: [0, 0], size: [400, 400], text: '' });
	const group = peer.create({ type: 'group', parent: frame });
	const inside = peer.create(rectangleAt(10, 10, { parent: group }));
	expect([scene.parentOf(inside), scene.childrenOf(frame).includes(inside)]).toEqual([frame, true]);
	const other = peer.create({ type: 'group', parent: group });
	peer.document.update(group, { parent: other });
	peer.document.update(inside, { parent: frame });
	expect(scene.childrenOf(group)).toBeInstanceOf(Array);
	expect(scene.childrenOf(frame)).toEqual([inside]);
});
