import type { Statement } from './statements.ts';

const MAX_REMEMBERED = 1_000;

interface Early {
	readonly statement: Statement;
	/** Which neighbour passed it on. */
	readonly via: string;
}

/**
 * Who left, by the room server's word. Others pass on what such a peer said until they have heard of it too, and we would
 * believe it and pass it on in turn: a ghost that goes round. What comes of it is kept for its return.
 */
export class Departed {
	readonly #gone = new Map<string, Early | null>();

	get peers(): string[] {
		return [...this.#gone.keys()];
	}

	add(peer: string): void {
		this.#gone.delete(peer);
		this.#gone.set(peer, null);
		const [oldest] = this.#gone.keys();
		if (this.#gone.size > MAX_REMEMBERED && oldest !== undefined) this.#gone.delete(oldest);
	}

	/** Keeps back what is said of somebody who is gone. @returns whether they are */
	keep(statement: Statement, via: string): boolean {
		if (!this.#gone.has(statement.peer)) return false;
		this.#gone.set(statement.peer, { statement, via });
		return true;
	}

	/** It is here. @returns the last that was kept back */
	returned(peer: string): Early | null {
		const early = this.#gone.get(peer) ?? null;
		this.#gone.delete(peer);
		return early;
	}
}
