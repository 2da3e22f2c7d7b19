// What is being drawn, from the sender over a network that loses packets to the drafts the others see.
import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import { packPoints, PAGE_LIMIT, POINT_STRIDE, unpackPoints } from '../document/packed-points.ts';
import { DraftSender, type Draft } from './draft-sender.ts';
import { encodePacket, parsePacket, type Packet } from './packets.ts';
import { RemoteDrafts } from './remote-drafts.ts';

const [ALICE, BOB] = [11, 22];
const FRAME_MS = 1000 / 60;
/** What the channel takes, less the byte a link puts before each. */
const MAX_PACKET_BYTES = 1_100 - 1;

type DraftPacket = Extract<Packet, { type: 'draft' | 'draft-end' }>;

const strokeFields = {
	type: 'stroke',
	index: 'a1V9kXz0',
	parent: null,
	position: [1234.125, -9876.5],
	color: '#3355ff',
	opacity: 0.5,
	rotation: 0,
	isLocked: false,
	by: 'user-abcdefghijklmnop',
	at: 1_795_375_837_556,
	size: 6.4,
	scale: [1, 1],
	hasPressure: true
};

function readDraft(bytes: Uint8Array): DraftPacket {
	const packet = parsePacket(bytes);
	if (packet?.type !== 'draft' && packet?.type !== 'draft-end')
		throw new Error(`expected a draft, got ${packet?.type}`);
	return packet;
}

/** A sender and all it has sent. */
function senderOf() {
	const sent: Uint8Array[] = [];
	let seq = 0;
	const sender = new DraftSender(
		(packet) => void sent.push(packet),
		() => ++seq
	);
	return { sender, sent };
}

/** Handwriting: steps of a few pixels and a pressure that wanders. */
function handwriting(count: number, random: Random): number[] {
	const points: number[] = [];
	let [x, y, pressure] = [0, 0, 0.5];
	for (let i = 0; i < count; i++) {
		points.push(x, y, pressure);
		x += random.int(64) / 8 - 4;
		y += random.int(64) / 8 - 4;
		pressure = Math.min(1, Math.max(0, pressure + random.next() * 0.1 - 0.05));
	}
	return points;
}

const asSeen = (points: readonly number[]) => unpackPoints(packPoints(points));

function pointsOf(drafts: RemoteDrafts, now: number): Float32Array | null {
	const points = drafts.all(now)[0]?.points;
	return points ? Float32Array.from(points) : null;
}

/** Draws a stroke frame by frame over a network that loses, and rests the pen at its end. */
function drawOver(
	random: Random,
	{ lossRate, pointsAFrame, count = 600 }: { lossRate: number; pointsAFrame: number; count?: number }
) {
	const { sender, sent } = senderOf();
	const drafts = new RemoteDrafts();
	const all = handwriting(count, random);
	const points: number[] = [];
	let now = 1_000;
	const frame = () => {
		sender.update({ elementId: 'stroke', fields: strokeFields, points }, now);
		for (const packet of sent.splice(0)) {
			expect(packet.length).toBeLessThanOrEqual(MAX_PACKET_BYTES);
			if (!random.chance(lossRate)) drafts.receive(ALICE, readDraft(packet), now);
		}
		now += FRAME_MS;
	};
	while (points.length < all.length) {
		points.push(...all.slice(points.length, points.length + pointsAFrame * POINT_STRIDE));
		frame();
	}
	for (let rest = 0; rest < 180; rest++) frame();
	return { seen: pointsOf(drafts, now), expected: asSeen(all) };
}

describe('draft over a lossy channel', () => {
	it.each([
		[0.02, 1],
		[0.02, 2],
		[0.02, 4],
		[0.3, 1],
		[0.3, 2]
	])(
		'arrives whole and in order when %d of the packets are lost, at %i points a frame',
		(lossRate, pointsAFrame) => {
			forSeeds(20, (random) => {
				const { seen, expected } = drawOver(random, { lossRate, pointsAFrame });
				expect(seen).toEqual(expected);
			});
		}
	);
	it('arrives whole when packets overtake each other', () => {
		forSeeds(20, (random) => {
			const { sender, sent } = senderOf();
			const drafts = new RemoteDrafts();
			const all = handwriting(200, random);
			for (let i = 3; i <= all.length; i += 3) {
				sender.update({ elementId: 'stroke', fields: strokeFields, points: all.slice(0, i) }, i);
			}
			const late = sent.map((packet, i) => ({ packet, at: i + random.int(8) })).sort((a, b) => a.at - b.at);
			for (const { packet, at } of late) drafts.receive(ALICE, readDraft(packet), at);
			expect(pointsOf(drafts, 300)).toEqual(asSeen(all));
		});
	});
	it('has no hole after any one packet was lost, however many points came in one frame', () => {
		forSeeds(40, (random) => {
			const { sender, sent } = senderOf();
			const all = handwriting(50 + random.int(400), random);
			for (let count = 0, now = 0; count < all.length; now += FRAME_MS) {
				count += POINT_STRIDE * (1 + random.int(random.pick([4, 300])));
				sender.update({ elementId: 'stroke', fields: strokeFields, points: all.slice(0, count) }, now);
			}
			// The repetition of a resting pen stands for whatever follows the last packet.
			sender.update({ elementId: 'stroke', fields: strokeFields, points: all }, 1e6);
			const lost = random.int(sent.length);
			const drafts = new RemoteDrafts();
			sent.forEach((packet, i) => i !== lost && drafts.receive(ALICE, readDraft(packet), 0));
			expect(pointsOf(drafts, 0)).toEqual(asSeen(all));
		});
	});
	it('is bridged, not broken, where too many packets in a row were lost', () => {
		const { sender, sent } = senderOf();
		const drafts = new RemoteDrafts();
		const points = Array.from({ length: 100 }, (_, i) => [i, 0, 0.5]).flat();
		for (let count = 1; count <= 100; count++) {
			sender.update({ elementId: 'stroke', fields: strokeFields, points: points.slice(0, 3 * count) }, count);
		}
		sent.forEach((packet, i) => (i < 10 || i > 60) && drafts.receive(ALICE, readDraft(packet), 0));
		const xs = [...(pointsOf(drafts, 0) ?? [])].filter((_, i) => i % POINT_STRIDE === 0);
		expect(xs).toEqual(Array.from({ length: 100 }, (_, i) => i).filter((x) => x < 10 || x > 36));
	});
});

describe('draft sender', () => {
	it('keeps its packets below what the channel takes, whatever the points', () => {
		forSeeds(30, (random) => {
			const { sender, sent } = senderOf();
			const far = () => random.pick([-PAGE_LIMIT, PAGE_LIMIT, random.next() * PAGE_LIMIT, 0]);
			const points: number[] = [];
			for (let now = 0; now < 20; now++) {
				for (let i = random.int(200); i > 0; i--) points.push(far(), far(), random.pick([0, 1]));
				sender.update({ elementId: 'abcdefghijkl', fields: strokeFields, points }, now);
			}
			expect(Math.max(...sent.map(({ length }) => length))).toBeLessThanOrEqual(MAX_PACKET_BYTES);
		});
	});
	it('sends nothing new twice, but repeats itself every quarter of a second for who has just come', () => {
		const { sender, sent } = senderOf();
		const draft: Draft = { elementId: 'stroke', fields: strokeFields, points: [0, 0, 0.5] };
		for (let now = 1_000; now < 2_000; now += 10) sender.update(draft, now);
		expect(sent.length).toBe(4);
		expect(new Set(sent.map((packet) => readDraft(packet).seq)).size).toBe(4);
	});
	it('sends fields at once when they change: a shape has no points', () => {
		const { sender, sent } = senderOf();
		const shape = { elementId: 'shape', points: null };
		for (let width = 1; width <= 3; width++)
			sender.update({ ...shape, fields: { type: 'rectangle', size: [width, 1] } }, width);
		expect(sent.map(readDraft)).toMatchObject(
			[1, 2, 3].map((width) => ({ fields: { size: [width, 1] }, offset: 0 }))
		);
	});
	it('begins anew with each element', () => {
		const { sender, sent } = senderOf();
		const points = [0, 0, 0.5, 1, 1, 0.5];
		sender.update({ elementId: 'one', fields: strokeFields, points }, 0);
		sender.update({ elementId: 'two', fields: strokeFields, points }, 1);
		sender.update(null, 2);
		sender.update({ elementId: 'two', fields: strokeFields, points }, 3);
		expect(sent.map(readDraft)).toMatchObject(
			['one', 'two', 'two'].map((elementId) => ({ elementId, offset: 0 }))
		);
	});
	it('says when a draft was given up', () => {
		const { sender, sent } = senderOf();
		sender.update({ elementId: 'one', fields: strokeFields, points: [0, 0, 0.5] }, 0);
		sender.cancel('one');
		expect(sent.map(readDraft).at(-1)).toMatchObject({ type: 'draft-end', elementId: 'one' });
	});
});

describe('remote drafts', () => {
	const draftOf = (seq: number, more: Partial<Extract<Packet, { type: 'draft' }>> = {}) =>
		({
			type: 'draft',
			seq,
			elementId: 'one',
			fields: { type: 'rectangle', seq },
			offset: 0,
			points: new Uint8Array(),
			...more
		}) as const;
	const end = { type: 'draft-end', seq: 9, elementId: 'one' } as const;

	it('go when they are given up, committed, silent for long, or their owner left', () => {
		const ways: ((drafts: RemoteDrafts) => unknown)[] = [
			(drafts) => drafts.receive(ALICE, end, 0),
			(drafts) => drafts.forget('one'),
			(drafts) => drafts.forgetClient(ALICE),
			(drafts) => drafts.all(4_001)
		];
		for (const way of ways) {
			const drafts = new RemoteDrafts();
			drafts.receive(ALICE, draftOf(1), 0);
			expect(drafts.all(4_000).length).toBe(1);
			way(drafts);
			expect(drafts.all(0)).toEqual([]);
		}
	});
	it('belong to who began them', () => {
		const drafts = new RemoteDrafts();
		drafts.receive(ALICE, draftOf(1), 0);
		expect(drafts.receive(BOB, draftOf(5), 0)).toBe(false);
		expect(drafts.receive(BOB, end, 0)).toBe(false);
		drafts.forgetClient(BOB);
		expect(drafts.all(0)).toMatchObject([{ clientId: ALICE, fields: { seq: 1 } }]);
	});
	it('are not set back by a packet that was overtaken', () => {
		const drafts = new RemoteDrafts();
		drafts.receive(ALICE, draftOf(2), 0);
		drafts.receive(ALICE, draftOf(1, { points: packPoints([1, 2, 0.5]) }), 0);
		expect(drafts.all(0)).toMatchObject([{ fields: { seq: 2 }, points: [1, 2, expect.closeTo(0.5, 1)] }]);
	});
	it('do not come back by a packet that was overtaken by their end', () => {
		const drafts = new RemoteDrafts();
		drafts.receive(ALICE, draftOf(1), 0);
		drafts.receive(ALICE, end, 0);
		drafts.receive(ALICE, draftOf(8), 0);
		expect(drafts.all(0)).toEqual([]);
		drafts.receive(ALICE, draftOf(10), 0);
		drafts.receive(BOB, draftOf(1, { elementId: 'of bob' }), 0);
		expect(drafts.all(0).length).toBe(2);
	});
	it('are few a person', () => {
		const drafts = new RemoteDrafts();
		for (let i = 0; i < 100; i++) drafts.receive(ALICE, draftOf(i, { elementId: `of alice ${i}` }), 0);
		drafts.receive(BOB, draftOf(1, { elementId: 'of bob' }), 0);
		expect(drafts.all(0).map(({ clientId }) => clientId)).toEqual([ALICE, ALICE, ALICE, ALICE, BOB]);
	});
	it('take no points that are none, and hold no more than an element can', () => {
		const drafts = new RemoteDrafts();
		expect(drafts.receive(ALICE, draftOf(1, { points: Uint8Array.of(0x80) }), 0)).toBe(false);
		const points = packPoints([1, 1, 0.5]);
		for (const offset of [1e5, 1e6, Number.MAX_SAFE_INTEGER])
			drafts.receive(ALICE, draftOf(2, { offset, points }), 0);
		expect(drafts.all(0)[0]?.points?.length).toBe(POINT_STRIDE);
	});
	it('are the same object until something changes: nothing is put together twice', () => {
		const drafts = new RemoteDrafts();
		drafts.receive(ALICE, draftOf(1, { points: packPoints([1, 1, 0.5]) }), 0);
		const [before] = drafts.all(0);
		expect(drafts.all(1)[0]).toBe(before);
		drafts.receive(ALICE, draftOf(2), 2);
		expect(drafts.all(3)[0]).not.toBe(before);
	});
	it('survive any packet that can be read', () => {
		const sample = encodePacket(
			draftOf(3, { offset: 5, points: packPoints([1, 2, 0.5, 3, 4, 0.5]), elementId: 'one' })
		);
		forSeeds(500, (random) => {
			const drafts = new RemoteDrafts();
			for (let i = 0; i < 10; i++) {
				const bytes = sample.slice();
				for (let change = random.int(3); change > 0; change--)
					bytes[random.int(bytes.length)] = random.int(256);
				const packet = parsePacket(bytes);
				if (packet?.type === 'draft' || packet?.type === 'draft-end') drafts.receive(ALICE, packet, i);
			}
			for (const { points } of drafts.all(10)) {
				if (points) expect(unpackPoints(packPoints(points))?.length).toBe(points.length);
			}
		});
	});
});
