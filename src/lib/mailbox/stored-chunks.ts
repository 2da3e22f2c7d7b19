import { encodeBase64Url } from '../access/base64-url.ts';

/** Names of a snapshot's parts that the mailbox is known to have: they need not be brought for the next one. */
export class StoredChunks {
	readonly #names = new Set<string>();

	get count(): number {
		return this.#names.size;
	}

	has(name: Uint8Array): boolean {
		return this.#names.has(encodeBase64Url(name));
	}

	/** It was brought; it is kept for some minutes, until a manifest names it. */
	add(name: Uint8Array): void {
		this.#names.add(encodeBase64Url(name));
	}

	/** A manifest stands in the mailbox that names these. */
	replace(names: readonly Uint8Array[]): void {
		this.forget();
		for (const name of names) this.add(name);
	}

	/** Nothing is known any more. */
	forget(): void {
		this.#names.clear();
	}
}
