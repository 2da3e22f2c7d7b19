import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forSeeds, mutate } from '../../../tests/support/random.ts';
import { RecordedLink } from '../../../tests/support/recorded-link.ts';
import type { Role } from '../access/board-keys.ts';
import { Forwarding } from './forwarding.ts';
import { PeopleExchange, type Author } from './people-exchange.ts';
import { createSessionKeys, signStatement, type SessionKeys, type Statement } from './statements.ts';

const SPREAD_MS = 600;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Somebody {
	readonly peer: string;
	readonly clientId: number;
	readonly keys: SessionKeys;
}

const person = (peer: string, clientId: number): Somebody => ({ peer, clientId, keys: createSessionKeys() });
const [bob, carol, dave, erin] = [
	person('bob', 22),
	person('carol', 33),
	person('dave', 44),
	person('erin', 55)
];

function statementOf({ peer, clientId, keys }: Somebody, clock = 1, name = peer): Statement {
	return signStatement({ peer, clientId, clock, json: JSON.stringify({ name }) }, keys);
}

/** Alice's side; she has a link with whomever `link` is called for. */
function openAlice({ role = 'editor' as Role } = {}) {
	const alice = person('alice', 11);
	const inRoom = new Set(['bob', 'carol', 'dave', 'erin']);
	const elsewhere = new Set<string>();
	const forwarding = new Forwarding({ peer: 'alice', writes: role === 'editor' });
	const heard: Statement[] = [];
	const gone: number[] = [];
	const packets: { readonly author: Author; readonly packet: number[] }[] = [];
	let clock = 0;
	const people = new PeopleExchange({
		self: { peer: 'alice', clientId: 11, role },
		forwarding,
		ownStatement: () => statementOf(alice, ++clock),
		onStatement: (statement) => void heard.push(statement),
		onGone: (clientId) => void gone.push(clientId),
		isInRoom: (peer) => inRoom.has(peer),
		isReachedElsewhere: (peer) => elsewhere.has(peer),
		onPacket: (author, packet) => void packets.push({ author, packet: [...packet] })
	});
	const link = ({ peer, clientId, keys }: Somebody, { role = 'editor' as Role } = {}) => {
		const link = new RecordedLink(peer, { clientId, sessionKey: keys.publicKey, role });
		people.opened(link, link.hello);
		return link;
	};
	return { people, forwarding, heard, gone, packets, inRoom, elsewhere, link };
}

const peersIn = (link: RecordedLink) =>
	link.takeSent().map((message) => (message?.type === 'statement' ? message.statement.peer : message?.type));

/** A far packet as its author sends it. */
function farPacketOf(author: string, number: number, content: number[], writes = 1): Uint8Array {
	const name = new TextEncoder().encode(author);
	return Uint8Array.from([3, writes, name.length, ...name, number, ...content]);
}

describe('people exchange', () => {
	it('tells whoever is linked at once what we say of ourselves, and again when it changes', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		expect(peersIn(link)).toEqual(['alice']);
		alice.people.sendOwn();
		expect(peersIn(link)).toEqual(['alice']);
		alice.people.destroy();
	});
	it('believes a neighbour about itself, by the word of its link', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		alice.people.receiveStatement(link, statementOf(bob));
		expect(alice.heard.map(({ peer }) => peer)).toEqual(['bob']);
		alice.people.destroy();
	});
	it('does not believe a neighbour that speaks with another key, for another client, or of us', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		for (const statement of [
			statementOf({ ...bob, keys: createSessionKeys() }),
			statementOf({ ...bob, clientId: 23 }),
			statementOf(person('alice', 11)),
			statementOf(person('alice', 99)),
			statementOf(person('somebody', 11))
		]) {
			alice.people.receiveStatement(link, statement);
		}
		expect(alice.heard).toEqual([]);
		alice.people.destroy();
	});
	it('believes what others pass on when its maker signed it, and only what is newer', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		const [old, fresh] = [statementOf(carol, 4), statementOf(carol, 5, 'Caroline')];
		const forged = { ...fresh, message: statementOf({ ...carol, keys: bob.keys }, 5).message };
		alice.people.receiveStatement(link, forged);
		expect(alice.heard).toEqual([]);
		for (const statement of [fresh, old, fresh]) alice.people.receiveStatement(link, statement);
		expect(alice.heard).toEqual([fresh]);
		alice.people.destroy();
	});
	it('holds on to the first key and the first client id that it hears for somebody', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		alice.people.receiveStatement(link, statementOf(carol, 1));
		alice.people.receiveStatement(link, statementOf({ ...carol, keys: createSessionKeys() }, 9, 'not Carol'));
		alice.people.receiveStatement(link, statementOf({ ...carol, clientId: 34 }, 9));
		expect(alice.heard.length).toBe(1);
		alice.people.destroy();
	});
	it('lets nobody far away speak for a client that another speaks for', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		alice.people.receiveStatement(link, statementOf(carol));
		for (const clientId of [bob.clientId, carol.clientId]) {
			alice.people.receiveStatement(link, statementOf(person('mallory', clientId)));
		}
		expect(alice.heard.length).toBe(1);
		alice.people.destroy();
	});
	it('takes from no other what a neighbour says of itself', () => {
		const alice = openAlice();
		alice.link(carol);
		const link = alice.link(bob);
		alice.people.receiveStatement(link, statementOf(carol, 7, 'not so'));
		expect(alice.heard).toEqual([]);
		alice.people.destroy();
	});
	it('knows a thousand people far away and no more', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		const keys = createSessionKeys();
		for (let i = 0; i < 1_003; i++) {
			alice.people.receiveStatement(link, statementOf({ peer: `somebody ${i}`, clientId: 1_000 + i, keys }));
		}
		expect(alice.heard.length).toBe(1_000);
		alice.people.destroy();
	});
	it('passes on what a neighbour says, once to each who does not see it', () => {
		const alice = openAlice();
		const [toBob, toCarol, toDave] = [alice.link(bob), alice.link(carol), alice.link(dave)];
		alice.forwarding.setNeighbours('carol', [{ peer: 'bob', writes: true }]);
		alice.forwarding.setNeighbours('dave', []);
		for (const link of [toBob, toCarol, toDave]) link.takeSent();
		const statement = statementOf(bob);
		alice.people.receiveStatement(toBob, statement);
		alice.people.receiveStatement(toBob, statement);
		expect([peersIn(toBob), peersIn(toCarol), peersIn(toDave)]).toEqual([[], [], ['bob']]);
		alice.people.destroy();
	});
	it('tells a newcomer soon of those whom it does not see', () => {
		const alice = openAlice();
		const toBob = alice.link(bob);
		alice.people.receiveStatement(toBob, statementOf(bob));
		alice.people.receiveStatement(toBob, statementOf(carol));
		vi.advanceTimersByTime(SPREAD_MS);
		const toDave = alice.link(dave);
		alice.forwarding.setNeighbours('dave', []);
		toDave.takeSent();
		vi.advanceTimersByTime(SPREAD_MS);
		expect(peersIn(toDave)).toEqual(['bob', 'carol']);
		alice.people.spreadSoon();
		vi.advanceTimersByTime(SPREAD_MS);
		expect(peersIn(toDave)).toEqual([]);
		alice.people.destroy();
	});
	it('of a viewer passes nothing on', () => {
		const alice = openAlice({ role: 'viewer' });
		const [toBob, toDave] = [alice.link(bob), alice.link(dave)];
		toDave.takeSent();
		alice.people.receiveStatement(toBob, statementOf(bob));
		vi.advanceTimersByTime(SPREAD_MS);
		alice.people.receivePacket(toBob, farPacketOf('bob', 1, [9]));
		expect([peersIn(toDave), toDave.packets]).toEqual([[], []]);
		alice.people.destroy();
	});

	it('forgets a neighbour whose link ends and whom the room server counts no more', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		alice.people.receiveStatement(link, statementOf(bob));
		alice.inRoom.delete('bob');
		alice.people.closed(link);
		alice.people.closed(link);
		expect(alice.gone).toEqual([bob.clientId]);
		alice.people.destroy();
	});
	it('keeps the name of somebody whose link ends and who is in the room yet, until the room server says it left', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		alice.link(carol);
		alice.people.receiveStatement(link, statementOf(bob));
		alice.people.closed(link);
		expect(alice.gone).toEqual([]);
		alice.people.left('bob');
		alice.people.left('bob');
		expect(alice.gone).toEqual([bob.clientId]);
		alice.people.destroy();
	});
	it('takes away everybody when the last link ends: nobody is left who could pass on what they do', () => {
		const alice = openAlice();
		const [toBob, toCarol] = [alice.link(bob), alice.link(carol)];
		alice.people.receiveStatement(toBob, statementOf(bob));
		alice.people.receiveStatement(toCarol, statementOf(carol));
		alice.people.receiveStatement(toCarol, statementOf(dave));
		alice.people.closed(toBob);
		expect(alice.gone).toEqual([]);
		alice.people.closed(toCarol);
		expect(alice.gone.toSorted()).toEqual([bob, carol, dave].map(({ clientId }) => clientId).toSorted());
		alice.people.destroy();
	});
	it('keeps who is a tab of this browser too', () => {
		const alice = openAlice();
		const link = alice.link(bob);
		alice.inRoom.delete('bob');
		alice.elsewhere.add('bob');
		alice.people.closed(link);
		expect(alice.gone).toEqual([]);
		alice.people.destroy();
	});
	it('leaves it to a link whether its peer is gone', () => {
		const alice = openAlice();
		alice.people.receiveStatement(alice.link(bob), statementOf(bob));
		alice.people.left('bob');
		expect(alice.gone).toEqual([]);
		alice.people.destroy();
	});
	it('tells nobody of who has left, and anew of who came back', () => {
		const alice = openAlice();
		const [toBob, toDave] = [alice.link(bob), alice.link(dave)];
		alice.forwarding.setNeighbours('dave', []);
		alice.people.receiveStatement(toBob, statementOf(bob));
		vi.advanceTimersByTime(SPREAD_MS);
		expect(peersIn(toDave)).toEqual(['alice', 'bob']);
		alice.inRoom.delete('bob');
		alice.people.left('bob');
		alice.people.spreadSoon();
		vi.advanceTimersByTime(SPREAD_MS);
		expect(peersIn(toDave)).toEqual([]);
		alice.inRoom.add('bob');
		alice.people.spreadSoon();
		vi.advanceTimersByTime(SPREAD_MS);
		expect(peersIn(toDave)).toEqual(['bob']);
		alice.people.destroy();
	});
	it('does not tell on what was not renewed for long', () => {
		const alice = openAlice();
		alice.people.receiveStatement(alice.link(bob), statementOf(carol));
		vi.advanceTimersByTime(41_000);
		const toDave = alice.link(dave);
		alice.forwarding.setNeighbours('dave', []);
		vi.advanceTimersByTime(SPREAD_MS);
		expect(peersIn(toDave)).toEqual(['alice']);
		alice.people.destroy();
	});

	it('brings packets of neighbours with their role', () => {
		const alice = openAlice();
		const viewer = alice.link(carol, { role: 'viewer' });
		alice.people.receivePacket(alice.link(bob), Uint8Array.of(2, 7, 8));
		alice.people.receivePacket(viewer, Uint8Array.of(2, 9));
		expect(alice.packets).toEqual([
			{ author: { clientId: 22, role: 'editor' }, packet: [7, 8] },
			{ author: { clientId: 33, role: 'viewer' }, packet: [9] }
		]);
		alice.people.destroy();
	});
	it('brings far packets of those it knows and does not see, each once and none that was overtaken', () => {
		const alice = openAlice();
		const [toBob, toDave] = [alice.link(bob), alice.link(dave)];
		alice.people.receiveStatement(toBob, statementOf(carol));
		for (const [via, number] of [
			[toBob, 1],
			[toDave, 1],
			[toBob, 3],
			[toDave, 2],
			[toDave, 3],
			[toDave, 4]
		] as const) {
			alice.people.receivePacket(via, farPacketOf('carol', number, [number]));
		}
		expect(alice.packets.map(({ packet }) => packet)).toEqual([[1], [3], [4]]);
		for (const { author } of alice.packets) expect(author).toEqual({ clientId: 33, role: 'editor' });
		alice.people.destroy();
	});
	it('brings no far packet of somebody unknown, of a neighbour, or of ourselves', () => {
		const alice = openAlice();
		const toBob = alice.link(bob);
		alice.people.receiveStatement(toBob, statementOf(bob));
		for (const author of ['carol', 'bob', 'alice']) {
			alice.people.receivePacket(toBob, farPacketOf(author, 1, [1]));
		}
		expect(alice.packets).toEqual([]);
		alice.people.destroy();
	});
	it('passes a neighbour’s far packet on to those who do not see it, with the role it has proved', () => {
		const alice = openAlice();
		const toBob = alice.link(bob, { role: 'viewer' });
		const [toCarol, toDave] = [alice.link(carol), alice.link(dave)];
		alice.forwarding.setNeighbours('carol', [{ peer: 'bob', writes: false }]);
		alice.forwarding.setNeighbours('dave', []);
		alice.people.receiveStatement(toBob, statementOf(bob));
		alice.people.receivePacket(toBob, farPacketOf('bob', 1, [5], 1));
		expect([toBob.packets, toCarol.packets]).toEqual([[], []]);
		expect(toDave.packets).toEqual([farPacketOf('bob', 1, [5], 0)]);
		alice.people.destroy();
	});
	it('takes from a viewer no packet of anybody else', () => {
		const alice = openAlice();
		const [toBob, viewer] = [alice.link(bob), alice.link(dave, { role: 'viewer' })];
		alice.people.receiveStatement(toBob, statementOf(carol));
		alice.people.receivePacket(viewer, farPacketOf('carol', 1, [1]));
		expect([alice.packets, viewer.refusedCount]).toEqual([[], 1]);
		alice.people.destroy();
	});
	it('passes on no more packets than a link bears', () => {
		const alice = openAlice();
		const [toBob, toDave] = [alice.link(bob), alice.link(dave)];
		alice.forwarding.setNeighbours('dave', []);
		alice.people.receiveStatement(toBob, statementOf(bob));
		for (let i = 1; i <= 120; i++) {
			for (let j = 0; j < 10; j++) alice.people.receivePacket(toBob, farPacketOf('bob', i % 128, [j]));
		}
		expect(toDave.packets.length).toBeLessThanOrEqual(600);
		alice.people.destroy();
	});
	it('numbers its own far packets, and gives them to writers only', () => {
		const alice = openAlice();
		const [toBob, viewer] = [alice.link(bob), alice.link(dave, { role: 'viewer' })];
		alice.people.sendFarPacket(Uint8Array.of(1));
		alice.people.sendFarPacket(Uint8Array.of(2));
		expect(toBob.packets).toEqual([farPacketOf('alice', 1, [1]), farPacketOf('alice', 2, [2])]);
		expect(viewer.packets).toEqual([]);
		alice.people.sendPacket(Uint8Array.of(3));
		expect([toBob.packets.at(-1), viewer.packets]).toEqual([Uint8Array.of(2, 3), [Uint8Array.of(2, 3)]]);
		alice.people.destroy();
	});
	it('takes any packet without throwing', () => {
		const alice = openAlice();
		const toBob = alice.link(bob);
		alice.people.receiveStatement(toBob, statementOf(carol));
		forSeeds(5_000, (random) => {
			const packet = farPacketOf('carol', random.int(120), [...random.bytes(5)]);
			const bytes = random.chance(0.3) ? random.bytes(random.int(30)) : mutate(packet, random);
			alice.people.receivePacket(toBob, bytes);
		});
		for (const { author } of alice.packets) expect([22, 33]).toContain(author.clientId);
		alice.people.destroy();
	});
	it('hears nothing from a link that is closed, and leaves no timer when destroyed', () => {
		const alice = openAlice();
		const link = alice.link(erin);
		alice.people.closed(link);
		alice.people.receiveStatement(link, statementOf(erin));
		alice.people.receivePacket(link, Uint8Array.of(2, 1));
		alice.people.destroy();
		alice.people.destroy();
		expect([alice.heard, alice.packets, vi.getTimerCount()]).toEqual([[], [], 0]);
	});
});
