import { hashOfEntry, HASH_BYTES, SESSION_BYTES, type ChainPlace } from './sealed-entry.ts';

/** The chain of entries that this opening of a board writes, one after the other was acknowledged. */
export class OwnChain {
	#place: ChainPlace = newPlace();

	/** Where the next entry stands. */
	get next(): ChainPlace {
		return this.#place;
	}

	/** This entry was acknowledged. */
	wrote(entry: Uint8Array): void {
		const { session, counter } = this.#place;
		this.#place = { session, counter: counter + 1, previous: hashOfEntry(entry) };
	}

	/** Nobody knows whether the last entry arrived: another chain begins, so that no place is ever taken twice. */
	restart(): void {
		this.#place = newPlace();
	}
}

function newPlace(): ChainPlace {
	return {
		session: crypto.getRandomValues(new Uint8Array(SESSION_BYTES)),
		counter: 0,
		previous: new Uint8Array(HASH_BYTES)
	};
}
