// When a mailbox is compacted, and that it is done by somebody who may stand for all that is in it.
import { isWorthCompacting, compact, type Compacted, type CompactionOptions } from './compaction.ts';
import { StoredChunks } from './stored-chunks.ts';
import { whenIdle } from '../sync/when-idle.ts';

/** Two who saw the same log grow too long don't compact it at the same moment. */
const AFTER_MS = { min: 1_000, max: 6_000 };
/** On a board where somebody always draws, tries are made more and more seldom. */
const MAX_BACK_OFF = 32;

export interface CompactorOptions extends Pick<
	CompactionOptions,
	'doc' | 'keys' | 'sealing' | 'socket' | 'cursor' | 'chain' | 'isInterrupted'
> {
	/** Whether all was taken in, brought and understood by this app. */
	readonly mayCompact: () => boolean;
	/** The same, looked into: whether the document really has all that was taken in. */
	readonly isIntact: () => Promise<boolean>;
	/** Names of the blobs that the board wants to be kept. */
	readonly keptBlobs: () => readonly Uint8Array[];
	/** Runs what writes to the mailbox when nothing else does. */
	readonly write: (run: () => Promise<void>) => Promise<unknown>;
	/** A snapshot was put in place of all entries. */
	readonly onDone: (compacted: NonNullable<Compacted>) => Promise<void>;
	/** How long to wait with a compaction that pays. */
	readonly afterMs?: { readonly min: number; readonly max: number } | undefined;
}

export class Compactor {
	readonly #options: CompactorOptions;
	readonly #stored = new StoredChunks();
	/** Set from when it is to be tried until it was: the next try leaves room for what else is to be written. */
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Twice as long after each try that brought nothing. */
	#backOff = 1;
	#isDestroyed = false;

	constructor(options: CompactorOptions) {
		this.#options = options;
	}

	/** The mailbox or the document changed: compacts in a while if it pays. */
	consider(): void {
		if (!this.#isDue) return;
		const { min, max } = this.#options.afterMs ?? AFTER_MS;
		this.#timer ??= setTimeout(
			() => whenIdle(() => void this.#try()),
			this.#backOff * (min + (max - min) * Math.random())
		);
	}

	/** A manifest stands in the mailbox that names these chunks. */
	named(chunks: readonly Uint8Array[]): void {
		this.#stored.named(chunks);
	}

	/** It is another mailbox from now on. */
	forget(): void {
		this.#stored.forget();
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#timer);
	}

	get #isDue(): boolean {
		const { cursor, mayCompact } = this.#options;
		return !this.#isDestroyed && isWorthCompacting(cursor) && mayCompact();
	}

	async #try(): Promise<void> {
		const { write, isIntact, keptBlobs, onDone } = this.#options;
		await write(async () => {
			if (!this.#isDue || !(await isIntact())) return;
			const before = this.#stored.count;
			const options = { ...this.#options, keptBlobs: keptBlobs(), stored: this.#stored };
			const compacted = await compact(options);
			const hasBrought = this.#stored.count > before;
			this.#backOff = compacted || hasBrought ? 1 : Math.min(2 * this.#backOff, MAX_BACK_OFF);
			if (!compacted || this.#isDestroyed) return;
			await onDone(compacted);
		});
		this.#timer = undefined;
		// What interrupted it may have been the last change.
		this.consider();
	}
}
