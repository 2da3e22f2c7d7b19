import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ElementInput } from '../../src/lib/document/element-input.ts';
import type { ElementId } from '../../src/lib/document/element.ts';
import { indicesBetween } from '../../src/lib/document/ordering.ts';
import type { Transform } from '../../src/lib/geometry/transform.ts';
import { enterFrames } from '../../src/lib/scene/frames.ts';
import { groupElements, ungroupElements } from '../../src/lib/scene/group-elements.ts';
import { withContents } from '../../src/lib/scene/units.ts';
import { transformElements } from '../../src/lib/scene/transform-elements.ts';
import { MemoryNetwork } from '../support/memory-network.ts';
import { describeScene, describeScratchScene, Peer } from '../support/peers.ts';
import { Random } from '../support/random.ts';

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const OPERATIONS = 3_000;

function randomInput(random: Random, ids: readonly ElementId[]): ElementInput {
	const place = () => [random.int(2_000), random.int(2_000)] as const;
	const end = () =>
		ids.length > 0 && random.chance(0.6)
			? { point: place(), id: random.pick(ids), anchor: [random.next(), random.next()] as const }
			: { point: place() };
	switch (random.int(8)) {
		case 0:
		case 1:
			return {
				type: 'stroke',
				size: 1 + random.int(9),
				color: random.pick(['black', 'red', 'blue']),
				points: Array.from({ length: 1 + random.int(30) }, () => [...place(), random.next()] as const)
			};
		case 2:
			return {
				type: random.pick(['rectangle', 'ellipse', 'diamond', 'star', 'cloud', 'block-arrow']),
				position: place(),
				size: place(),
				text: 'label'
			};
		case 3:
			return {
				type: 'arrow',
				start: end(),
				end: end(),
				bend: random.int(80) - 40,
				route: random.pick(['bow', 'elbow'])
			};
		case 4:
			return { type: 'group' };
		case 5:
			return { type: 'frame', position: place(), size: place(), text: 'slide' };
		case 6:
			return {
				type: 'line',
				isCurved: random.chance(0.5),
				points: Array.from({ length: 2 + random.int(5) }, place)
			};
		default:
			return { type: 'text', position: place(), text: random.pick(['harbour', 'light', '']) };
	}
}

function randomTransform(random: Random): Transform {
	const about = { x: random.int(2_000), y: random.int(2_000) };
	if (random.chance(0.5)) return { kind: 'rotate', about, angleRad: random.between(-4, 4) };
	const scale = () => random.pick([-2, -1, -0.5, 0.5, 1, 1.5]);
	return { kind: 'scale', about, axesRad: random.between(-1, 1), x: scale(), y: scale() };
}

/** One thing a person does; every kind that a board knows. */
function operate({ document, scene, undo }: Peer, random: Random): void {
	const ids = [...scene.ids()];
	const any = () => random.pick(ids);
	const some = () => new Set(Array.from({ length: 1 + random.int(4) }, any));
	if (ids.length === 0) {
		undo.mark();
		document.create([randomInput(random, ids)]);
		return;
	}
	switch (random.int(16)) {
		case 0:
		case 1:
		case 2:
			undo.mark();
			document.create(Array.from({ length: 1 + random.int(3) }, () => randomInput(random, ids)));
			return;
		case 3:
			undo.mark();
			document.remove(some());
			return;
		case 4:
		case 5:
			undo.mark();
			transformElements(document, scene, some(), {
				kind: 'move',
				by: [random.int(100) - 50, random.int(100) - 50]
			});
			return;
		case 6:
			undo.mark();
			document.update(any(), { color: random.pick(['black', 'green', 'violet']), opacity: random.next() });
			return;
		case 7:
			undo.mark();
			document.update(any(), { parent: random.chance(0.2) ? null : any() });
			return;
		case 8: {
			const [index] = indicesBetween(document.highestIndex, null, 1);
			undo.mark();
			document.update(any(), { index });
			return;
		}
		case 9: {
			const text = document.text(any());
			if (!text) return;
			undo.mark();
			document.transact(() => {
				const at = random.int(text.length + 1);
				if (random.chance(0.3)) text.delete(at, Math.min(3, text.length - at));
				else text.insert(at, random.pick(['a', 'bc', ' ', '🙂']));
			});
			return;
		}
		case 10:
			undo.mark();
			groupElements(document, scene, some());
			return;
		case 11:
			undo.mark();
			ungroupElements(document, scene, withContents(scene, some()));
			return;
		case 12:
			undo.mark();
			enterFrames(document, scene, some());
			return;
		case 13:
			undo.mark();
			transformElements(document, scene, some(), randomTransform(random));
			return;
		case 14:
			undo.undo();
			return;
		default:
			undo.redo();
	}
}

describe.each([1, 2, 3, 20_261_122])('boards edited at random, seed %i', (seed) => {
	it('are equal when everybody has met, and each scene is what its document says', () => {
		const random = new Random(seed);
		const network = new MemoryNetwork({ random, loss: 0.1 });
		const peers = NAMES.map((name) => new Peer(name));
		for (const peer of peers) network.join(peer.doc);
		for (let i = 0; i < OPERATIONS; i++) {
			operate(random.pick(peers), random);
			network.deliver(random.int(8));
			if (random.chance(0.004)) network.partition(1 + random.int(3));
			if (random.chance(0.004)) network.heal();
		}
		network.heal();
		expect(network.dropped, 'messages lost').toBeGreaterThan(500);
		expect(network.delivered, 'messages delivered').toBeGreaterThan(3_000);
		const [first] = peers;
		if (!first) throw new Error('expected peers, got none');
		const wanted = describeScene(first.scene);
		expect(wanted.length).toBeGreaterThan(50);
		for (const { doc, document, scene } of peers) {
			expect(doc.store.pendingStructs).toBeNull();
			expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(first.doc));
			expect(describeScene(scene)).toEqual(wanted);
			expect(describeScratchScene(document)).toEqual(wanted);
			expect(scene.skippedCount).toBe(0);
		}
	});
});
