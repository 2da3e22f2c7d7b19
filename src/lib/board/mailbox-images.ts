// Brings a board's images to its mailbox, and gets from there what no peer has.
import type { AssetSource } from '$lib/assets/asset-fetcher';
import { hashOf, type AssetHash } from '$lib/assets/asset-hash';
import type { MailboxBlobs } from '$lib/mailbox/mailbox-blobs';

/** Whoever put an image on the board brings it at once; others only what is still not there then. */
const OTHERS_AFTER_MS = { min: 4_000, max: 12_000 };
/** A mailbox that was made anew lacks all of them; asking whether it does costs little. */
const FOUND_AFTER_MS = { min: 200, max: 2_000 };
const FULL_AGAIN_MS = 60_000;

export interface MailboxImagesOptions {
	/** Null while there is no mailbox. */
	readonly blobs: () => MailboxBlobs | null;
	/** Whether the mailbox takes something right now. */
	readonly isWritable: () => boolean;
	/** Images that the board names, and those that undo could bring back. */
	readonly named: () => ReadonlySet<AssetHash>;
	/** Images that the board names now, and that are on this device. */
	readonly here: () => ReadonlySet<AssetHash>;
	/** Something of that has changed. */
	readonly onChange: () => void;
	/** The bytes on this device; null when they are not here. */
	readonly read: (hash: AssetHash) => Promise<Uint8Array | null>;
}

export class MailboxImages implements AssetSource {
	readonly #options: MailboxImagesOptions;
	/** Those that the mailbox is known to have, or had before its last snapshot, and in how many parts. */
	readonly #kept = new Map<AssetHash, number>();
	/** Those that it was seen to have since then. */
	readonly #seen = new Set<AssetHash>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#dueAt = Infinity;
	#isBusy = false;
	#isDestroyed = false;

	constructor(options: MailboxImagesOptions) {
		this.#options = options;
	}

	async get(
		hash: AssetHash,
		onProgress: (part: number) => void,
		signal: AbortSignal
	): Promise<Uint8Array | null> {
		const blobs = this.#options.blobs();
		const bytes = await blobs?.get(hash, onProgress, signal);
		if (!blobs || !bytes || hashOf(bytes) !== hash) return null;
		this.#noteSeen(hash, blobs.partsOf(bytes));
		return bytes;
	}

	/** What a manifest has to name so that it is kept. */
	get wanted(): Uint8Array[] {
		const blobs = this.#options.blobs();
		return blobs ? [...this.#options.named()].map((hash) => blobs.nameOf(hash)) : [];
	}

	/** How many images that are here the mailbox is not known to have. */
	get waitingCount(): number {
		return [...this.#options.here()].filter((hash) => !this.#kept.has(hash)).length;
	}

	/** An image was put on the board here. */
	made(): void {
		this.#bringAfter(0);
	}

	/** The board or the mailbox changed: there may be an image that it lacks. */
	lookSoon(): void {
		if (this.#dueAt !== Infinity || !this.#options.isWritable()) return;
		const { min, max } = OTHERS_AFTER_MS;
		const hasMore = [...this.#options.named()].some((hash) => !this.#seen.has(hash));
		if (hasMore) this.#bringAfter(min + (max - min) * Math.random());
	}

	/** Its snapshot is another one, and may not have named all that it has: whoever wrote it may have known less. */
	doubt(): void {
		this.#seen.clear();
		this.lookSoon();
	}

	/** It is another mailbox, or none, from now on. */
	forget(): void {
		const { min, max } = FOUND_AFTER_MS;
		if (this.#kept.size > 0) this.#bringAfter(min + (max - min) * Math.random());
		this.#kept.clear();
		this.#seen.clear();
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#timer);
	}

	#bringAfter(ms: number): void {
		const at = performance.now() + ms;
		if (at >= this.#dueAt) return;
		clearTimeout(this.#timer);
		this.#dueAt = at;
		this.#timer = setTimeout(() => {
			this.#dueAt = Infinity;
			void this.#bring();
		}, ms);
	}

	async #bring(): Promise<void> {
		if (this.#isBusy) return;
		this.#isBusy = true;
		try {
			await this.#bringAll();
		} catch (error) {
			console.warn('Images could not be brought to the mailbox just now.', error);
		} finally {
			this.#isBusy = false;
		}
	}

	async #bringAll(): Promise<void> {
		const { named, read, blobs, isWritable } = this.#options;
		for (const hash of named()) {
			if (this.#seen.has(hash)) continue;
			if (this.#isDestroyed || !isWritable()) break;
			const known = this.#kept.get(hash);
			// Most are still there, and need not be read here to see it.
			if (known !== undefined && (await blobs()?.countParts(hash)) === known) {
				this.#seen.add(hash);
				continue;
			}
			const bytes = await read(hash);
			if (!bytes) continue;
			const there = blobs();
			if (!there) break;
			const result = await there.put(hash, bytes);
			if (result === 'kept') this.#noteSeen(hash, there.partsOf(bytes));
			else if (result === 'full' && this.#kept.delete(hash)) this.#options.onChange();
			if (result === 'full') this.#bringAfter(FULL_AGAIN_MS);
			if (result !== 'kept') break;
		}
	}

	#noteSeen(hash: AssetHash, parts: number): void {
		this.#seen.add(hash);
		if (this.#kept.has(hash)) return;
		this.#kept.set(hash, parts);
		this.#options.onChange();
	}
}
