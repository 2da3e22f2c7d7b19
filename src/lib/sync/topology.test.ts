import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../tests/support/random.ts';
import type { Member, PeerId } from '../signaling/messages.ts';
import { FULL_MESH_WRITERS, neighboursOf } from './topology.ts';

const MOST_LINKS = 8;

function membersOf(random: Random, count: number, role: Member['role']): Member[] {
	return Array.from({ length: count }, (_, i) => ({
		peer: `${random.int(2 ** 32).toString(36)}-${role}-${i}` as PeerId,
		role
	}));
}

/** Whom each should be linked with. */
function linksOf(members: readonly Member[]): Map<PeerId, Set<PeerId>> {
	return new Map(members.map((member) => [member.peer, neighboursOf(member, members)]));
}

/** Whether everybody can be reached from everybody else, without those who dropped out. */
function isConnected(
	links: ReadonlyMap<PeerId, ReadonlySet<PeerId>>,
	without: readonly PeerId[] = []
): boolean {
	const left = new Set([...links.keys()].filter((peer) => !without.includes(peer)));
	const reached: PeerId[] = [];
	const visit = (peer: PeerId | undefined) => {
		if (peer && left.delete(peer)) reached.push(peer);
	};
	visit([...left][0]);
	for (const peer of reached) links.get(peer)?.forEach(visit);
	return left.size === 0;
}

const edgesOf = (links: ReadonlyMap<PeerId, ReadonlySet<PeerId>>) =>
	new Set([...links].flatMap(([peer, others]) => [...others].map((other) => [peer, other].sort().join(' '))));

describe('topology', () => {
	it('links each of two alike, in rooms of any size and mixture', () => {
		forSeeds(60, (random) => {
			const members = [
				...membersOf(random, random.int(40), 'editor'),
				...membersOf(random, random.int(40), 'viewer')
			];
			const links = linksOf(members);
			for (const [peer, others] of links) {
				expect(others.has(peer)).toBe(false);
				for (const other of others) expect(links.get(other)?.has(peer), `${other} and ${peer}`).toBe(true);
			}
		});
	});
	it('does not depend on the order in which others are named, or on whether oneself is among them', () => {
		forSeeds(20, (random) => {
			const members = [...membersOf(random, 30, 'editor'), ...membersOf(random, 10, 'viewer')];
			const [self] = members as [Member];
			expect(neighboursOf(self, members.slice(1).reverse())).toEqual(neighboursOf(self, members));
		});
	});
	it.each([1, 2, 3, FULL_MESH_WRITERS])('links %i writers each with each', (count) => {
		forSeeds(5, (random) => {
			const members = membersOf(random, count, 'editor');
			for (const others of linksOf(members).values()) expect(others.size).toBe(count - 1);
		});
	});
	it('gives each of many writers a few links, and keeps them connected whichever two drop out', () => {
		const all: number[] = [];
		forSeeds(30, (random, seed) => {
			const members = membersOf(random, FULL_MESH_WRITERS + Math.ceil(seed / 2), 'editor');
			const links = linksOf(members);
			const degrees = [...links.values()].map(({ size }) => size);
			all.push(...degrees);
			expect(Math.max(...degrees)).toBeLessThanOrEqual(MOST_LINKS);
			expect(isConnected(links)).toBe(true);
			for (const [i, { peer: one }] of members.entries()) {
				for (const { peer: other } of members.slice(i + 1)) {
					expect(isConnected(links, [one, other]), `without ${one} and ${other}`).toBe(true);
				}
			}
		});
		// Four rings may name the same neighbours; in a small room one writer in a thousand has three.
		expect(Math.min(...all)).toBeGreaterThanOrEqual(3);
		expect(all.filter((degree) => degree < 4).length).toBeLessThan(all.length / 200);
	});
	it('keeps sixty and three hundred writers within a few steps of each other', () => {
		forSeeds(3, (random) => {
			for (const [count, most] of [
				[60, 4],
				[300, 6]
			] as const) {
				const members = membersOf(random, count, 'editor');
				const links = linksOf(members);
				const steps = new Map<PeerId, number>([[(members[0] as Member).peer, 0]]);
				for (const [peer, step] of steps) {
					for (const other of links.get(peer) ?? []) if (!steps.has(other)) steps.set(other, step + 1);
				}
				expect(steps.size).toBe(count);
				expect(Math.max(...steps.values())).toBeLessThanOrEqual(most);
			}
		});
	});
	it('changes little when one comes, and the same back when it goes', () => {
		forSeeds(20, (random) => {
			const members = membersOf(random, 20 + random.int(60), 'editor');
			const [before, after] = [linksOf(members.slice(1)), linksOf(members)].map(edgesOf) as [
				Set<string>,
				Set<string>
			];
			const changed = [...before].filter((edge) => !after.has(edge)).length;
			const added = [...after].filter((edge) => !before.has(edge)).length;
			// In each of four rings two links take the place of one, and the other way round.
			expect(changed).toBeLessThanOrEqual(4);
			expect(added).toBeLessThanOrEqual(8);
		});
	});
	it('gives each viewer two writers, and spreads viewers evenly', () => {
		forSeeds(10, (random) => {
			const writers = membersOf(random, 10, 'editor');
			const viewers = membersOf(random, 100, 'viewer');
			const links = linksOf([...writers, ...viewers]);
			for (const { peer } of viewers) {
				expect(links.get(peer)?.size).toBe(2);
				for (const other of links.get(peer) ?? []) {
					expect(writers.some((writer) => writer.peer === other)).toBe(true);
				}
			}
			const served = writers.map(({ peer }) => (links.get(peer)?.size ?? 0) - (writers.length - 1));
			expect(Math.max(...served)).toBeLessThanOrEqual(36);
			expect(Math.min(...served)).toBeGreaterThanOrEqual(8);
		});
	});
	it.each([0, 1])('leaves a viewer with what there is where there are %i writers', (count) => {
		forSeeds(3, (random) => {
			const [viewer, ...others] = membersOf(random, 5, 'viewer') as [Member, ...Member[]];
			const writers = membersOf(random, count, 'editor');
			expect(neighboursOf(viewer, [...others, ...writers])).toEqual(new Set(writers.map(({ peer }) => peer)));
		});
	});
	it('moves no viewer but those of the writer who goes', () => {
		forSeeds(10, (random) => {
			const writers = membersOf(random, 6, 'editor');
			const viewers = membersOf(random, 40, 'viewer');
			const [gone] = writers as [Member];
			for (const viewer of viewers) {
				const before = neighboursOf(viewer, writers);
				const after = neighboursOf(viewer, writers.slice(1));
				const kept = [...before].filter((peer) => peer !== gone.peer);
				expect([...after]).toEqual(expect.arrayContaining(kept));
			}
		});
	});
	it('lets a viewer pass over writers that are spared, while there are others', () => {
		forSeeds(20, (random) => {
			const writers = membersOf(random, 5, 'editor');
			const [viewer] = membersOf(random, 1, 'viewer') as [Member];
			const first = neighboursOf(viewer, writers);
			const second = neighboursOf(viewer, writers, { isSpared: (peer) => first.has(peer) });
			expect(second.size).toBe(2);
			for (const peer of second) expect(first.has(peer)).toBe(false);
			expect(neighboursOf(viewer, writers, { isSpared: () => true })).toEqual(first);
			const [only] = [...first];
			expect(neighboursOf(viewer, writers, { isSpared: (peer) => peer !== only })).toContain(only);
		});
	});
});
