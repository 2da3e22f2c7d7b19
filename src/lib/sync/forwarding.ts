// Whoever has a link with an author hears it directly. Who has none (a large room, a pair that no network path
// connects) hears it through others, and this decides through whom. Everybody tells its neighbours whom it is linked
// with; so somebody between an author and a listener can see who else stands between, and the first two of them pass
// things on: two, because one may be gone without anybody knowing yet.
//
// Beyond that nobody knows the author's neighbours. What comes by way of a forwarder goes on to all who can see neither
// the author nor that forwarder: of those that could give it to a listener the first to have it came by it through
// somebody the listener can't see, and gives it. Viewers pass nothing on.
import type { Neighbour } from './document-message.ts';

const FORWARDERS = 2;

/** Somebody we have an open link with. */
export interface OpenLink {
	readonly peer: string;
	readonly writes: boolean;
}

export class Forwarding {
	readonly #self: OpenLink;
	readonly #neighbours = new Map<string, ReadonlyMap<string, Neighbour>>();

	constructor(self: OpenLink) {
		this.#self = self;
	}

	/** A peer told whom it is linked with. */
	setNeighbours(peer: string, neighbours: readonly Neighbour[]): void {
		this.#neighbours.set(peer, new Map(neighbours.map((neighbour) => [neighbour.peer, neighbour])));
	}

	forget(peer: string): void {
		this.#neighbours.delete(peer);
	}

	/** Whether `peer`, one of our neighbours, has a link with `other`; false while it has not said. */
	areLinked(peer: string, other: string): boolean {
		return this.#neighbours.get(peer)?.has(other) ?? false;
	}

	/** Those of our open links that should get from us what `author` made and `via` (perhaps the same) gave us. */
	targets<T extends OpenLink>(author: string, via: string, links: Iterable<T>): T[] {
		if (!this.#self.writes) return [];
		return [...links].filter(({ peer }) => {
			if (peer === author || peer === via || this.areLinked(peer, author)) return false;
			return via === author ? this.#isForwarder(author, peer) : !this.areLinked(peer, via);
		});
	}

	#isForwarder(author: string, listener: string): boolean {
		const ofListener = this.#neighbours.get(listener);
		// Who has just come has told nobody yet; until then we may be the only one.
		if (!ofListener) return true;
		const ofAuthor = this.#neighbours.get(author);
		const between = [...ofListener.values()]
			.filter(({ peer, writes }) => writes && peer !== this.#self.peer && (ofAuthor?.has(peer) ?? false))
			.map(({ peer }) => peer);
		return between.filter((peer) => peer < this.#self.peer).length < FORWARDERS;
	}
}
