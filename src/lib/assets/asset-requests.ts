import { hashOf, type AssetHash } from './asset-hash.ts';
import { encodeAssetMessage, type AssetMessage } from './asset-messages.ts';

/** What was asked before the other side had our proof was dropped there: it is asked again. */
const ASK_AGAIN_MS = 4_000;
/** Without a word for so long the peer is given up, for this image. */
const SILENCE_MS = 20_000;
/** Slower than this no line is, in bytes a millisecond; who sends a byte now and then only keeps us from asking others. */
const LEAST_RATE = 4;
/** A peer says "have" anew when our wish reached it twice. */
const MAX_BEGINNINGS = 4;

export interface AssetRequestsOptions {
	/** There is something to send: `next` has it. */
	readonly send: () => void;
	/** The peer sent what nobody asked for in this way. */
	readonly onFault: () => void;
	/** The peer sent something else under this name. */
	readonly onLie: (hash: AssetHash) => void;
}

interface Request {
	readonly hash: AssetHash;
	readonly onProgress: (part: number) => void;
	readonly resolve: (bytes: Uint8Array | null) => void;
	/** As large as the peer said; null before. */
	bytes: Uint8Array | null;
	received: number;
	beginnings: number;
	lastWordAt: number;
	deadline: number;
}

/** What we want of one peer: one image at a time, the others wait. */
export class AssetRequests {
	readonly #options: AssetRequestsOptions;
	readonly #queue: Request[] = [];
	readonly #messages: Uint8Array[] = [];
	#timer: ReturnType<typeof setInterval> | undefined;
	#isDestroyed = false;

	constructor(options: AssetRequestsOptions) {
		this.#options = options;
	}

	/** How many images are asked for, the one under way included. */
	get waiting(): number {
		return this.#queue.length;
	}

	/** The image's bytes, checked; null when the peer lacks it, falls silent, lies or leaves. */
	get(hash: AssetHash, onProgress: (part: number) => void, signal: AbortSignal): Promise<Uint8Array | null> {
		if (this.#isDestroyed || signal.aborted) return Promise.resolve(null);
		return new Promise((resolve) => {
			const request: Request = {
				...{ hash, onProgress, resolve },
				...{ bytes: null, received: 0, beginnings: 0, lastWordAt: 0, deadline: Infinity }
			};
			signal.addEventListener('abort', () => this.#cancel(request), { once: true });
			this.#queue.push(request);
			if (this.#queue.length === 1) this.#begin();
		});
	}

	/** The next message to the peer; null when there is none. */
	next(): Uint8Array | null {
		return this.#messages.shift() ?? null;
	}

	/** False for what answers nothing we asked: it came late, or is news. */
	receive(message: AssetMessage): boolean {
		const [request] = this.#queue;
		if (request?.hash !== message.hash) return false;
		request.lastWordAt = Date.now();
		switch (message.type) {
			case 'lack':
				this.#end(request, null);
				return true;
			case 'have':
				this.#takeHave(request, message.sizeBytes);
				return true;
			case 'part':
				this.#takePart(request, message);
				return true;
			default:
				return false;
		}
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearInterval(this.#timer);
		for (const { resolve } of this.#queue.splice(0)) resolve(null);
	}

	/** After it the parts come from the first on, whatever came before: a cancelled sending of the same image, perhaps. */
	#takeHave(request: Request, sizeBytes: number): void {
		const isOther = request.bytes && request.bytes.length !== sizeBytes;
		if (isOther || ++request.beginnings > MAX_BEGINNINGS) return this.#fail(request);
		request.bytes ??= new Uint8Array(sizeBytes);
		request.received = 0;
		request.deadline = Math.min(request.deadline, Date.now() + SILENCE_MS + sizeBytes / LEAST_RATE);
		request.onProgress(0);
	}

	#takePart(request: Request, { offset, bytes }: AssetMessage & { readonly type: 'part' }): void {
		const whole = request.bytes;
		// Of a sending that we cancelled before.
		if (!whole) return;
		if (offset !== request.received || offset + bytes.length > whole.length) return this.#fail(request);
		whole.set(bytes, offset);
		request.received += bytes.length;
		if (request.received < whole.length) return request.onProgress(request.received / whole.length);
		if (hashOf(whole) === request.hash) return this.#end(request, whole);
		this.#options.onLie(request.hash);
		this.#fail(request);
	}

	#begin(): void {
		clearInterval(this.#timer);
		const [request] = this.#queue;
		if (!request) return;
		request.lastWordAt = Date.now();
		this.#say('want', request.hash);
		this.#timer = setInterval(() => {
			const now = Date.now();
			if (now - request.lastWordAt >= SILENCE_MS || now >= request.deadline) this.#cancel(request);
			else if (!request.bytes) this.#say('want', request.hash);
		}, ASK_AGAIN_MS);
	}

	#fail(request: Request): void {
		this.#options.onFault();
		this.#cancel(request);
	}

	#cancel(request: Request): void {
		if (this.#queue[0] === request) this.#say('cancel', request.hash);
		this.#end(request, null);
	}

	#end(request: Request, bytes: Uint8Array | null): void {
		const at = this.#queue.indexOf(request);
		if (at < 0) return;
		this.#queue.splice(at, 1);
		request.resolve(bytes);
		if (at === 0) this.#begin();
	}

	#say(type: 'want' | 'cancel', hash: AssetHash): void {
		this.#messages.push(encodeAssetMessage({ type, hash }));
		this.#options.send();
	}
}
