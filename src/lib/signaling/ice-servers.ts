// What WebRTC is told about STUN and TURN: asked from the room server, and again before the TURN credentials expire.
import * as v from 'valibot';
import { Backoff } from './backoff.ts';

const MAX_ANSWER_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 8_000;
/** Asked anew after this part of the time they are good for, each client at another moment. */
const RENEW_AFTER = { min: 0.7, max: 0.8 };
const MAX_TTL_S = 7 * 24 * 3_600;

// RTCPeerConnection throws at an address it does not understand, and takes the whole connection with it.
const HOST = String.raw`(?:[\w.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?`;
const stunUrl = v.pipe(v.string(), v.regex(new RegExp(`^stuns?:${HOST}$`)));
const turnUrl = v.pipe(v.string(), v.regex(new RegExp(`^turns?:${HOST}(?:\\?transport=(?:udp|tcp))?$`)));
const credential = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const urls = <T extends v.GenericSchema<string>>(url: T) =>
	v.pipe(v.array(url), v.minLength(1), v.maxLength(10));

const answerSchema = v.object({
	iceServers: v.pipe(
		v.array(
			v.union([
				v.object({ urls: urls(turnUrl), username: credential, credential }),
				v.object({ urls: urls(stunUrl) })
			])
		),
		v.maxLength(10)
	),
	ttlSeconds: v.pipe(v.number(), v.minValue(10), v.maxValue(MAX_TTL_S))
});

/** `loading`: not known yet. `failed`: not known, tried again later; connections within one network need none. */
export type IceStatus = 'loading' | 'ready' | 'failed';

export interface IceServersOptions {
	/** http: or https: address of the room server's /ice. */
	readonly url: string;
	/** Given by tests; the browser's by default. */
	readonly fetch?: typeof globalThis.fetch;
}

/** Knows the ICE servers to connect with, as long as a board is open. Never throws: without an answer it knows none. */
export class IceServers {
	readonly #options: Required<IceServersOptions>;
	readonly #listeners = new Set<() => void>();
	readonly #abort = new AbortController();
	readonly #backoff = new Backoff({ firstMs: 1_000, maxMs: 30_000 });
	#servers: readonly RTCIceServer[] = [];
	#status: IceStatus = 'loading';
	/** Wall clock, since a device may sleep meanwhile; -Infinity while there is nothing. */
	#expiresAt = -Infinity;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isAsking = false;

	constructor({ url, fetch = globalThis.fetch.bind(globalThis) }: IceServersOptions) {
		this.#options = { url, fetch };
		void this.#ask();
	}

	/** To be given to RTCPeerConnection; [] while nothing is known. Those whose credentials have expired are left out. */
	get current(): readonly RTCIceServer[] {
		if (Date.now() < this.#expiresAt) return this.#servers;
		return this.#servers.filter(({ username }) => username === undefined);
	}

	/** Whether there is a relay for those who can't connect directly. */
	get hasTurn(): boolean {
		return this.current.some(({ username }) => username !== undefined);
	}

	get status(): IceStatus {
		return this.#status;
	}

	/** What is known as soon as the first answer is there or has failed, at the latest after this time. */
	whenReady(timeoutMs: number): Promise<readonly RTCIceServer[]> {
		if (this.#status !== 'loading' || this.#abort.signal.aborted) return Promise.resolve(this.current);
		return new Promise((resolve) => {
			const done = () => {
				clearTimeout(timer);
				off();
				resolve(this.current);
			};
			const timer = setTimeout(done, timeoutMs);
			const off = this.onChange(done);
		});
	}

	/** Calls back when `current` or `status` changed; gives back its off. */
	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Asks anew if what is known has expired or never came; for when the room was joined again. */
	refreshIfExpired(): void {
		if (Date.now() >= this.#expiresAt) void this.#ask();
	}

	destroy(): void {
		this.#abort.abort();
		clearTimeout(this.#timer);
		this.#emit();
		this.#listeners.clear();
	}

	async #ask(): Promise<void> {
		if (this.#isAsking || this.#abort.signal.aborted) return;
		this.#isAsking = true;
		clearTimeout(this.#timer);
		const answer = await this.#fetchAnswer();
		this.#isAsking = false;
		if (this.#abort.signal.aborted) return;
		if (answer) {
			const ttlMs = answer.ttlSeconds * 1_000;
			this.#servers = answer.iceServers;
			this.#expiresAt = Date.now() + ttlMs;
			this.#status = 'ready';
			this.#backoff.reset();
			const { min, max } = RENEW_AFTER;
			this.#askLater(ttlMs * (min + (max - min) * Math.random()));
		} else {
			// What is known stays good until it expires.
			if (Date.now() >= this.#expiresAt) this.#status = 'failed';
			this.#askLater(this.#backoff.nextMs());
		}
		this.#emit();
	}

	#askLater(waitMs: number): void {
		this.#timer = setTimeout(() => void this.#ask(), waitMs);
	}

	async #fetchAnswer(): Promise<v.InferOutput<typeof answerSchema> | null> {
		const timeout = setTimeout(() => giveUp.abort(), REQUEST_TIMEOUT_MS);
		const giveUp = new AbortController();
		const stop = () => giveUp.abort();
		this.#abort.signal.addEventListener('abort', stop);
		try {
			const response = await this.#options.fetch(this.#options.url, {
				cache: 'no-store',
				credentials: 'omit',
				signal: giveUp.signal
			});
			const text = response.ok ? await readBounded(response, MAX_ANSWER_BYTES) : null;
			const result = v.safeParse(answerSchema, text === null ? null : JSON.parse(text));
			return result.success ? result.output : null;
		} catch {
			return null; // no network, or no JSON: `status` says so, and it is tried again
		} finally {
			clearTimeout(timeout);
			this.#abort.signal.removeEventListener('abort', stop);
		}
	}

	#emit(): void {
		for (const listener of [...this.#listeners]) listener();
	}
}

/** The body as text; null, and the rest is not read, when it is longer. */
async function readBounded(response: Response, maxBytes: number): Promise<string | null> {
	const reader = response.body?.getReader();
	if (!reader) return '';
	const decoder = new TextDecoder();
	let text = '';
	let size = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return text + decoder.decode();
		size += value.length;
		if (size > maxBytes) {
			await reader.cancel();
			return null;
		}
		text += decoder.decode(value, { stream: true });
	}
}
