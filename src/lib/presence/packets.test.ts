import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import { forSeeds, mutate } from '../../../tests/support/random.ts';
import { encodePacket, parsePacket, type Packet } from './packets.ts';

const draft: Packet = {
	type: 'draft',
	seq: 70_000,
	elementId: 'abcdefghijkl',
	fields: { type: 'stroke', position: [1.5, -2], size: 4, color: 'black', isLocked: false, parent: null },
	offset: 300,
	points: Uint8Array.of(1, 2, 3)
};
const packets: Packet[] = [
	{ type: 'cursor', seq: 1, x: 12.5, y: -7.25 },
	{ type: 'laser', seq: 3, x: -0.5, y: 1e6 },
	{ type: 'away', seq: 2 ** 40 },
	draft,
	{ ...draft, points: new Uint8Array() },
	{ type: 'draft-end', seq: 0, elementId: 'abcdefghijkl' },
	{
		type: 'transform',
		seq: 9,
		gesture: 3,
		matrix: [1, 0.5, -2, 1, 1e6 + 0.25, -7.125],
		ids: ['abcdefghijkl', 'b']
	},
	{ type: 'transform', seq: 9, gesture: 3, matrix: [1, 0, 0, 1, 0, 0], ids: [] },
	{ type: 'transform-end', seq: 10, gesture: 3 }
];

/** A draft packet with any value where the fields belong. */
function draftWith(fields: unknown, elementId = 'abc'): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeUint8Array(encoder, Uint8Array.of(3, 1));
		encoding.writeVarString(encoder, elementId);
		encoding.writeAny(encoder, fields as never);
		encoding.writeUint8Array(encoder, Uint8Array.of(0, 0));
	});
}

describe('presence packet', () => {
	it.each(packets)('survives being written and read: $type', (packet) => {
		expect(parsePacket(encodePacket(packet))).toEqual(packet);
	});
	it.each(packets)('is null where any of its end is missing: $type', (packet) => {
		const bytes = encodePacket(packet);
		for (let length = 0; length < bytes.length; length++)
			expect(parsePacket(bytes.subarray(0, length))).toBeNull();
	});
	it.each<[string, Uint8Array]>([
		['is of an unknown kind', Uint8Array.of(9, 1)],
		[
			'transforms by no number',
			encodePacket({ type: 'transform', seq: 1, gesture: 1, matrix: [1, 0, 0, NaN, 0, 0], ids: [] })
		],
		[
			'names more elements than a packet may',
			encodePacket({
				type: 'transform',
				seq: 1,
				gesture: 1,
				matrix: [1, 0, 0, 1, 0, 0],
				ids: Array.from({ length: 101 }, () => 'a')
			})
		],
		['is a cursor at NaN', encodePacket({ type: 'cursor', seq: 1, x: NaN, y: 0 })],
		['is a beam at NaN', encodePacket({ type: 'laser', seq: 1, x: 0, y: NaN })],
		['is a cursor at infinity', encodePacket({ type: 'cursor', seq: 1, x: 0, y: 1e300 })],
		['has an id that is too long', draftWith({}, 'a'.repeat(33))],
		[
			'ends a draft with an id that is too long',
			encodePacket({ type: 'draft-end', seq: 1, elementId: 'a'.repeat(33) })
		],
		['has no fields', draftWith(null)],
		['has a number for fields', draftWith(7)],
		['has a list for fields', draftWith([1])],
		['has bytes for fields', draftWith(Uint8Array.of(1, 2))],
		[
			'claims more points than it has',
			Uint8Array.of(...draftWith({}).subarray(0, -1), 0xff, 0xff, 0xff, 0x0f)
		]
	])('is null when it %s', (_, bytes) => expect(parsePacket(bytes)).toBeNull());
	it('never throws, whatever the bytes', () => {
		const samples = packets.map(encodePacket);
		let parsed = 0;
		forSeeds(10_000, (random) => {
			const bytes = random.chance(0.3) ? random.bytes(random.int(80)) : mutate(random.pick(samples), random);
			const packet = parsePacket(bytes);
			if (!packet) return;
			parsed++;
			expect(['cursor', 'laser', 'away', 'draft', 'draft-end', 'transform', 'transform-end']).toContain(
				packet.type
			);
			if (packet.type === 'transform') expect(packet.matrix.every(Number.isFinite)).toBe(true);
			if (packet.type === 'cursor' || packet.type === 'laser')
				expect([packet.x, packet.y].every(Number.isFinite)).toBe(true);
			if (packet.type === 'draft') expect(Object.getPrototypeOf(packet.fields)).not.toBe(Array.prototype);
		});
		expect(parsed).toBeGreaterThan(500);
	});
});
