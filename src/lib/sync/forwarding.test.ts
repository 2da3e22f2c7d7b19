import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import type { Member, PeerId } from '../signaling/messages.ts';
import { Forwarding, type OpenLink } from './forwarding.ts';
import { neighboursOf } from './topology.ts';

/** Peers, who may write, and who is linked with whom; each knows its neighbours' neighbours. */
class Room {
	readonly writers: ReadonlySet<string>;
	readonly links = new Map<string, Set<string>>();
	readonly forwardings = new Map<string, Forwarding>();

	constructor(peers: Iterable<string>, writers: Iterable<string> = peers) {
		this.writers = new Set(writers);
		for (const peer of peers) this.links.set(peer, new Set());
	}

	link(one: string, other: string): this {
		this.links.get(one)?.add(other);
		this.links.get(other)?.add(one);
		return this;
	}

	linksOf(peer: string): OpenLink[] {
		return [...(this.links.get(peer) ?? [])].map((other) => ({
			peer: other,
			writes: this.writers.has(other)
		}));
	}

	/** Everybody tells its neighbours whom it is linked with. */
	tell(): this {
		for (const peer of this.links.keys()) {
			const forwarding = new Forwarding({ peer, writes: this.writers.has(peer) });
			for (const { peer: other } of this.linksOf(peer)) forwarding.setNeighbours(other, this.linksOf(other));
			this.forwardings.set(peer, forwarding);
		}
		return this;
	}

	targets(self: string, author: string, via = author): string[] {
		const targets = this.forwardings.get(self)?.targets(author, via, this.linksOf(self)) ?? [];
		return targets.map(({ peer }) => peer).sort();
	}

	/** Who has heard what `author` made, and how many messages that took. */
	spread(author: string): { readonly heard: ReadonlySet<string>; readonly messages: number } {
		const heard = new Set([author]);
		const underWay = [...(this.links.get(author) ?? [])].map((to) => ({ to, via: author }));
		let messages = 0;
		for (const { to, via } of underWay) {
			messages++;
			if (heard.has(to)) continue;
			heard.add(to);
			for (const next of this.targets(to, author, via)) underWay.push({ to: next, via: to });
		}
		return { heard, messages };
	}
}

function fullMesh(count: number, { writers = count } = {}): Room {
	const peers = Array.from({ length: count }, (_, i) => `peer ${String(i).padStart(2, '0')}`);
	const room = new Room(peers, peers.slice(0, writers));
	for (const one of peers) for (const other of peers) if (one !== other) room.link(one, other);
	return room;
}

function topologyOf(random: Random, writers: number, viewers: number): Room {
	const members = Array.from({ length: writers + viewers }, (_, i): Member => ({
		peer: `${random.int(2 ** 32).toString(36)}-${i}` as PeerId,
		role: i < writers ? 'editor' : 'viewer'
	}));
	const ids = members.map(({ peer }) => peer);
	const room = new Room(ids, ids.slice(0, writers));
	for (const member of members)
		for (const peer of neighboursOf(member, members)) room.link(member.peer, peer);
	return room.tell();
}

describe('forwarding', () => {
	it('passes nothing on where everybody sees everybody', () => {
		const room = fullMesh(8).tell();
		for (const author of room.links.keys()) expect(room.spread(author).messages).toBe(7);
	});
	it('goes through the first two of those who see both of a pair that no path connects', () => {
		const room = fullMesh(6);
		const [alice = '', bob = '', ...between] = [...room.links.keys()];
		room.links.get(alice)?.delete(bob);
		room.links.get(bob)?.delete(alice);
		room.tell();
		expect(between.map((peer) => room.targets(peer, alice))).toEqual([[bob], [bob], [], []]);
		expect(between.map((peer) => room.targets(peer, bob))).toEqual([[alice], [alice], [], []]);
	});
	it('goes through all that are there when they are fewer', () => {
		const room = new Room(['alice', 'bob', 'carol']).link('alice', 'bob').link('bob', 'carol').tell();
		expect(room.targets('bob', 'alice')).toEqual(['carol']);
		expect(room.spread('alice')).toEqual({ heard: new Set(['alice', 'bob', 'carol']), messages: 2 });
	});
	it('reaches who has just come and has told nobody whom it sees', () => {
		const room = new Room(['alice', 'bob', 'carol', 'dave']);
		room.link('alice', 'bob').link('alice', 'carol').link('bob', 'dave').link('carol', 'dave');
		const bob = new Forwarding({ peer: 'bob', writes: true });
		bob.setNeighbours('alice', room.linksOf('alice'));
		expect(bob.targets('alice', 'alice', room.linksOf('bob')).map(({ peer }) => peer)).toEqual(['dave']);
	});
	it('is not done by viewers, nor counted on from them', () => {
		const room = fullMesh(5, { writers: 3 });
		const [alice = '', bob = ''] = [...room.links.keys()];
		room.links.get(alice)?.delete(bob);
		room.links.get(bob)?.delete(alice);
		room.tell();
		const [, , carol = '', ...viewers] = [...room.links.keys()];
		expect(room.targets(carol, alice)).toEqual([bob]);
		for (const viewer of viewers) expect(room.targets(viewer, alice)).toEqual([]);
	});
	it('gives nothing back to its author or to who brought it', () => {
		forSeeds(20, (random) => {
			const room = topologyOf(random, 20, 5);
			for (const self of room.links.keys()) {
				for (const { peer: via } of room.linksOf(self)) {
					const author = random.pick([...room.links.keys()]);
					const targets = room.targets(self, author, via);
					expect(targets).not.toContain(author);
					expect(targets).not.toContain(via);
				}
			}
		});
	});
	it('brings everything to everybody in rooms of any size, at a bounded price', () => {
		forSeeds(25, (random) => {
			const writers = 1 + random.int(60);
			const viewers = random.int(20);
			const room = topologyOf(random, writers, viewers);
			const author = random.pick([...room.writers]);
			const { heard, messages } = room.spread(author);
			expect(heard.size).toBe(writers + viewers);
			expect(messages).toBeLessThanOrEqual((writers + viewers) * 8);
		});
	});
	it('still brings everything to everybody when one in between is gone and nobody knows yet', () => {
		forSeeds(25, (random) => {
			const room = topologyOf(random, 20 + random.int(30), 0);
			const [author, gone] = [random.pick([...room.writers]), random.pick([...room.writers])];
			if (author === gone) return;
			const heard = new Set([author]);
			const underWay = room.linksOf(author).map(({ peer }) => ({ to: peer, via: author }));
			for (const { to, via } of underWay) {
				if (to === gone || heard.has(to)) continue;
				heard.add(to);
				for (const next of room.targets(to, author, via)) underWay.push({ to: next, via: to });
			}
			expect(heard.size).toBe(room.links.size - 1);
		});
	});
	it('forgets whom somebody saw who is gone', () => {
		const forwarding = new Forwarding({ peer: 'bob', writes: true });
		forwarding.setNeighbours('alice', [{ peer: 'carol', writes: true }]);
		expect([forwarding.areLinked('alice', 'carol'), forwarding.areLinked('carol', 'alice')]).toEqual([
			true,
			false
		]);
		forwarding.forget('alice');
		expect(forwarding.areLinked('alice', 'carol')).toBe(false);
	});
});
