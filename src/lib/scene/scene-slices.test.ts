import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentPeer, sync } from '../../../tests/support/document-peer.ts';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import type { ElementId } from '../document/element.ts';
import type { ElementInput } from '../document/element-input.ts';
import type { Box } from '../geometry/box.ts';
import { Scene } from './scene.ts';
import { roughMeasure } from './text-layout.ts';

const COUNT = 1_500;
const VIEW: Box = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
const EVERYWHERE: Box = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };

const idOf = (i: number) => `e${i}` as ElementId;

const square = (i: number, x: number, y: number): ElementInput => ({
	type: 'rectangle',
	id: idOf(i),
	position: [x, y],
	size: [10, 10]
});

/** A board's scene that takes in slice after slice as the test says. */
function slicedScene(peer: DocumentPeer) {
	let waiting: (() => boolean) | null = null;
	const scene = new Scene(peer.document, roughMeasure, {
		view: () => VIEW,
		run: (step) => (waiting = step)
	});
	const told = new Set<ElementId>();
	scene.onChange(({ touched }) => touched.forEach((id) => told.add(id)));
	/** True while there is more to take in. */
	const step = () => {
		if (waiting && !waiting()) waiting = null;
		return waiting !== null;
	};
	return { scene, told, step };
}

/** Alice's scene, and Bob's many elements at once. */
function afterMany(inputs: readonly ElementInput[]) {
	const [alice, bob] = [new DocumentPeer('alice'), new DocumentPeer('bob')];
	const sliced = slicedScene(alice);
	bob.document.create(inputs);
	sync(alice, bob);
	return { ...sliced, alice, bob };
}

function contentOf(scene: Scene) {
	return {
		inOrder: scene.inOrder(),
		within: scene.within(EVERYWHERE).map(({ element }) => element.id),
		inView: scene.within(VIEW).map(({ element }) => element.id),
		bounds: scene.bounds(),
		counts: [scene.count, scene.skippedCount],
		parents: [...scene.ids()].sort().map((id) => [id, scene.parentOf(id)])
	};
}

// Each look at the clock takes a third of a millisecond, so that a slice is 36 elements on any machine.
beforeEach(() => {
	let now = 0;
	vi.spyOn(performance, 'now').mockImplementation(() => (now += 1 / 3));
});
afterEach(() => vi.restoreAllMocks());

describe('a whole board that comes at once', () => {
	const farAway = Array.from({ length: COUNT }, (_, i) => square(i, 5_000 + i, 5_000));
	const inView = Array.from({ length: 20 }, (_, i) => square(COUNT + i, 4 * i, 50));

	it('shows what is in view first, and all of that at once', () => {
		const { scene, told } = afterMany([...farAway, ...inView]);
		expect(scene.within(VIEW)).toHaveLength(20);
		expect(inView.every(({ id }) => told.has(id as ElementId))).toBe(true);
		expect(scene.within(EVERYWHERE).length).toBeLessThan(COUNT / 2);
	});
	it('tells of nothing before all that is in view is there', () => {
		const { scene, told, step } = afterMany(farAway.map((input, i) => ({ ...input, position: [i % 90, 0] })));
		while (scene.within(EVERYWHERE).length < COUNT) {
			expect(told.size).toBe(0);
			step();
		}
		expect(told.size).toBe(COUNT);
	});
	it('is there as a whole in the end, and told', async () => {
		const { scene, told, step, alice } = afterMany([...farAway, ...inView]);
		let isWhole = false;
		const whole = scene.whenWhole().then(() => (isWhole = true));
		let slices = 1;
		while (step()) slices++;
		await whole;
		expect([isWhole, scene.isWhole, told.size]).toEqual([true, true, COUNT + 20]);
		expect(slices).toBeGreaterThan(20);
		expect(contentOf(scene)).toEqual(contentOf(new Scene(alice.document, roughMeasure)));
	});
	it('gives single elements to who asks, and all of them to who asks for all', () => {
		const { scene, told, step } = afterMany(farAway);
		const last = idOf(COUNT - 1);
		const hereNow = () => scene.within(EVERYWHERE).length;
		expect(scene.get(last)?.type).toBe('rectangle');
		expect(scene.placed(last)?.box?.minX).toBeCloseTo(5_000 + COUNT - 1 - 3.5);
		expect(scene.boundsOf([])).toBeNull();
		expect(hereNow()).toBeLessThan(COUNT);
		expect(scene.bounds()?.maxX).toBeCloseTo(5_000 + COUNT - 1 + 10 + 3.5);
		expect(hereNow()).toBe(COUNT);
		expect(told.size).toBeLessThan(COUNT);
		while (step());
		expect(told.size).toBe(COUNT);
	});
	it('is counted and found at once by who made it', () => {
		const alice = new DocumentPeer('alice');
		const { scene } = slicedScene(alice);
		const ids = alice.document.create(farAway);
		expect(scene.count).toBe(COUNT);
		expect(scene.boundsOf(ids)?.maxX).toBeCloseTo(5_000 + COUNT - 1 + 10 + 3.5);
		expect(scene.within(EVERYWHERE)).toHaveLength(COUNT);
	});
	it('is told seldom once the view is there: tiles are painted anew each time', () => {
		const { scene, step } = afterMany([...farAway, ...inView]);
		let times = 0;
		scene.onChange(() => times++);
		let slices = 0;
		while (step()) slices++;
		expect(slices).toBeGreaterThan(20);
		expect(times).toBeLessThan(slices / 5);
		expect(times).toBeGreaterThan(1);
	});
	it('stops coming when the board is closed', () => {
		const { scene, told, step } = afterMany([...farAway, ...inView]);
		const before = told.size;
		scene.destroy();
		expect(step()).toBe(false);
		expect(told.size).toBe(before);
	});
});

describe('a whole board that is changed at once', () => {
	const FROM = 5_000;
	/** A row far away; an arrow holds on to the first two, and the third is in a frame. */
	const row: ElementInput[] = [
		...Array.from({ length: COUNT }, (_, i) => square(i, FROM + i, FROM)),
		{ type: 'frame', id: 'frame' as ElementId, position: [FROM, FROM - 50], size: [200, 200] },
		{
			type: 'arrow',
			id: 'arrow' as ElementId,
			start: { point: [0, 0], id: idOf(0), anchor: [0.5, 0.5] },
			end: { point: [9, 9], id: idOf(1), anchor: [0.5, 0.5] }
		}
	];
	const changed = (field: string, value: unknown) => {
		const { alice, scene, told, step } = afterMany(row);
		while (step());
		alice.document.update(idOf(2), { parent: 'frame' });
		told.clear();
		alice.document.updateMany(Array.from({ length: COUNT }, (_, i) => [idOf(i), { [field]: value }]));
		return { alice, scene, told, step };
	};

	it('is changed in slices, and those that depend on it follow', () => {
		const { alice, scene, told, step } = changed('position', [0, 0]);
		expect(told.size).toBeLessThan(COUNT);
		let slices = 1;
		while (step()) slices++;
		expect(slices).toBeGreaterThan(20);
		expect(told.size).toBe(COUNT + 1);
		expect(scene.placed('arrow' as ElementId)?.path?.start.x).toBeLessThan(20);
		expect(contentOf(scene)).toEqual(contentOf(new Scene(alice.document, roughMeasure)));
	});
	it('has what moves a frame cut anew what is in it', () => {
		const { alice, scene, step } = changed('position', [FROM + 100, FROM]);
		while (step());
		expect(scene.placed(idOf(2))?.clip?.maxX).toBe(FROM + 200);
		const all = [...scene.ids()];
		alice.document.updateMany(all.map((id) => [id, { position: [0, 0] }]));
		while (step());
		expect(scene.placed(idOf(2))?.clip?.maxX).toBe(200);
		expect(contentOf(scene)).toEqual(contentOf(new Scene(alice.document, roughMeasure)));
	});
	it('is as it is now to who asks for one of it, counted once, and found at once by who asks for many', () => {
		const { scene, told } = changed('position', [0, 0]);
		expect(scene.count).toBe(COUNT + 2);
		expect(scene.placed(idOf(COUNT - 1))?.box?.minX).toBeLessThan(0);
		expect(told.size).toBeLessThan(COUNT);
		expect(scene.boundsOf(Array.from({ length: COUNT }, (_, i) => idOf(i)))?.maxX).toBeLessThan(20);
		expect(scene.within(VIEW).length).toBeGreaterThan(COUNT - 1);
	});
	it('leaves the view before what is elsewhere moves', () => {
		const { alice, scene, step } = changed('position', [0, 0]);
		while (step());
		const isFar = (i: number) => i % 2 === 1;
		const all = Array.from({ length: COUNT }, (_, i) => i);
		alice.document.updateMany(all.filter(isFar).map((i) => [idOf(i), { position: [FROM, -FROM] }]));
		while (step());
		alice.document.updateMany(all.map((i) => [idOf(i), { position: [FROM, 0] }]));
		let slices = 0;
		while (scene.within(VIEW).length > 0 && slices++ < COUNT) step();
		const far = { minX: FROM, minY: -FROM, maxX: FROM + 9, maxY: 9 - FROM };
		expect(scene.within(far).length).toBeGreaterThan(COUNT / 4);
	});
});

describe('a board that changes while it comes', () => {
	const randomInput = (random: Random, i: number): ElementInput => {
		const place = [random.integer(-900, 900), random.integer(-900, 900)] as const;
		const other = () => idOf(random.int(COUNT));
		return random.pick<ElementInput>([
			square(i, ...place),
			square(i, ...place),
			{ ...square(i, ...place), parent: other() },
			{ type: 'text', id: idOf(i), position: place, text: 'hello' },
			{ type: 'stroke', id: idOf(i), points: [place, [place[0] + 30, place[1]]] },
			{ type: 'group', id: idOf(i), parent: other() },
			{
				type: 'arrow',
				id: idOf(i),
				start: { point: [0, 0], id: other(), anchor: [0.5, 0.5] },
				end: { point: [9, 9], id: other(), anchor: [0.5, 0.5] }
			}
		]);
	};
	const act = (random: Random, peer: DocumentPeer) => {
		const id = idOf(random.int(COUNT));
		const element = peer.document.read(id);
		const dice = random.next();
		if (dice < 0.02) {
			const place = [random.int(90), random.int(90)];
			const fields = random.pick([{ position: place }, { parent: id }, { parent: null }]);
			peer.document.updateMany([...peer.document.ids()].slice(0, 1_200).map((one) => [one, fields]));
		} else if (dice < 0.3) peer.document.remove([id]);
		else if (dice < 0.4) peer.forgeRecord(id, random.pick([null, { type: 'note' }, { position: [NaN, 1] }]));
		else if (dice < 0.45) peer.forgeEdit(id, 'position', random.pick([null, [7, 7], 'x', [1e300, -1e300]]));
		else if (element && 'position' in element) peer.document.update(id, { position: [random.int(90), 3] });
	};
	const ask = (random: Random, scene: Scene) => {
		const id = idOf(random.int(COUNT));
		random.pick([
			() => scene.get(id),
			() => scene.placed(id),
			() => scene.parentOf(id),
			() => scene.boundsOf([id]),
			() => scene.within(VIEW)
		])();
		if (random.next() < 0.02) scene.inOrder();
	};

	it('is in the end what it would be from scratch, and everything was told', () => {
		forSeeds(12, (random) => {
			const inputs = Array.from({ length: COUNT }, (_, i) => randomInput(random, i));
			const { scene, told, step, alice, bob } = afterMany(inputs);
			while (step()) {
				if (random.next() < 0.5) act(random, alice);
				if (random.next() < 0.5) act(random, bob);
				if (random.next() < 0.1) sync(alice, bob);
				if (random.next() < 0.5) ask(random, scene);
			}
			const scratch = contentOf(new Scene(alice.document, roughMeasure));
			expect(contentOf(scene)).toEqual(scratch);
			expect(scratch.inOrder.filter(({ element }) => !told.has(element.id))).toEqual([]);
		});
	});
});
