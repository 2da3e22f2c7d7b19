import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64Url } from '../access/base64-url.ts';

/** A part of a snapshot as the mailbox has it. */
export interface StoredChunk {
	/** SHA-256 of the sealed bytes. */
	readonly name: Uint8Array;
	/** Of the sealed bytes. */
	readonly size: number;
}

/** Parts of a snapshot that the mailbox is known to have: they need not be brought for the next one. */
export class StoredChunks {
	readonly #names = new Set<string>();
	/** By what they hold, so that they need not be sealed again to see what they are called. */
	readonly #chunks = new Map<string, StoredChunk>();

	/** How many are known. */
	get count(): number {
		return this.#names.size;
	}

	has(name: Uint8Array): boolean {
		return this.#names.has(encodeBase64Url(name));
	}

	/** The one that holds this update. */
	find(update: Uint8Array): StoredChunk | undefined {
		return this.#chunks.get(keyOf(update));
	}

	/** It was brought, or is there already; it is kept for some minutes, until a manifest names it. */
	add(chunk: StoredChunk, update: Uint8Array): void {
		this.named([chunk.name]);
		this.#chunks.set(keyOf(update), chunk);
	}

	/** A manifest stands in the mailbox that names these. */
	named(names: readonly Uint8Array[]): void {
		for (const name of names) this.#names.add(encodeBase64Url(name));
	}

	/** The same, and no others: those that it does not name go. */
	keepOnly(names: readonly Uint8Array[]): void {
		this.#names.clear();
		this.named(names);
		for (const [key, { name }] of this.#chunks) if (!this.has(name)) this.#chunks.delete(key);
	}

	/** Nothing is known any more. */
	forget(): void {
		this.#names.clear();
		this.#chunks.clear();
	}
}

const keyOf = (update: Uint8Array) => encodeBase64Url(sha256(update));
