import { describe, expect, it } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { parsePacket, type Packet } from './packets.ts';
import { RemoteTransforms } from './remote-transforms.ts';
import { TransformSender } from './transform-sender.ts';

type TransformPacket = Extract<Packet, { type: 'transform' | 'transform-end' }>;
const ALICE = 7;
const moved = (x: number) => [1, 0, 0, 1, x, 0] as const;
const idsOf = (count: number) => new Set(Array.from({ length: count }, (_, i) => `element${i}`));

/** One who drags and one who sees it; what is on the way can be lost or held back. */
function watched() {
	const way: TransformPacket[] = [];
	let seq = 0;
	const sender = new TransformSender(
		(bytes) => {
			expect(bytes.length).toBeLessThanOrEqual(1_100);
			way.push(parsePacket(bytes) as TransformPacket);
		},
		() => ++seq
	);
	const remote = new RemoteTransforms();
	const deliver = (now: number) => {
		for (const packet of way.splice(0)) remote.receive(ALICE, packet, now);
	};
	return { sender, remote, way, deliver };
}

describe('what somebody drags', () => {
	it('is seen by others where it is by now', () => {
		const { sender, remote, deliver } = watched();
		const ids = idsOf(2);
		for (const x of [1, 2, 3]) sender.update({ ids, matrix: moved(x) }, x);
		deliver(3);
		expect(remote.all(3)).toEqual([{ clientId: ALICE, ids, matrix: moved(3) }]);
	});
	it('is named by turns where it is much, and all of it is known soon', () => {
		const { sender, remote, deliver } = watched();
		const ids = idsOf(1_000);
		for (let frame = 0; frame < 17; frame++) sender.update({ ids, matrix: moved(5) }, frame);
		deliver(17);
		expect(remote.all(17)[0]?.ids).toEqual(ids);
	});
	it('is known all the same when packets are lost and overtake each other', () => {
		const { sender, remote, way } = watched();
		const random = new Random(4);
		const ids = idsOf(300);
		const late: TransformPacket[] = [];
		for (let frame = 0; frame < 100; frame++) {
			sender.update({ ids, matrix: moved(frame) }, frame * 16);
			for (const packet of way.splice(0)) {
				if (random.chance(0.3)) continue;
				if (random.chance(0.3)) late.push(packet);
				else remote.receive(ALICE, packet, frame * 16);
			}
		}
		const before = remote.all(1_600)[0];
		for (const packet of late) remote.receive(ALICE, packet, 1_600);
		expect(remote.all(1_600)[0]?.ids).toEqual(ids);
		expect(remote.all(1_600)[0]?.matrix).toEqual(before?.matrix);
	});
	it('is told of no more while it rests, but now and then', () => {
		const { sender, way } = watched();
		const ids = idsOf(1);
		for (let now = 0; now < 1_000; now += 16) sender.update({ ids, matrix: moved(1) }, now);
		expect(way.length).toBeLessThan(6);
		expect(way.length).toBeGreaterThan(2);
	});
	it('is over when it is put down or back, and late packets do not bring it back', () => {
		for (const end of ['commit', 'cancel'] as const) {
			const { sender, remote, way, deliver } = watched();
			const ids = idsOf(2);
			sender.update({ ids, matrix: moved(1) }, 0);
			deliver(0);
			sender.update({ ids, matrix: moved(2) }, 16);
			const late = way.splice(0);
			if (end === 'cancel') sender.cancel();
			else remote.forget(['element1']);
			deliver(20);
			expect(remote.all(20)).toEqual([]);
			for (const packet of late) remote.receive(ALICE, packet, 30);
			expect(remote.all(30)).toEqual([]);
			sender.update(null, 40);
			sender.update({ ids: idsOf(1), matrix: moved(9) }, 50);
			deliver(50);
			expect(remote.all(50)).toMatchObject([{ matrix: moved(9) }]);
		}
	});
	it('is given up when its owner falls silent or leaves', () => {
		const { sender, remote, deliver } = watched();
		sender.update({ ids: idsOf(1), matrix: moved(1) }, 0);
		deliver(0);
		expect(remote.all(1_000)).toHaveLength(1);
		expect(remote.all(2_000)).toEqual([]);
		sender.update(null, 2_000);
		sender.update({ ids: idsOf(1), matrix: moved(1) }, 2_100);
		deliver(2_100);
		remote.forgetClient(ALICE);
		expect(remote.all(2_100)).toEqual([]);
	});
});
