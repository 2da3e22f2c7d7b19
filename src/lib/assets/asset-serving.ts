import { TokenBucket } from '../signaling/token-bucket.ts';
import type { AssetHash } from './asset-hash.ts';
import { encodeAssetMessage, PART_BYTES, type AssetMessage } from './asset-messages.ts';

/** What one peer may ask for: a whole board of images at once, and less from then on. A token is worth 64 KiB. */
const WANTS = { perSecond: 100, burst: 8_192 };
const BYTES_A_TOKEN = 64 * 1024;
/** Ours ask for one at a time. */
const MAX_QUEUE = 4;
/** Answers that wait because the peer takes nothing; more are left out, and asked for again. */
const MAX_MESSAGES = 64;
/** Images a peer asked for in vain. */
const MAX_MISSED = 512;

export interface AssetServingOptions {
	/** There is something to send: `next` has it. */
	readonly send: () => void;
	readonly isNamed: (hash: AssetHash) => boolean;
	readonly read: (hash: AssetHash) => Promise<Uint8Array | null>;
}

/** What one peer wants of us: one image at a time, cut into parts when there is room for them. */
export class AssetServing {
	readonly #options: AssetServingOptions;
	readonly #budget = new TokenBucket(WANTS);
	/** What is to be sent, the first under way: its bytes, once they were read. */
	readonly #queue: { readonly hash: AssetHash; bytes: Uint8Array | null; sent: number }[] = [];
	readonly #messages: Uint8Array[] = [];
	readonly #missed = new Set<AssetHash>();
	#isDestroyed = false;

	constructor(options: AssetServingOptions) {
		this.#options = options;
	}

	receive({ type, hash }: AssetMessage & { readonly type: 'want' | 'cancel' }): void {
		const at = this.#queue.findIndex((one) => one.hash === hash);
		if (type === 'cancel') {
			this.#missed.delete(hash);
			if (at >= 0) this.#queue.splice(at, 1);
			if (at === 0) void this.#begin();
		} else if (at < 0) this.#want(hash);
	}

	/** An image is here now; said only if the peer asked for it in vain. */
	announce(hash: AssetHash, sizeBytes: number): void {
		if (this.#missed.delete(hash)) this.#say({ type: 'have', hash, sizeBytes });
	}

	/** The next message to the peer; null when there is none. */
	next(): Uint8Array | null {
		const message = this.#messages.shift();
		if (message) return message;
		const [current] = this.#queue;
		if (!current?.bytes) return null;
		const { hash, bytes, sent: offset } = current;
		const part = bytes.subarray(offset, offset + PART_BYTES);
		current.sent += part.length;
		if (current.sent >= bytes.length) {
			this.#queue.shift();
			void this.#begin();
		}
		return encodeAssetMessage({ type: 'part', hash, offset, bytes: part });
	}

	destroy(): void {
		this.#isDestroyed = true;
		this.#queue.length = 0;
		this.#messages.length = 0;
	}

	#want(hash: AssetHash): void {
		const isRefused = !this.#budget.take() || this.#queue.length >= MAX_QUEUE;
		if (isRefused) return this.#lack(hash);
		// Perhaps it will be named in a moment: the peer may have heard of the element before us.
		if (!this.#options.isNamed(hash)) return this.#lack(hash);
		this.#queue.push({ hash, bytes: null, sent: 0 });
		if (this.#queue.length === 1) void this.#begin();
	}

	async #begin(): Promise<void> {
		const [current] = this.#queue;
		if (!current) return;
		const bytes = await this.#options.read(current.hash).catch(() => null);
		// Cancelled meanwhile, or the link was closed.
		if (this.#isDestroyed || this.#queue[0] !== current) return;
		if (bytes && this.#budget.take(bytes.length / BYTES_A_TOKEN)) {
			this.#say({ type: 'have', hash: current.hash, sizeBytes: bytes.length });
			current.bytes = bytes;
			this.#options.send();
		} else {
			this.#queue.shift();
			this.#lack(current.hash);
			void this.#begin();
		}
	}

	#lack(hash: AssetHash): void {
		if (this.#missed.size < MAX_MISSED) this.#missed.add(hash);
		this.#say({ type: 'lack', hash });
	}

	#say(message: AssetMessage): void {
		if (this.#messages.length >= MAX_MESSAGES) return;
		this.#messages.push(encodeAssetMessage(message));
		this.#options.send();
	}
}
