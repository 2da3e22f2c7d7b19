// Many people in one room, over links in memory and in fake time: the whole of the sync layer but WebRTC itself.
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { MemoryLinks, type MemoryLinksOptions } from '../support/memory-links.ts';
import { MemoryRoom } from '../support/memory-room.ts';
import { MeshPeer, type MeshPeerOptions } from '../support/mesh-peer.ts';
import { forSeeds, type Random } from '../support/random.ts';
import { Schedule } from '../support/schedule.ts';

// Before the imports above are run: y-protocols takes hold of the clock when it is loaded.
vi.hoisted(() => {
	vi.useFakeTimers({
		toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance']
	});
});

/** A simulated world with one room. */
class World {
	readonly schedule = new Schedule();
	readonly links: MemoryLinks;
	readonly room: MemoryRoom;
	readonly random: Random;
	readonly peers: MeshPeer[] = [];

	constructor(random: Random, options: Partial<MemoryLinksOptions> = {}) {
		this.random = random;
		this.links = new MemoryLinks({ random, schedule: this.schedule, ...options });
		this.room = new MemoryRoom(this.schedule, random);
		worlds.push(this);
	}

	/** Somebody who has not joined yet. */
	add(name: string, options: Partial<MeshPeerOptions> = {}): MeshPeer {
		const peer = new MeshPeer({ name, room: this.room, links: this.links, ...options });
		this.peers.push(peer);
		return peer;
	}

	/** So many people, all joining at once. */
	join(count: number, options: Partial<MeshPeerOptions> & { readonly prefix?: string } = {}): MeshPeer[] {
		const { prefix = 'peer', ...rest } = options;
		const peers = Array.from({ length: count }, (_, i) => this.add(`${prefix} ${i}`, rest));
		for (const peer of peers) peer.join();
		return peers;
	}

	/** Lets so much time pass. */
	pass(ms: number): void {
		this.schedule.advance(ms);
	}

	remove(peer: MeshPeer): void {
		this.peers.splice(this.peers.indexOf(peer), 1);
	}

	/** How many messages of live updates arrive while `act` is done and has spread. */
	updatesDuring(act: () => void, ms = 1_500): number {
		this.links.counts.clear();
		act();
		this.pass(ms);
		return (this.links.counts.get('update') ?? 0) + (this.links.counts.get('forwarded') ?? 0);
	}

	destroy(): void {
		for (const peer of this.peers) peer.leave();
	}
}

const worlds: World[] = [];
afterEach(() => {
	for (const world of worlds.splice(0)) world.destroy();
	vi.clearAllTimers();
});

function expectSameDocuments(peers: readonly MeshPeer[]): void {
	const [first] = peers;
	if (!first) throw new Error('expected peers, got none');
	const [wanted, state] = [first.doc.getMap('elements').toJSON(), Y.snapshot(first.doc)];
	for (const { doc, name } of peers) {
		expect(doc.store.pendingStructs, `pending at ${name}`).toBeNull();
		expect(doc.getMap('elements').toJSON(), `document of ${name}`).toEqual(wanted);
		expect(Y.equalSnapshots(Y.snapshot(doc), state), `state of ${name}`).toBe(true);
	}
}

/** Everybody sees everybody else once, and nobody else. */
function expectSameNames(peers: readonly MeshPeer[]): void {
	const all = peers.map(({ name }) => name);
	for (const { name, names } of peers) {
		expect(names, `names seen by ${name}`).toEqual(all.filter((other) => other !== name).sort());
	}
}

describe('a full mesh of eight', () => {
	it('sends an update seven times, no more, and each gets it', () => {
		forSeeds(3, (random) => {
			const world = new World(random);
			const peers = world.join(8);
			world.pass(3_000);
			for (const { linked } of peers) expect(linked.length).toBe(7);
			for (let i = 0; i < 5; i++) {
				const writer = random.pick(peers);
				expect(world.updatesDuring(() => writer.write(`key ${i}`))).toBe(7);
				for (const { doc } of peers) expect(doc.getMap('elements').has(`key ${i}`)).toBe(true);
			}
			expectSameDocuments(peers);
			expectSameNames(peers);
		});
	});
});

describe('sixty writers who join at once', () => {
	it('converge with few messages an update, and know each other', () => {
		forSeeds(2, (random, seed) => {
			const world = new World(random);
			const peers = Array.from({ length: 60 }, (_, i) => world.add(`peer ${i}`));
			for (const peer of peers) for (let i = 0; i < 3; i++) peer.write(`${peer.name} ${i}`);
			for (const peer of peers) peer.join();
			world.pass(15_000);
			expectSameDocuments(peers);
			expectSameNames(peers);
			const degrees = peers.map(({ linked }) => linked.length);
			expect(Math.max(...degrees)).toBeLessThanOrEqual(8);
			const costs = Array.from({ length: 5 }, (_, i) => {
				const writer = random.pick(peers);
				const cost = world.updatesDuring(() => writer.write(`live ${i}`));
				expect(peers.filter(({ doc }) => !doc.getMap('elements').has(`live ${i}`)).length).toBe(0);
				return cost;
			});
			console.log(
				`    60 writers, seed ${seed}: ${Math.min(...degrees)}–${Math.max(...degrees)} links each; ` +
					`messages an update: ${costs.join(', ')}`
			);
			expect(Math.max(...costs)).toBeLessThanOrEqual(60 * 8);
			expectSameDocuments(peers);
		});
	});
});
