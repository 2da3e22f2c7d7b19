// What every room bus has to do, whatever carries it; see room-bus.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientMessage, PeerId, ServerMessage } from '../../src/lib/signaling/messages.ts';
import type { BusConnection, RoomBus } from './room-bus.ts';
import type { RoomLimits } from './rooms.ts';

/** Two processes that share their rooms; the same bus twice where there is only one. */
export type BusSetup = (limits: RoomLimits) => Promise<readonly [here: RoomBus, there: RoomBus]>;

const ROOM = 'room-of-the-tests';
const LIMITS: RoomLimits = { maxRooms: 3, maxMembers: 3 };

interface Member {
	readonly peer: PeerId;
	readonly connection: BusConnection;
	/** What came for it. */
	readonly heard: ServerMessage[];
	readonly ends: string[];
	doubts: number;
}

export function runRoomBusTests(name: string, setUp: BusSetup): void {
	describe(name, () => {
		let buses: readonly [RoomBus, RoomBus];
		beforeEach(async () => {
			buses = await setUp(LIMITS);
		});
		afterEach(async () => {
			for (const bus of new Set(buses)) await bus.close();
		});

		/** Connects through the one process or the other. */
		function connect(peer: string, at: 0 | 1): Member {
			const member: Omit<Member, 'connection'> = { peer: peer as PeerId, heard: [], ends: [], doubts: 0 };
			const connection = buses[at].connect({
				deliver: (message, { hangUp }) => {
					member.heard.push(message);
					if (hangUp) member.ends.push(message.type === 'refused' ? message.reason : message.type);
				},
				doubted: () => void member.doubts++
			});
			return Object.assign(member, { connection });
		}
		function join(peer: string, at: 0 | 1, room = ROOM): Member {
			const member = connect(peer, at);
			member.connection.receive({ type: 'join', room, peer: member.peer, role: 'editor' });
			return member;
		}
		const say = ({ connection }: Member, message: ClientMessage) => connection.receive(message);
		const hears = (member: Member, message: ServerMessage) =>
			expect.poll(() => member.heard, { interval: 2 }).toContainEqual(message);
		const settled = async (member: Member) => {
			say(member, { type: 'ping' });
			await hears(member, { type: 'pong' });
		};
		const editor = ({ peer }: Member) => ({ peer, role: 'editor' }) as const;

		it('tells a newcomer who is here, and the others that somebody came, across processes', async () => {
			const alice = join('peer-alice', 0);
			await hears(alice, { type: 'members', peers: [] });
			const bob = join('peer-bob-1', 1);
			await hears(bob, { type: 'members', peers: [editor(alice)] });
			await hears(alice, { type: 'joined', ...editor(bob) });
			expect([alice.connection.hasJoined, bob.connection.hasJoined]).toEqual([true, true]);
		});

		it('carries signals in order to the one they are for, and whispers to those they are for', async () => {
			const [alice, bob, carol] = [join('peer-alice', 0), join('peer-bob-1', 1), join('peer-carol', 0)];
			await hears(alice, { type: 'joined', ...editor(carol) });
			await hears(carol, { type: 'members', peers: expect.anything() as never });
			for (let attempt = 0; attempt < 20; attempt++) {
				say(alice, { type: 'signal', to: bob.peer, signal: { attempt } });
			}
			say(carol, { type: 'whisper', to: [alice.peer, bob.peer], sealed: 'abc' });
			await hears(bob, { type: 'signal', from: alice.peer, signal: { attempt: 19 } });
			await hears(bob, { type: 'whisper', from: carol.peer, sealed: 'abc' });
			await hears(alice, { type: 'whisper', from: carol.peer, sealed: 'abc' });
			const attempts = bob.heard.flatMap((message) =>
				message.type === 'signal' ? [message.signal.attempt] : []
			);
			expect(attempts).toEqual(Array.from({ length: 20 }, (_, i) => i));
			await settled(carol);
			expect(carol.heard.some(({ type }) => type === 'signal' || type === 'whisper')).toBe(false);
		});

		it('carries nothing between rooms, nor to who has left', async () => {
			const [alice, bob] = [join('peer-alice', 0), join('peer-bob-1', 1, 'another-room-of-tests')];
			await hears(bob, { type: 'members', peers: [] });
			say(alice, { type: 'signal', to: bob.peer, signal: { attempt: 1 } });
			const carol = join('peer-carol', 1);
			await hears(alice, { type: 'joined', ...editor(carol) });
			carol.connection.leave();
			carol.connection.leave();
			await hears(alice, { type: 'left', peer: carol.peer });
			say(alice, { type: 'signal', to: carol.peer, signal: { attempt: 1 } });
			await settled(alice);
			await settled(bob);
			expect([...bob.heard, ...carol.heard].some(({ type }) => type === 'signal')).toBe(false);
			expect(alice.heard.filter(({ type }) => type === 'left')).toHaveLength(1);
		});

		it('gives a returning peer its place, ends its former connection, and lets nobody see it leave', async () => {
			const [alice, bob] = [join('peer-alice', 0), join('peer-bob-1', 1)];
			await hears(alice, { type: 'joined', ...editor(bob) });
			const again = join('peer-alice', 1);
			await hears(again, { type: 'members', peers: [editor(bob)] });
			await expect.poll(() => alice.ends).toEqual(['joined again elsewhere']);
			alice.connection.leave();
			say(bob, { type: 'signal', to: alice.peer, signal: { attempt: 5 } });
			await hears(again, { type: 'signal', from: bob.peer, signal: { attempt: 5 } });
			expect(bob.heard.some(({ type }) => type === 'left')).toBe(false);
		});

		it('asks whoever holds a doubted connection', async () => {
			const [alice, bob] = [join('peer-alice', 0), join('peer-bob-1', 1)];
			await hears(alice, { type: 'joined', ...editor(bob) });
			say(alice, { type: 'doubt', peer: bob.peer });
			await expect.poll(() => bob.doubts).toBe(1);
			expect(alice.doubts).toBe(0);
		});

		it('refuses who signals before joining, joins twice, or finds the room full', async () => {
			const stranger = connect('peer-stranger', 0);
			say(stranger, { type: 'signal', to: 'peer-alice' as PeerId, signal: { attempt: 1 } });
			await expect.poll(() => stranger.ends).toEqual(['signal before join']);
			const alice = join('peer-alice', 0);
			say(alice, { type: 'join', room: ROOM, peer: alice.peer, role: 'editor' });
			await expect.poll(() => alice.ends).toEqual(['joined twice']);
			alice.connection.leave();
			for (let i = 0; i < LIMITS.maxMembers; i++) {
				const member = join(`peer-member-${i}`, i % 2 === 0 ? 0 : 1);
				await hears(member, { type: 'members', peers: expect.anything() as never });
			}
			const late = join('peer-late', 1);
			await expect.poll(() => late.ends).toEqual(['room is full']);
		});

		it('counts its members and rooms, and forgets both with the last who leaves', async () => {
			const members = [
				join('peer-alice', 0),
				join('peer-bob-1', 0),
				join('peer-carol', 0, 'another-room-of-tests')
			];
			for (const member of members)
				await hears(member, { type: 'members', peers: expect.anything() as never });
			expect([buses[0].memberCount, buses[0].roomCount]).toEqual([3, 2]);
			for (const { connection } of members) connection.leave();
			expect([buses[0].memberCount, buses[0].roomCount]).toEqual([0, 0]);
		});
	});
}
