import { describe, expect, it } from 'vitest';
import type { PeerId } from '../../src/lib/signaling/messages.ts';
import { Rooms } from './rooms.ts';

const room = 'room-of-the-tests';
const [alice, bob, carol] = ['peer-alice', 'peer-bob-1', 'peer-carol'] as PeerId[] as [
	PeerId,
	PeerId,
	PeerId
];
const join = (peer: PeerId, name = room) => ({ type: 'join', room: name, peer, role: 'editor' }) as const;
const editor = (peer: PeerId) => ({ peer, role: 'editor' }) as const;
const signal = (to: PeerId) => ({ type: 'signal', to, signal: { attempt: 0, kind: 'offer' } }) as const;

describe('rooms', () => {
	it('tell a newcomer who is here, and the others that somebody came', () => {
		const rooms = new Rooms();
		expect(rooms.receive(1, join(alice))).toEqual([{ to: 1, message: { type: 'members', peers: [] } }]);
		expect(rooms.receive(2, join(bob))).toEqual([
			{ to: 2, message: { type: 'members', peers: [editor(alice)] } },
			{ to: 1, message: { type: 'joined', ...editor(bob) } }
		]);
	});
	it('tell everybody the role each one gave', () => {
		const rooms = new Rooms();
		rooms.receive(1, { ...join(alice), role: 'viewer' });
		expect(rooms.receive(2, join(bob))[0]?.message).toEqual({
			type: 'members',
			peers: [{ peer: alice, role: 'viewer' }]
		});
		expect(rooms.receive(3, { ...join(carol), role: 'viewer' }).slice(1)).toEqual(
			[1, 2].map((to) => ({ to, message: { type: 'joined', peer: carol, role: 'viewer' } }))
		);
	});
	it('forward a signal to the one member it is for, and to nobody else', () => {
		const rooms = new Rooms();
		[alice, bob, carol].forEach((peer, i) => rooms.receive(i, join(peer)));
		expect(rooms.receive(0, signal(carol))).toEqual([
			{ to: 2, message: { type: 'signal', from: alice, signal: { attempt: 0, kind: 'offer' } } }
		]);
	});
	it('forward nothing between rooms', () => {
		const rooms = new Rooms();
		rooms.receive(1, join(alice));
		rooms.receive(2, join(bob, 'another-room-of-tests'));
		expect(rooms.receive(1, signal(bob))).toEqual([]);
	});
	it('hang up on who signals before joining or joins twice', () => {
		const rooms = new Rooms();
		expect(rooms.receive(1, signal(bob))).toMatchObject([{ to: 1, hangUp: true }]);
		rooms.receive(1, join(alice));
		expect(rooms.receive(1, join(bob))).toMatchObject([{ to: 1, hangUp: true }]);
	});
	it('give a returning peer its place and end its dead connection without a word to the others', () => {
		const rooms = new Rooms();
		rooms.receive(1, join(alice));
		rooms.receive(2, join(bob));
		expect(rooms.receive(3, join(alice))).toMatchObject([
			{ to: 3, message: { type: 'members', peers: [editor(bob)] } },
			{ to: 1, hangUp: true },
			{ to: 2, message: { type: 'joined', ...editor(alice) } }
		]);
		expect(rooms.leave(1)).toEqual([]);
		expect(rooms.receive(2, signal(alice))).toMatchObject([{ to: 3 }]);
	});
	it('are gone with their last member', () => {
		const rooms = new Rooms();
		rooms.receive(1, join(alice));
		rooms.receive(2, join(bob));
		expect(rooms.leave(1)).toEqual([{ to: 2, message: { type: 'left', peer: alice } }]);
		expect(rooms.leave(2)).toEqual([]);
		expect([rooms.roomCount, rooms.memberCount]).toEqual([0, 0]);
	});
	it('are bounded', () => {
		const rooms = new Rooms({ maxRooms: 1, maxMembers: 1 });
		rooms.receive(1, join(alice));
		expect(rooms.receive(2, join(bob))).toMatchObject([
			{ message: { reason: 'room is full' }, hangUp: true }
		]);
		expect(rooms.receive(3, join(bob, 'another-room-of-tests'))).toMatchObject([
			{ message: { reason: 'server is full' }, hangUp: true }
		]);
	});
});
