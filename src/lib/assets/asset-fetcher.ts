// Gets the images that the board names and this device lacks, those in view first. A try goes through all sources in
// turn; one that came to nothing is followed by another when somebody new is here, and after a growing while.
import type { AssetHash } from './asset-hash.ts';

/** Somewhere images may be: this device, the peers, a mailbox. */
export interface AssetSource {
	/**
	 * The bytes, checked against the hash; null when they are not to be had here now. `onProgress` hears which part of
	 * them has come, 0 to 1. Ends soon when the signal says so.
	 */
	get(hash: AssetHash, onProgress: (part: number) => void, signal: AbortSignal): Promise<Uint8Array | null>;
}

export interface AssetFetcherOptions {
	/** Asked in this order. */
	readonly sources: readonly AssetSource[];
	/** Whether it is seen right now, and so comes first. */
	readonly isInView: (hash: AssetHash) => boolean;
	/** An image has come. */
	readonly onFetched: (hash: AssetHash, bytes: Uint8Array) => void;
	/** Progress, or a try that came to nothing. */
	readonly onChange: () => void;
}

/** How it goes with an image that is not here yet. */
export interface FetchState {
	/** Which part has come, 0 to 1; null while nobody has begun to send it. */
	readonly progress: number | null;
	/** Whether everybody was asked, and more than once: nobody here has it. */
	readonly isMissing: boolean;
}

const MAX_AT_ONCE = 3;
/** What nobody sees leaves room for what somebody may come to see. */
const MAX_UNSEEN_AT_ONCE = 1;
const FIRST_RETRY_MS = 1_500;
const MAX_RETRY_MS = 30_000;
const MAX_UNSEEN_RETRY_MS = 120_000;
/** Between two vain tries for what nobody sees: a board may name thousands that nobody has. */
const UNSEEN_PAUSE_MS = 50;
/** No board has more images; what somebody writes to keep everybody busy has. */
const MAX_WANTED = 5_000;
/** The first may have been before anybody was linked. */
const TRIES_UNTIL_MISSING = 2;

interface Entry {
	readonly hash: AssetHash;
	running: AbortController | null;
	progress: number | null;
	failures: number;
	/** Not tried before, by `Date.now`. */
	dueAt: number;
	/** Somebody new came during the try, who was perhaps not asked. */
	isNews: boolean;
}

export class AssetFetcher {
	readonly #options: AssetFetcherOptions;
	readonly #entries = new Map<AssetHash, Entry>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#unseenFrom = 0;
	#isDestroyed = false;

	constructor(options: AssetFetcherOptions) {
		this.#options = options;
	}

	/** Begins to look for these images; those wanted already stay as they are. */
	want(hashes: Iterable<AssetHash>): void {
		for (const hash of hashes) {
			if (this.#entries.has(hash) || this.#entries.size >= MAX_WANTED) continue;
			this.#entries.set(hash, {
				hash,
				running: null,
				progress: null,
				failures: 0,
				dueAt: 0,
				isNews: false
			});
		}
		this.#pump();
	}

	/** Looks no more for an image that nobody names. */
	forget(hash: AssetHash): void {
		this.#entries.get(hash)?.running?.abort();
		if (this.#entries.delete(hash)) this.#pump();
	}

	/** How it goes with an image; undefined when it is not looked for. */
	stateOf(hash: AssetHash): FetchState | undefined {
		const entry = this.#entries.get(hash);
		return entry && { progress: entry.progress, isMissing: entry.failures >= TRIES_UNTIL_MISSING };
	}

	/** Somebody new may have images: all that is missing is tried at once; with a hash, only that one. */
	sourcesChanged(hash?: AssetHash): void {
		this.#unseenFrom = 0;
		const one = hash && this.#entries.get(hash);
		for (const entry of hash ? (one ? [one] : []) : this.#entries.values()) {
			entry.dueAt = 0;
			entry.isNews = entry.running !== null;
		}
		this.#pump();
	}

	/** Something else is seen now. */
	viewChanged(): void {
		if (this.#entries.size > 0) this.#pump();
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#timer);
		for (const { running } of this.#entries.values()) running?.abort();
		this.#entries.clear();
	}

	#pump(): void {
		if (this.#isDestroyed) return;
		clearTimeout(this.#timer);
		const { isInView } = this.#options;
		const now = Date.now();
		const idle: Entry[] = [];
		const room = { all: MAX_AT_ONCE, unseen: now < this.#unseenFrom ? 0 : MAX_UNSEEN_AT_ONCE };
		const take = ({ hash }: Entry) => {
			room.all--;
			if (!isInView(hash)) room.unseen--;
		};
		for (const entry of this.#entries.values()) {
			if (entry.running) take(entry);
			else idle.push(entry);
		}
		const due = idle.filter(({ dueAt }) => dueAt <= now);
		const isSeen = ({ hash }: Entry) => isInView(hash);
		for (const entry of [...due.filter(isSeen), ...due.filter((one) => !isSeen(one))]) {
			if (room.all <= 0 || (room.unseen <= 0 && !isSeen(entry))) break;
			take(entry);
			void this.#fetch(entry);
		}
		const times = idle.map(({ dueAt }) => dueAt);
		if (idle.length > 0) times.push(this.#unseenFrom);
		const next = Math.min(...times.filter((time) => time > now));
		if (Number.isFinite(next)) this.#timer = setTimeout(() => this.#pump(), next - now);
	}

	async #fetch(entry: Entry): Promise<void> {
		const { hash } = entry;
		const running = new AbortController();
		entry.running = running;
		entry.isNews = false;
		const bytes = await this.#askAll(entry, running.signal);
		entry.running = null;
		entry.progress = null;
		// Nobody names it any more, or the board was closed.
		if (this.#entries.get(hash) !== entry) return;
		if (bytes) {
			this.#entries.delete(hash);
			this.#options.onFetched(hash, bytes);
		} else {
			const most = this.#options.isInView(hash) ? MAX_RETRY_MS : MAX_UNSEEN_RETRY_MS;
			const wait = Math.min(most, FIRST_RETRY_MS * 2 ** entry.failures);
			entry.failures++;
			entry.dueAt = entry.isNews ? 0 : Date.now() + wait;
			if (!entry.isNews && !this.#options.isInView(hash)) this.#unseenFrom = Date.now() + UNSEEN_PAUSE_MS;
			this.#options.onChange();
		}
		this.#pump();
	}

	async #askAll(entry: Entry, signal: AbortSignal): Promise<Uint8Array | null> {
		const onProgress = (part: number) => {
			entry.progress = part;
			this.#options.onChange();
		};
		for (const source of this.#options.sources) {
			if (signal.aborted) return null;
			try {
				const bytes = await source.get(entry.hash, onProgress, signal);
				if (bytes) return bytes;
			} catch (error) {
				console.warn('An image could not be had from one place; others are asked.', error);
			}
		}
		return null;
	}
}
