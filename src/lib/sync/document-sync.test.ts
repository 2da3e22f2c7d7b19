import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { RecordedLink } from '../../../tests/support/recorded-link.ts';
import type { Role } from '../access/board-keys.ts';
import { encodeUpdate, type DocumentMessage } from './document-message.ts';
import { DocumentSync } from './document-sync.ts';
import { Forwarding } from './forwarding.ts';

const WINDOW_MS = 16;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Alice's side. */
function openAlice() {
	const doc = Object.assign(new Y.Doc(), { clientID: 11 });
	const forwarding = new Forwarding({ peer: 'alice', writes: true });
	const sync = new DocumentSync({ doc, origin: 'peers', forwarding });
	doc.on(
		'update',
		(update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local, beforeState }: Y.Transaction) => {
			if (local) sync.sendLocal(update, beforeState.get(11) ?? 0);
		}
	);
	const link = (peer: string, { clientId = 22, role = 'editor' as Role } = {}) => {
		const link = new RecordedLink(peer, { clientId, role });
		sync.opened(link, link.hello);
		return link;
	};
	return { doc, sync, forwarding, link, elements: doc.getMap('elements') };
}

const typesIn = (link: RecordedLink) => link.takeSent().map((message) => message?.type);

/** What somebody else writes, one update a call. */
function writer(clientID: number) {
	const doc = Object.assign(new Y.Doc(), { clientID });
	let last = new Uint8Array();
	doc.on('update', (update: Uint8Array) => (last = new Uint8Array(update)));
	return {
		doc,
		write: (key: string, value: unknown = clientID): Extract<DocumentMessage, { type: 'update' }> => {
			doc.getMap('elements').set(key, value);
			return { type: 'update', update: last, isAnswer: false };
		}
	};
}

describe('document sync', () => {
	it('asks a writer for what is missing as soon as there is a link, and never a viewer', () => {
		const alice = openAlice();
		expect(typesIn(alice.link('bob'))).toEqual(['sync-step-1']);
		expect(typesIn(alice.link('dave', { clientId: 44, role: 'viewer' }))).toEqual([]);
		alice.sync.destroy();
	});
	it('asks one after the other', () => {
		const alice = openAlice();
		const [bob, carol] = [alice.link('bob'), alice.link('carol', { clientId: 33 })];
		expect([typesIn(bob), typesIn(carol)]).toEqual([['sync-step-1'], []]);
		alice.sync.receive(bob, { type: 'synced' });
		expect(typesIn(carol)).toEqual(['sync-step-1']);
		alice.sync.destroy();
	});
	it('asks the next when a link ends in the middle of an answer', () => {
		const alice = openAlice();
		const [bob, carol] = [alice.link('bob'), alice.link('carol', { clientId: 33 })];
		alice.sync.closed(bob);
		expect(typesIn(carol)).toContain('sync-step-1');
		alice.sync.destroy();
	});
	it('answers whoever asks, viewers too, with what they lack', () => {
		const alice = openAlice();
		alice.elements.set('of alice', 1);
		const dave = alice.link('dave', { role: 'viewer' });
		alice.sync.receive(dave, { type: 'sync-step-1', known: new Map() });
		const copy = new Y.Doc();
		const messages = dave.takeSent();
		for (const message of messages) if (message?.type === 'update') Y.applyUpdate(copy, message.update);
		expect(copy.getMap('elements').toJSON()).toEqual({ 'of alice': 1 });
		expect(messages.at(-1)).toEqual({ type: 'synced' });
		alice.sync.destroy();
	});
	it('sends what is done here to everybody, what follows closely as one', () => {
		const alice = openAlice();
		const links = [alice.link('bob'), alice.link('dave', { clientId: 44, role: 'viewer' })];
		for (const link of links) link.takeSent();
		for (let i = 0; i < 10; i++) alice.elements.set(`key ${i}`, i);
		vi.advanceTimersByTime(WINDOW_MS);
		for (const link of links) {
			const copy = new Y.Doc();
			const messages = link.takeSent();
			expect(messages.length).toBe(2);
			for (const message of messages) if (message?.type === 'update') Y.applyUpdate(copy, message.update);
			expect(copy.getMap('elements').size).toBe(10);
		}
		alice.sync.destroy();
	});
	it('takes in what others do, with an origin of its own, and sends it back to nobody who sees its author', () => {
		const alice = openAlice();
		const [bob, carol] = [alice.link('bob'), alice.link('carol', { clientId: 33 })];
		alice.forwarding.setNeighbours('carol', [{ peer: 'bob', writes: true }]);
		const origins: unknown[] = [];
		alice.doc.on('update', (_: Uint8Array, origin: unknown) => void origins.push(origin));
		for (const link of [bob, carol]) link.takeSent();
		alice.sync.receive(bob, writer(22).write('of bob'));
		expect([alice.elements.toJSON(), origins]).toEqual([{ 'of bob': 22 }, ['peers']]);
		expect([typesIn(bob), typesIn(carol)]).toEqual([[], []]);
		alice.sync.destroy();
	});
	it('passes what is new on to who can’t see its author, once', () => {
		const alice = openAlice();
		const [bob, carol] = [alice.link('bob'), alice.link('carol', { clientId: 33 })];
		alice.forwarding.setNeighbours('carol', []);
		for (const link of [bob, carol]) link.takeSent();
		const message = writer(22).write('of bob');
		alice.sync.receive(bob, message);
		alice.sync.receive(bob, message);
		const [passedOn, ...more] = carol.takeSent();
		expect([passedOn, more]).toMatchObject([{ type: 'forwarded', author: 'bob' }, []]);
		expect(typesIn(bob)).toEqual([]);
		alice.sync.destroy();
	});
	it('passes on what waited, with what it waited for', () => {
		const alice = openAlice();
		const [bob, carol] = [alice.link('bob'), alice.link('carol', { clientId: 33 })];
		alice.forwarding.setNeighbours('carol', []);
		carol.takeSent();
		const { write } = writer(22);
		const [first, second] = [write('first'), write('second')];
		alice.sync.receive(bob, second);
		expect(typesIn(carol)).toEqual([]);
		alice.sync.receive(bob, first);
		const copy = new Y.Doc();
		for (const message of carol.takeSent()) {
			if (message?.type === 'forwarded') Y.applyUpdate(copy, message.update);
		}
		expect(copy.getMap('elements').size).toBe(2);
		alice.sync.destroy();
	});
	it('does not pass on an answer piece by piece, but compares digests soon with who may lack it too', () => {
		const alice = openAlice();
		const [bob, carol] = [alice.link('bob'), alice.link('carol', { clientId: 33 })];
		alice.sync.receive(bob, { ...writer(22).write('of bob'), isAnswer: true });
		carol.takeSent();
		alice.sync.receive(bob, { type: 'synced' });
		expect(typesIn(carol)).toEqual(['sync-step-1']);
		vi.advanceTimersByTime(5_000);
		expect(typesIn(carol).filter((type) => type === 'digest').length).toBe(2);
		alice.sync.destroy();
	});
	it('asks at once for what an update refers to and nobody has sent, but not again and again', () => {
		const alice = openAlice();
		const bob = alice.link('bob');
		alice.sync.receive(bob, { type: 'synced' });
		vi.advanceTimersByTime(3_000);
		bob.takeSent();
		const { write } = writer(22);
		write('lost');
		for (let i = 0; i < 50; i++) alice.sync.receive(bob, write(`key ${i}`));
		expect(typesIn(bob)).toEqual(['sync-step-1']);
		alice.sync.destroy();
	});
	it('drops a peer that sends too much of what refers to nothing', () => {
		const alice = openAlice();
		const bob = alice.link('bob');
		const { write } = writer(22);
		write('lost');
		for (let i = 0; i < 10 && bob.closedBecause === null; i++) {
			alice.sync.receive(bob, write(`key ${i}`, 'x'.repeat(1_000_000)));
		}
		expect(bob.closedBecause).toBe('its changes refer to what it does not send');
		alice.sync.destroy();
	});
	it('counts an update that is none against who sent it', () => {
		const alice = openAlice();
		const bob = alice.link('bob');
		alice.sync.receive(bob, { type: 'update', update: Uint8Array.of(1, 2, 3), isAnswer: false });
		expect(bob.faults).toBe(1);
		alice.sync.destroy();
	});
	it('finds out by digests what was missed, and asks', () => {
		const alice = openAlice();
		const bob = alice.link('bob');
		alice.sync.receive(bob, { type: 'synced' });
		bob.takeSent();
		const digest = { type: 'digest', digest: Uint8Array.of(1) } as const;
		alice.sync.receive(bob, digest);
		expect(typesIn(bob)).toEqual([]);
		alice.sync.receive(bob, digest);
		expect(typesIn(bob)).toEqual(['sync-step-1']);
		alice.sync.destroy();
	});
	it('asks no viewer, whatever its digest', () => {
		const alice = openAlice();
		const dave = alice.link('dave', { role: 'viewer' });
		for (let i = 0; i < 5; i++) alice.sync.receive(dave, { type: 'digest', digest: Uint8Array.of(1) });
		expect(typesIn(dave)).toEqual([]);
		alice.sync.destroy();
	});
	it('sends what still waits when it ends, hears nothing of a closed link, and leaves no timer', () => {
		const alice = openAlice();
		const [bob, carol] = [alice.link('bob'), alice.link('carol', { clientId: 33 })];
		alice.sync.closed(carol);
		alice.sync.receive(carol, writer(33).write('of carol'));
		alice.sync.closed(carol);
		expect(alice.elements.size).toBe(0);
		bob.takeSent();
		alice.elements.set('first', 1);
		alice.elements.set('last', 2);
		alice.sync.destroy();
		expect(typesIn(bob)).toEqual(['update', 'update']);
		alice.sync.destroy();
		vi.advanceTimersByTime(60_000);
		expect([vi.getTimerCount(), bob.sent.length]).toEqual([0, 0]);
	});
	it('sends updates that its peers can read', () => {
		const alice = openAlice();
		const bob = alice.link('bob');
		bob.takeSent();
		alice.elements.set('of alice', 1);
		expect(bob.sent[0]).toEqual(encodeUpdate(Y.encodeStateAsUpdate(alice.doc)));
		alice.sync.destroy();
	});
});
