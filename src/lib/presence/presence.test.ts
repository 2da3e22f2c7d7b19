import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
	applyAwarenessUpdate,
	Awareness,
	encodeAwarenessUpdate,
	removeAwarenessStates
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import { forSeeds } from '../../../tests/support/random.ts';
import type { ElementId } from '../document/element.ts';
import { encodePacket, parsePacket } from './packets.ts';
import { PERSON_COLORS } from './people.ts';
import { Presence } from './presence.ts';

const COLOR = PERSON_COLORS[0];
/** Long enough for a selection to be taken for one that rests. */
const SELECTION_MS = 1_000;
const cleanUps: (() => void)[] = [];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	cleanUps.splice(0).forEach((cleanUp) => cleanUp());
	vi.useRealTimers();
});

function join(name: string) {
	const awareness = new Awareness(new Y.Doc());
	const sent: Uint8Array[] = [];
	const sentFar: Uint8Array[] = [];
	const far = { areThere: false };
	const calls = { changes: 0, people: 0 };
	const presence = new Presence({
		awareness,
		send: (packet) => void sent.push(packet),
		sendFar: (packet) => void sentFar.push(packet),
		hasFarPeople: () => far.areThere,
		onChange: () => void calls.changes++,
		onPeople: () => void calls.people++
	});
	cleanUps.push(() => {
		presence.destroy();
		awareness.destroy();
	});
	presence.setSelf({ userId: name, name, color: COLOR, selection: [] });
	return { awareness, presence, sent, sentFar, far, calls, clientId: awareness.clientID };
}

type Peer = ReturnType<typeof join>;

/** Tells `to` what the others say of themselves. */
function meet(to: Peer, ...others: readonly Peer[]): void {
	for (const { awareness, clientId } of others) {
		applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(awareness, [clientId]), 'a link');
	}
}

const authorOf = ({ clientId }: Peer, { writes = true } = {}) => ({ clientId, writes });

const deliver = (from: Peer, to: Peer, now: number) =>
	from.sent.splice(0).forEach((packet) => to.presence.receive(authorOf(from), packet, now));

describe('presence', () => {
	it('knows everybody else, not oneself, in an order that does not change', () => {
		const [alice, ...others] = ['alice', 'bob', 'carol', 'dave'].map(join) as [Peer, ...Peer[]];
		meet(alice, ...others.toReversed());
		const ids = alice.presence.people.map(({ clientId }) => clientId);
		expect(ids).toEqual(others.map(({ clientId }) => clientId).sort((a, b) => a - b));
		expect(alice.presence.people.map(({ name }) => name).sort()).toEqual(['bob', 'carol', 'dave']);
	});
	it('tells when people, their names or their selections change', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		const count = alice.calls.people;
		bob.presence.setSelection(['abc' as ElementId]);
		vi.advanceTimersByTime(SELECTION_MS);
		meet(alice, bob);
		expect(alice.presence.people).toEqual([
			{ clientId: bob.clientId, userId: 'bob', name: 'bob', color: COLOR, selection: ['abc'], slide: null }
		]);
		expect(alice.calls.people).toBe(count + 1);
	});
	it('tells the others where a selection comes to rest, not every step of it', () => {
		const alice = join('alice');
		const told: unknown[] = [];
		alice.awareness.on('update', () => void told.push(alice.awareness.getLocalState()?.selection));
		for (let i = 0; i < 100; i++) {
			alice.presence.setSelection([`id${i}` as ElementId]);
			vi.advanceTimersByTime(1000 / 60);
		}
		vi.advanceTimersByTime(SELECTION_MS);
		expect(told).toEqual([['id99']]);
	});
	it('says nothing while nobody is there to hear it', () => {
		const alice = join('alice');
		alice.presence.setCursor({ x: 1, y: 2 });
		alice.presence.sendFrame({ elementId: 'one', fields: {}, points: [0, 0, 0.5] }, 1_000);
		expect(alice.sent).toEqual([]);
	});
	it('shows the pointer of one at the others, and its name', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		meet(bob, alice);
		alice.presence.setCursor({ x: 1.5, y: -2 });
		alice.presence.sendFrame(null, 1_000);
		deliver(alice, bob, 1_010);
		expect(bob.presence.cursors(1_010)).toMatchObject([
			{ person: { name: 'alice' }, point: { x: 1.5, y: -2 } }
		]);
		alice.presence.setCursor(null);
		alice.presence.sendFrame(null, 1_020);
		deliver(alice, bob, 1_030);
		expect(bob.presence.cursors(1_030)).toEqual([]);
	});
	it('shows a beam here and at the others, of viewers too, and how it fades', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		meet(bob, alice);
		const step = (x: number, isOn: boolean, now: number) => {
			alice.presence.setCursor({ x, y: 0 });
			alice.presence.setLaser(isOn);
			alice.presence.sendFrame(null, now);
			const viewer = authorOf(alice, { writes: false });
			for (const packet of alice.sent.splice(0)) bob.presence.receive(viewer, packet, now);
		};
		step(0, false, 1_000);
		expect(alice.presence.lasers(1_000)).toEqual([]);
		step(1, true, 1_010);
		step(2, true, 1_020);
		step(2, false, 1_030);
		step(3, true, 1_040);
		for (const { presence } of [alice, bob]) {
			expect(presence.lasers(1_040).map(({ color, points }) => [color, points.map(({ x }) => x)])).toEqual([
				[COLOR, [1, 2]],
				[COLOR, [3]]
			]);
			expect(presence.isMoving(1_040)).toBe(true);
			expect(presence.lasers(9_000)).toEqual([]);
			expect(presence.isMoving(9_000)).toBe(false);
		}
		step(3, false, 9_010);
		expect(bob.presence.cursors(9_010)[0]?.point).toEqual({ x: 3, y: 0 });
	});
	it('sends a resting pointer once a second, a moving one each frame, one that is away once', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		const frames = (count: number, each: (i: number) => void) => {
			alice.sent.length = 0;
			for (let i = 0; i < count; i++) {
				each(i);
				alice.presence.sendFrame(null, (now += 10));
			}
			return alice.sent.length;
		};
		let now = 1_000;
		expect(frames(50, (i) => alice.presence.setCursor({ x: i, y: 0 }))).toBe(50);
		expect(frames(350, () => undefined)).toBe(3);
		expect(frames(350, () => alice.presence.setCursor(null))).toBe(1);
	});
	it('numbers its packets upwards, whatever they are about', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		for (let i = 0; i < 20; i++) {
			alice.presence.setCursor({ x: i, y: 0 });
			alice.presence.sendFrame({ elementId: 'one', fields: {}, points: [i, 0, 0.5] }, i);
		}
		alice.presence.cancelDraft('one' as ElementId);
		const seqs = alice.sent.map((packet) => parsePacket(packet)?.seq ?? NaN);
		expect(seqs).toEqual(seqs.map((_, i) => i + 1));
	});
	it('sends less often the more people there are', () => {
		const alice = join('alice');
		const send = (people: number) => {
			while (alice.presence.people.length < people) meet(alice, join('somebody'));
			alice.sent.length = 0;
			for (let i = 0; i < 120; i++) {
				alice.presence.setCursor({ x: i, y: people });
				alice.presence.sendFrame(null, 1_000 + i);
			}
			return alice.sent.length;
		};
		expect([send(1), send(8), send(9), send(24)]).toEqual([120, 120, 60, 40]);
	});
	it('shows what others draw until it is in the document', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		alice.presence.sendFrame(
			{ elementId: 'one', fields: { type: 'stroke' }, points: [0, 0, 0.5, 1, 1, 0.5] },
			1_000
		);
		deliver(alice, bob, 1_000);
		const points = [0, 0, expect.closeTo(0.5, 1), 1, 1, expect.closeTo(0.5, 1)];
		expect(bob.presence.drafts(1_000)).toEqual([
			{ elementId: 'one', clientId: alice.clientId, fields: { type: 'stroke' }, points }
		]);
		bob.presence.forgetDrafts(['one', 'another']);
		expect(bob.presence.drafts(1_000)).toEqual([]);
	});
	it('shows the pointer of who may only look, and no ink', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		meet(bob, alice);
		alice.presence.setCursor({ x: 1, y: 2 });
		alice.presence.sendFrame({ elementId: 'one', fields: {}, points: [0, 0, 0.5] }, 1_000);
		const viewer = authorOf(alice, { writes: false });
		for (const packet of alice.sent) bob.presence.receive(viewer, packet, 1_000);
		expect([bob.presence.cursors(1_000).length, bob.presence.drafts(1_000).length]).toEqual([1, 0]);
		expect(bob.calls.changes).toBe(1);
	});
	it('tells those beyond its neighbours ten times a second, and nothing where there are none', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		const draw = (from: number) => {
			for (let i = 0; i < 60; i++) {
				alice.presence.setCursor({ x: from + i, y: 0 });
				alice.presence.sendFrame(null, from + (i * 1_000) / 60);
			}
		};
		draw(10_000);
		expect([alice.sent.length, alice.sentFar.length]).toEqual([60, 0]);
		alice.far.areThere = true;
		draw(20_000);
		expect(alice.sent.length).toBe(120);
		expect(alice.sentFar.length).toBeGreaterThanOrEqual(8);
		expect(alice.sentFar.length).toBeLessThanOrEqual(10);
	});
	it('brings a whole stroke to those beyond its neighbours, and its end', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		alice.far.areThere = true;
		const points: number[] = [];
		for (let i = 0; i < 60; i++) {
			points.push(i, i, 0.5);
			alice.presence.sendFrame({ elementId: 'one', fields: {}, points: [...points] }, 1_000 + i * 17);
		}
		const hear = () => {
			for (const packet of alice.sentFar.splice(0)) bob.presence.receive(authorOf(alice), packet, 2_100);
		};
		hear();
		const [draft] = bob.presence.drafts(2_100);
		expect(draft?.points?.length).toBeGreaterThan(150);
		alice.presence.cancelDraft('one' as ElementId);
		hear();
		expect(bob.presence.drafts(2_100)).toEqual([]);
	});
	it('forgets all about who left', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(alice, bob);
		meet(bob, alice);
		alice.presence.setCursor({ x: 0, y: 0 });
		alice.presence.sendFrame({ elementId: 'one', fields: {}, points: null }, 1_000);
		deliver(alice, bob, 1_000);
		expect([bob.presence.cursors(1_000).length, bob.presence.drafts(1_000).length]).toEqual([1, 1]);
		removeAwarenessStates(bob.awareness, [alice.clientId], 'a link');
		expect([bob.presence.people, bob.presence.cursors(1_000), bob.presence.drafts(1_000)]).toEqual([
			[],
			[],
			[]
		]);
	});
	it('shows no pointer of somebody it does not know yet, and does once it does', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		bob.presence.receive(authorOf(alice), encodePacket({ type: 'cursor', seq: 1, x: 1, y: 1 }), 1_000);
		expect(bob.presence.cursors(1_000)).toEqual([]);
		meet(bob, alice);
		expect(bob.presence.cursors(1_000).length).toBe(1);
	});
	it('takes garbage without a sign', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		meet(bob, alice);
		forSeeds(2_000, (random) => {
			const bytes = random.bytes(random.int(40));
			const before = bob.calls.changes;
			bob.presence.receive(authorOf(alice), bytes, 1_000);
			expect(bob.calls.changes - before).toBe(parsePacket(bytes) ? 1 : 0);
		});
		bob.presence.cursors(1_000);
		bob.presence.drafts(1_000);
	});
	it('tells the others no endless selection', () => {
		const alice = join('alice');
		alice.presence.setSelection(Array.from({ length: 5_000 }, (_, i) => `id${i}` as ElementId));
		vi.advanceTimersByTime(SELECTION_MS);
		expect(alice.awareness.getLocalState()?.selection).toHaveLength(1_000);
	});
	it('is quiet after the end', () => {
		const [alice, bob] = [join('alice'), join('bob')];
		const count = alice.calls.people;
		alice.presence.setSelection(['abc' as ElementId]);
		alice.presence.destroy();
		alice.presence.destroy();
		meet(alice, bob);
		vi.advanceTimersByTime(SELECTION_MS);
		expect([alice.presence.people, alice.calls.people]).toEqual([[], count]);
		expect(alice.awareness.getLocalState()?.selection).toEqual([]);
	});
});
