// Many people in one room, over links in memory and in fake time: the whole of the sync layer but WebRTC itself.
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { deriveBoardKeys } from '../../src/lib/access/board-keys.ts';
import { viewLinkOf } from '../../src/lib/access/board-link.ts';
import { MemoryLinks, type MemoryLinksOptions } from '../support/memory-links.ts';
import { MemoryRoom } from '../support/memory-room.ts';
import { MeshPeer, type MeshPeerOptions } from '../support/mesh-peer.ts';
import { forSeeds, type Random } from '../support/random.ts';

// Before the imports above are run: y-protocols takes hold of the clock when it is loaded.
const clock = await vi.hoisted(async () => {
	const { FakeClock } = await import('../support/fake-clock.ts');
	return new FakeClock().install();
});

/** Signatures cost most of the time; a busy machine is no failure. */
const SLOW_MS = 180_000;

/** A simulated world with one room. */
class World {
	readonly links: MemoryLinks;
	readonly room: MemoryRoom;
	readonly random: Random;
	readonly peers: MeshPeer[] = [];

	constructor(random: Random, options: Partial<MemoryLinksOptions> = {}) {
		this.random = random;
		this.links = new MemoryLinks({ random, ...options });
		this.room = new MemoryRoom(random);
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
		clock.advance(ms);
	}

	remove(peer: MeshPeer): void {
		this.peers.splice(this.peers.indexOf(peer), 1);
	}

	/** How many messages of live updates arrive while `act` is done and has spread. */
	updatesDuring(act: () => void, ms = 500): number {
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
	clock.clear();
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

describe('many writers who join at once', () => {
	it.each([60, 40, 13])(
		'converge with few messages an update, and know each other (%i)',
		(count) => {
			forSeeds(1, (random) => {
				const world = new World(random);
				const peers = Array.from({ length: count }, (_, i) => world.add(`peer ${i}`));
				for (const peer of peers) for (let i = 0; i < 3; i++) peer.write(`${peer.name} ${i}`);
				for (const peer of peers) peer.join();
				world.pass(12_000);
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
					`    ${count} writers: ${Math.min(...degrees)}–${Math.max(...degrees)} links each; ` +
						`messages an update: ${costs.join(', ')}`
				);
				expect(Math.max(...costs)).toBeLessThanOrEqual(count * 8);
				expectSameDocuments(peers);
			});
		},
		SLOW_MS
	);
});

describe('a pair that no network path connects', () => {
	it('has document, names and packets both ways through two others at most', () => {
		forSeeds(4, (random) => {
			const world = new World(random);
			const peers = Array.from({ length: 5 }, (_, i) => world.add(`peer ${i}`));
			const [alice, bob] = peers as [MeshPeer, MeshPeer];
			world.links.refusePath(alice.peer, bob.peer);
			for (const peer of peers) peer.join();
			world.pass(4_000);
			expect([alice.linked.length, bob.linked.length]).toEqual([3, 3]);
			expectSameNames(peers);
			for (const [author, listener] of [
				[alice, bob],
				[bob, alice]
			] as const) {
				world.links.counts.clear();
				author.write(`of ${author.name}`);
				author.mesh.sendFarPacket(Uint8Array.of(1, 2, 3));
				world.pass(500);
				expect(listener.doc.getMap('elements').has(`of ${author.name}`)).toBe(true);
				expect(world.links.counts.get('update')).toBe(3);
				expect(world.links.counts.get('forwarded')).toBeGreaterThanOrEqual(1);
				expect(world.links.counts.get('forwarded')).toBeLessThanOrEqual(2);
				expect(listener.packets).toEqual([
					{ author: { clientId: author.doc.clientID, role: 'editor' }, packet: Uint8Array.of(1, 2, 3) }
				]);
				author.awareness.setLocalState({ name: `${author.name} renamed` });
				world.pass(1_000);
				expect(listener.names).toContain(`${author.name} renamed`);
			}
			expectSameDocuments(peers);
		});
	});
	it('goes on hearing each other when those in between leave one after the other', () => {
		forSeeds(3, (random) => {
			const world = new World(random);
			const peers = Array.from({ length: 5 }, (_, i) => world.add(`peer ${i}`));
			const [alice, bob, ...between] = peers as [MeshPeer, MeshPeer, ...MeshPeer[]];
			world.links.refusePath(alice.peer, bob.peer);
			for (const peer of peers) peer.join();
			world.pass(4_000);
			for (const peer of between.slice(1)) {
				peer.leave();
				world.remove(peer);
				world.pass(1_000);
				alice.write(`after ${peer.name}`);
				bob.write(`too, after ${peer.name}`);
				world.pass(1_000);
				expectSameDocuments(world.peers);
				expectSameNames(world.peers);
			}
		});
	});
});

describe('two whom nothing connects', () => {
	it('see each other through the room server, with the roles they can prove, until a path appears', () => {
		forSeeds(3, (random) => {
			const world = new World(random);
			const editor = deriveBoardKeys({ role: 'editor', seed: new Uint8Array(16) });
			const alice = world.add('alice');
			const bob = world.add('bob', { role: 'viewer', keys: deriveBoardKeys(viewLinkOf(editor)) });
			world.links.refusePath(alice.peer, bob.peer);
			for (const peer of [alice, bob]) peer.join();
			world.pass(20_000);
			expect([alice.linked, bob.linked]).toEqual([[], []]);
			expectSameNames([alice, bob]);
			for (const [author, listener, role] of [
				[alice, bob, 'editor'],
				[bob, alice, 'viewer']
			] as const) {
				author.mesh.sendFarPacket(Uint8Array.of(1, 2, 3));
				world.pass(500);
				expect(listener.packets.splice(0)).toEqual([
					{ author: { clientId: author.doc.clientID, role }, packet: Uint8Array.of(1, 2, 3) }
				]);
				author.awareness.setLocalState({ name: `${author.name} renamed` });
				world.pass(500);
				expect(listener.names).toEqual([`${author.name} renamed`]);
			}
			world.links.allowPath(alice.peer, bob.peer);
			world.pass(20_000);
			expect(alice.linked).toEqual([bob.peer]);
			expect([alice.names, bob.names]).toEqual([['bob renamed'], ['alice renamed']]);
			bob.leave();
			world.pass(1_000);
			expect(alice.names).toEqual([]);
		});
	});
	it('who leaves is gone, and who has no key of the board is not heard', () => {
		forSeeds(3, (random) => {
			const world = new World(random);
			const stranger = deriveBoardKeys({ role: 'editor', seed: Uint8Array.from({ length: 16 }, () => 9) });
			const alice = world.add('alice');
			const bob = world.add('bob');
			const mallory = world.add('mallory', { keys: stranger });
			for (const [one, other] of [
				[alice, bob],
				[alice, mallory],
				[bob, mallory]
			] as const) {
				world.links.refusePath(one.peer, other.peer);
			}
			for (const peer of [alice, bob, mallory]) peer.join();
			world.pass(20_000);
			expect([alice.names, bob.names, mallory.names]).toEqual([['bob'], ['alice'], []]);
			bob.leave();
			world.pass(1_000);
			expect(alice.names).toEqual([]);
		});
	});
});

describe('a room that falls into two', () => {
	it('converges when its parts find together again, and each part goes on meanwhile', () => {
		forSeeds(3, (random) => {
			const world = new World(random);
			const peers = world.join(12);
			world.pass(4_000);
			const away = peers.slice(0, 5);
			const here = peers.slice(5);
			world.links.partition(new Map(away.map(({ peer }) => [peer, 1])));
			for (const peer of away) peer.loseRoom();
			for (let i = 0; i < 12; i++) {
				for (const part of [away, here]) random.pick(part).write(`key ${random.int(8)}`, i);
				if (random.chance(0.3))
					random
						.pick(peers)
						.doc.getMap('elements')
						.delete(`key ${random.int(8)}`);
				world.pass(1_000);
			}
			expectSameDocuments(away);
			expectSameDocuments(here);
			expectSameNames(here);
			world.links.partition(new Map());
			for (const peer of away) peer.join();
			world.pass(8_000);
			for (const { linked } of peers) expect(linked.length).toBe(11);
			expectSameDocuments(peers);
			expectSameNames(peers);
		});
	});
});

describe('somebody who loses the room server for a moment', () => {
	it(
		'is seen again by everybody as soon as it is back, though it says nothing new',
		() => {
			forSeeds(2, (random) => {
				const world = new World(random);
				const peers = world.join(18);
				world.pass(5_000);
				expectSameNames(peers);
				const peer = random.pick(peers);
				peer.loseRoom();
				world.pass(1_000);
				peer.join();
				world.pass(2_000);
				expectSameNames(peers);
			});
		},
		SLOW_MS
	);
});

describe('a room with much coming and going', () => {
	it(
		'converges, shows nobody twice, and forgets the gone',
		() => {
			forSeeds(
				2,
				(random) => {
					const world = new World(random);
					const first = world.join(20, { prefix: 'early' });
					world.pass(4_000);
					for (const peer of first) peer.write(peer.name);
					world.pass(200);
					for (const peer of first.slice(0, 6)) {
						peer.write(`last of ${peer.name}`);
						world.pass(random.int(60));
						peer.vanish();
						world.remove(peer);
					}
					for (const peer of world.join(20, { prefix: 'late' })) peer.write(peer.name);
					for (let i = 0; i < 12; i++) {
						random.pick(world.peers).write(`key ${i}`);
						world.pass(1_000);
					}
					world.pass(10_000);
					expectSameDocuments(world.peers);
					expectSameNames(world.peers);
					for (const { mesh } of world.peers) {
						const linked = mesh.contacts.map(({ peer }) => peer);
						expect(new Set(linked).size).toBe(linked.length);
					}
				},
				1
			);
		},
		SLOW_MS
	);
});

describe('viewers', () => {
	const linkedRoles = (world: World, peer: MeshPeer) => {
		const roles = new Map(world.peers.map(({ member }) => [member.peer, member.role]));
		return peer.linked.map((other) => roles.get(other));
	};

	function expectSoundLinks(world: World): void {
		for (const peer of world.peers) {
			const roles = linkedRoles(world, peer);
			const viewers = roles.filter((role) => role === 'viewer').length;
			if (peer.member.role === 'viewer') {
				expect(viewers, `viewers linked with viewer ${peer.name}`).toBe(0);
				expect(roles.length, `writers of ${peer.name}`).toBeGreaterThanOrEqual(1);
			} else expect(viewers, `viewers of ${peer.name}`).toBeLessThanOrEqual(32);
		}
	}

	it(
		'all follow one writer',
		() => {
			forSeeds(2, (random) => {
				const world = new World(random);
				const [writer] = world.join(1, { prefix: 'writer' }) as [MeshPeer];
				writer.write('before anybody came', 'x'.repeat(300_000));
				world.join(30, { prefix: 'viewer', role: 'viewer' });
				world.pass(6_000);
				expect(world.updatesDuring(() => writer.write('live'))).toBe(30);
				expectSoundLinks(world);
				expectSameDocuments(world.peers);
				expectSameNames(world.peers);
			});
		},
		SLOW_MS
	);
	it(
		'find another writer when theirs leaves, and no writer serves more than 32',
		() => {
			forSeeds(2, (random, seed) => {
				const world = new World(random);
				const [alice, bob, carol] = world.join(3, { prefix: 'writer' }) as [MeshPeer, MeshPeer, MeshPeer];
				const viewers = world.join(40, { prefix: 'viewer', role: 'viewer' });
				world.pass(6_000);
				expectSoundLinks(world);
				expect(viewers.filter(({ linked }) => linked.length < 2).length).toBe(0);
				const cost = world.updatesDuring(() => alice.write('live'));
				console.log(`    3 writers, 40 viewers, seed ${seed}: ${cost} messages an update`);
				expectSameDocuments(world.peers);
				if (random.chance(0.5)) bob.leave();
				else bob.vanish();
				world.remove(bob);
				world.pass(random.int(3_000));
				carol.write('after bob left');
				world.pass(14_000);
				expectSoundLinks(world);
				expectSameDocuments(world.peers);
			});
		},
		SLOW_MS
	);
	it(
		'whom a full writer can’t serve find room when others leave',
		() => {
			forSeeds(1, (random) => {
				const world = new World(random);
				const [writer] = world.join(1, { prefix: 'writer' }) as [MeshPeer];
				const viewers = world.join(36, { prefix: 'viewer', role: 'viewer' });
				world.pass(8_000);
				const served = () => viewers.filter(({ linked }) => linked.length > 0);
				expect(served().length).toBe(32);
				for (const viewer of served().slice(0, 6)) {
					viewer.leave();
					world.remove(viewer);
				}
				writer.write('for all');
				world.pass(65_000);
				expectSoundLinks(world);
				expectSameDocuments(world.peers);
			});
		},
		SLOW_MS
	);
	it(
		'change nobody’s document, whatever they send',
		() => {
			forSeeds(3, (random) => {
				const world = new World(random);
				const writers = world.join(3, { prefix: 'writer' });
				const [viewer] = world.join(1, { prefix: 'viewer', role: 'viewer' }) as [MeshPeer];
				world.join(3, { prefix: 'other viewer', role: 'viewer' });
				world.pass(4_000);
				for (const writer of writers) writer.write(writer.name);
				world.pass(500);
				const before = Y.encodeStateAsUpdate((writers[0] as MeshPeer).doc);
				for (let i = 0; i < 20; i++) {
					viewer.write(`key ${i}`, 'x'.repeat(random.int(300_000)));
					viewer.mesh.sendPacket(Uint8Array.of(3, i));
					viewer.mesh.sendFarPacket(Uint8Array.of(3, i));
					world.pass(200);
				}
				world.pass(20_000);
				for (const { doc, packets, name } of world.peers) {
					if (name === viewer.name) continue;
					expect(Y.encodeStateAsUpdate(doc).length, `document of ${name}`).toBe(before.length);
					expect(packets.every(({ author }) => author.role === 'viewer')).toBe(true);
				}
				expect(writers.reduce((sum, { mesh }) => sum + mesh.refusedCount, 0)).toBeGreaterThan(20);
			});
		},
		SLOW_MS
	);
});

describe('far packets', () => {
	it(
		'arrive once at most, at nearly everybody who is no neighbour',
		() => {
			forSeeds(2, (random, seed) => {
				const world = new World(random, { packetLoss: 0.05 });
				const peers = world.join(24);
				world.pass(14_000);
				world.links.packetCount = 0;
				for (const peer of peers) peer.packets.length = 0;
				const author = random.pick(peers);
				for (let i = 0; i < 50; i++) {
					author.mesh.sendFarPacket(Uint8Array.of(i));
					world.pass(100);
				}
				const far = peers.filter(({ peer }) => peer !== author.peer && !author.linked.includes(peer));
				expect(far.length).toBeGreaterThan(12);
				for (const { packets } of peers) {
					const numbers = packets.map(({ packet }) => packet[0]);
					expect(new Set(numbers).size).toBe(numbers.length);
					for (const { author: named } of packets) expect(named.clientId).toBe(author.doc.clientID);
				}
				const shares = far.map(({ packets }) => packets.length / 50);
				const share = shares.reduce((sum, part) => sum + part) / far.length;
				console.log(
					`    24 writers, 5 % lost a hop, seed ${seed}: ${(100 * share).toFixed(0)} % of far packets arrive; ` +
						`${(world.links.packetCount / 50).toFixed(0)} sent for each`
				);
				expect(share).toBeGreaterThan(0.8);
			});
		},
		SLOW_MS
	);
});

describe('two whose client ids are equal', () => {
	it('are not both let in by anybody', () => {
		forSeeds(3, (random) => {
			const world = new World(random);
			const [carol, dave] = world.join(2, { prefix: 'honest' }) as [MeshPeer, MeshPeer];
			const twins = world.join(2, { prefix: 'twin', clientId: 77 });
			for (let i = 0; i < 20; i++) {
				world.pass(500);
				for (const { linked, awareness } of [carol, dave]) {
					expect(twins.filter(({ peer }) => linked.includes(peer)).length).toBeLessThanOrEqual(1);
					expect(awareness.getStates().size).toBeLessThanOrEqual(3);
				}
			}
			carol.write('of carol');
			world.pass(500);
			expect(dave.doc.getMap('elements').has('of carol')).toBe(true);
		});
	});
});
