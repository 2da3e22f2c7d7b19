// Opens a socket to the room server, however long the network has been away.
//
// A SYN that is lost is sent again after 1, 3, 7, 15… s: whoever waits for one attempt comes back long after the network
// did. And attempts given up one after the other are slow too: after some sixteen failures Chromium holds each new
// WebSocket back for 1 to 5 s. So attempts overlap: another begins every 2 s while the former ones still have time, and
// the first that opens wins. Browsers let one at a time connect to an address; when it is given up, the next one's SYN
// follows at once.
//
// Firefox holds a WebSocket back longer with every failure, up to a minute. There, after a first failure, a request to
// /healthz asks whether the server can be reached, and only then a socket is opened. (In Chromium requests that are
// given up keep their connections and use up the six there may be, so knocking is worse there: 25 s measured.)
import { Backoff } from './backoff.ts';

/** How often an attempt begins while none has opened, and how long each has: long enough for a slow network. */
const VISIBLE = { everyMs: 2_000, lifeMs: 7_000 };
/** Nobody is looking; the page asks for a try at once when somebody is. */
const HIDDEN = { everyMs: 20_000, lifeMs: 10_000 };

export interface DialerOptions {
	/** ws: or wss: address. */
	readonly url: string;
	/** Whether somebody is looking at the page. */
	readonly isVisible: () => boolean;
	/** The socket is the caller's from here on; nothing of the dialer listens to it any more. */
	readonly onOpen: (socket: WebSocket) => void;
	/** An attempt failed, or takes longer than usual. Comes again and again. */
	readonly onTrouble: () => void;
	readonly WebSocket: typeof globalThis.WebSocket;
	/** Whether to ask by a request first once an attempt has failed; see above. */
	readonly isKnocking: boolean;
}

/** Tries until a socket is open. Each `start` ends with one `onOpen`, or `stop`. */
export class Dialer {
	readonly #options: DialerOptions;
	readonly #attempts = new Map<WebSocket, ReturnType<typeof setTimeout>>();
	/** After attempts that failed at once: nobody listens there, or no network at all. */
	readonly #backoff = new Backoff({ firstMs: 300, maxMs: 1_500 });
	#next: ReturnType<typeof setTimeout> | undefined;
	#knock: AbortController | null = null;
	#hasFailed = false;

	constructor(options: DialerOptions) {
		this.#options = options;
	}

	/** Tries after this wait, or after one that grows with every failure; attempts under way go on. */
	start({ afterMs = this.#backoff.nextMs() }: { afterMs?: number } = {}): void {
		clearTimeout(this.#next);
		if (afterMs === 0) this.#try();
		else this.#next = setTimeout(() => this.#try(), afterMs);
	}

	/** To be called when the server took us in, so that the next failure is a first one again. */
	reset(): void {
		this.#backoff.reset();
		this.#hasFailed = false;
	}

	stop(): void {
		clearTimeout(this.#next);
		this.#knock?.abort();
		this.#knock = null;
		for (const socket of [...this.#attempts.keys()]) this.#giveUp(socket);
	}

	#try(): void {
		const { isKnocking, isVisible, onTrouble } = this.#options;
		const { everyMs, lifeMs } = isVisible() ? VISIBLE : HIDDEN;
		if (this.#attempts.size > 0 || this.#knock) onTrouble();
		this.#next = setTimeout(() => this.#try(), everyMs * (0.8 + 0.4 * Math.random()));
		if (!isKnocking) return this.#open(lifeMs);
		// Nothing overlaps here: every attempt that is given up counts.
		if (this.#attempts.size > 0) return;
		if (this.#hasFailed) void this.#openIfReached(lifeMs);
		else this.#open(everyMs);
	}

	async #openIfReached(lifeMs: number): Promise<void> {
		this.#knock?.abort();
		const knock = new AbortController();
		this.#knock = knock;
		try {
			const { ok } = await fetch(healthOf(this.#options.url), { cache: 'no-store', signal: knock.signal });
			if (knock !== this.#knock) return;
			this.#knock = null;
			if (ok) this.#open(lifeMs);
		} catch {
			// Not reached, or given up for the next one, which is due anyway.
			if (knock !== this.#knock) return;
			this.#knock = null;
			this.#options.onTrouble();
		}
	}

	#open(lifeMs: number): void {
		const { url, onOpen, WebSocket } = this.#options;
		const socket = new WebSocket(url);
		this.#attempts.set(
			socket,
			setTimeout(() => this.#failed(socket), lifeMs)
		);
		socket.onopen = () => {
			this.#forget(socket);
			this.stop();
			onOpen(socket);
		};
		socket.onclose = () => this.#failed(socket);
		// Nothing to do: a close follows and says it all. But in Node an error that nobody listens for ends the process.
		socket.onerror = () => undefined;
	}

	#failed(socket: WebSocket): void {
		if (!this.#attempts.has(socket)) return;
		this.#giveUp(socket);
		this.#hasFailed = true;
		const wait = this.#backoff.nextMs();
		// Where others are under way, the next one is due anyway.
		if (this.#attempts.size === 0 && this.#options.isVisible()) this.start({ afterMs: wait });
		this.#options.onTrouble();
	}

	#giveUp(socket: WebSocket): void {
		this.#forget(socket);
		socket.close();
	}

	#forget(socket: WebSocket): void {
		clearTimeout(this.#attempts.get(socket));
		this.#attempts.delete(socket);
		socket.onopen = null;
		socket.onclose = null;
	}
}

/** Where the room server says that it is there. */
function healthOf(signalingUrl: string): URL {
	const url = new URL('./healthz', signalingUrl);
	url.protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
	return url;
}
