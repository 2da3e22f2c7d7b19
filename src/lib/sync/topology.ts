// Who should be linked with whom, reckoned by everybody alike from the list of who is here.
//
// Up to 12 writers: each with each. Above, every writer stands in four rings, each in another order by hash, and is
// linked with both neighbours in each: at most eight links, one ring alone connects everybody, and four leave no weak
// spot. Somebody who comes or goes changes one place in each ring and nothing else. Viewers hold two writers each,
// those that come first in an order of their own, so that they spread by themselves.
import type { Member, PeerId } from '../signaling/messages.ts';

/** So many writers are linked each with each. */
export const FULL_MESH_WRITERS = 12;
const RINGS = 4;
const WRITERS_PER_VIEWER = 2;

export interface TopologyOptions {
	/** Writers that a viewer should not count on now, full or out of reach: they come after all others. */
	readonly isSpared?: (writer: PeerId) => boolean;
}

/** The peers that `self` should be linked with. `others` may name self too; it is left out. */
export function neighboursOf(
	self: Member,
	others: readonly Member[],
	{ isSpared = () => false }: TopologyOptions = {}
): Set<PeerId> {
	const writers = others
		.filter(({ peer, role }) => role === 'editor' && peer !== self.peer)
		.map(({ peer }) => peer);
	if (self.role === 'viewer') return new Set(writersFor(self.peer, writers, isSpared));
	const neighbours =
		writers.length < FULL_MESH_WRITERS ? new Set(writers) : ringNeighbours(self.peer, writers);
	for (const { peer, role } of others) {
		if (role === 'viewer' && writersFor(peer, [self.peer, ...writers]).includes(self.peer))
			neighbours.add(peer);
	}
	return neighbours;
}

function writersFor(
	viewer: PeerId,
	writers: readonly PeerId[],
	isSpared: (writer: PeerId) => boolean = () => false
): PeerId[] {
	const inOrder = sortedBy(writers, (writer) => hashOf(`${viewer} ${writer}`));
	const [spared, others] = [inOrder.filter(isSpared), inOrder.filter((writer) => !isSpared(writer))];
	return [...others, ...spared].slice(0, WRITERS_PER_VIEWER);
}

function ringNeighbours(self: PeerId, others: readonly PeerId[]): Set<PeerId> {
	const neighbours = new Set<PeerId>();
	for (let ring = 0; ring < RINGS; ring++) {
		const inOrder = sortedBy([self, ...others], (peer) => hashOf(`${ring} ${peer}`));
		const place = inOrder.indexOf(self);
		for (const step of [1, inOrder.length - 1]) {
			const neighbour = inOrder[(place + step) % inOrder.length];
			if (neighbour) neighbours.add(neighbour);
		}
	}
	return neighbours;
}

function sortedBy(peers: readonly PeerId[], key: (peer: PeerId) => number): PeerId[] {
	return peers
		.map((peer) => ({ peer, place: key(peer) }))
		.sort((a, b) => a.place - b.place || (a.peer < b.peer ? -1 : 1))
		.map(({ peer }) => peer);
}

/** FNV-1a with MurmurHash3's finish: quick, and even enough for random ids. Nothing secret hangs on it. */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}
