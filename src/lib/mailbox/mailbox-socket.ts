// Keeps one socket to the mailbox of a room server while the board is open: opens the mailbox where it is known up to,
// proves that it may write, asks and waits for answers, and comes back when it breaks.
import { ed25519 } from '@noble/curves/ed25519.js';
import type { BoardKeys } from '../access/board-keys.ts';
import { Dialer } from '../signaling/dialer.ts';
import {
	challengeBytes,
	encodeRequest,
	MAILBOX_VERSION,
	NO_MAILBOX,
	parseMessage,
	type MailboxMessage,
	type MailboxRefusal,
	type MailboxRequest
} from './messages.ts';

const PING_MS = 5_000;
/** A socket on which nothing came and nothing went for this long is dead. Uploads go slowly over thin lines. */
const SILENT_MS = 15_000;
/** The same when there is reason for doubt: the network or the page came back. */
const PROBE_SILENT_MS = 3_000;
/** A server that restarts is not met by everybody at one moment. */
const RESTART_WAIT_MS = { min: 200, max: 3_000 };
/** A server without mailboxes may be given them later. */
const OFF_WAIT_MS = { min: 240_000, max: 360_000 };
/** After something that would perhaps go wrong again at once. */
const REOPEN_WAIT_MS = { min: 5_000, max: 15_000 };
const SERVICE_RESTART = 1012;
const TRY_AGAIN_LATER = 1013;
const WEBSOCKET_OPEN = 1;

/** `waiting`: no way to it for now, tried again and again. `off`: the server keeps none. */
export type SocketStatus = 'connecting' | 'open' | 'waiting' | 'off';

/** A request as it is written: its number is given here. */
type Numbered = Extract<MailboxRequest, { request: number }>;
type Unnumbered<T> = T extends unknown ? Omit<T, 'request'> : never;

/** `lost`: the socket broke before the answer came, and nobody knows whether it was carried out. */
export type Answer =
	| { readonly status: 'done'; readonly position: number; readonly epoch: Uint8Array }
	| { readonly status: 'refused'; readonly reason: MailboxRefusal }
	| { readonly status: 'bytes'; readonly bytes: Uint8Array | null }
	| { readonly status: 'lost' };

/** Whether what was asked may have been carried out all the same. */
export function isUncertain(answer: Answer): boolean {
	return answer.status === 'lost' || (answer.status === 'refused' && answer.reason === 'unavailable');
}

/** What the socket hands on; requests' answers and what keeps it alive it sees to itself. */
export type MailboxNews = Extract<MailboxMessage, { type: 'opened' | 'entry' | 'caughtUp' | 'proven' }>;

export interface MailboxSocketOptions {
	/** ws: or wss: address. */
	readonly url: string;
	readonly keys: Pick<BoardKeys, 'mailboxName' | 'writeKey' | 'writePublicKey'>;
	/** Up to where the mailbox is known. */
	readonly known: () => { readonly position: number; readonly epoch: Uint8Array };
	readonly onNews: (news: MailboxNews) => void;
	readonly onStatus: (status: SocketStatus) => void;
	readonly isVisible?: () => boolean;
	/** Given by tests; the browser's by default. */
	readonly WebSocket?: typeof globalThis.WebSocket;
}

export class MailboxSocket {
	readonly #options: MailboxSocketOptions;
	readonly #dialer: Dialer;
	readonly #requests = new Map<number, (answer: Answer) => void>();
	#status: SocketStatus | null = null;
	#socket: WebSocket | null = null;
	#generation = 0;
	#isOff = false;
	#isProven = false;
	#lastRequest = 0;
	#heardAt = 0;
	#unsent = 0;
	#ping: ReturnType<typeof setInterval> | undefined;
	#isDestroyed = false;

	constructor(options: MailboxSocketOptions) {
		this.#options = options;
		this.#dialer = new Dialer({
			url: options.url,
			isVisible: options.isVisible ?? (() => true),
			WebSocket: options.WebSocket ?? WebSocket,
			isKnocking: globalThis.navigator?.userAgent.includes('Firefox/') ?? false,
			onOpen: (socket) => this.#opened(socket),
			onTrouble: () => this.#setStatus(this.#isOff ? 'off' : 'waiting')
		});
	}

	/** Begins to connect. */
	start(): void {
		this.#setStatus('connecting');
		this.#dialer.start({ afterMs: 0 });
	}

	get status(): SocketStatus {
		return this.#status ?? 'connecting';
	}

	/** Another number with every socket that is opened or given up: what came through a former one comes again. */
	get generation(): number {
		return this.#generation;
	}

	/** Whether entries may be written through the socket as it is now. */
	get isProven(): boolean {
		return this.#isProven;
	}

	/** Asks for something; resolves with what became of it, and never rejects. */
	ask(request: Unnumbered<Numbered>): Promise<Answer> {
		if (this.#socket?.readyState !== WEBSOCKET_OPEN) return Promise.resolve({ status: 'lost' });
		const number = ++this.#lastRequest;
		return new Promise((resolve) => {
			this.#requests.set(number, resolve);
			this.#send({ ...request, request: number });
		});
	}

	/** The network or the page came back: checks with little patience, or tries at once. */
	probe(): void {
		// Before the start nobody knows yet up to where the mailbox is known.
		if (this.#isDestroyed || this.#isOff || this.#status === null) return;
		const socket = this.#socket;
		if (!socket) return this.start();
		const askedAt = performance.now();
		this.#send({ type: 'ping' });
		setTimeout(() => {
			if (socket === this.#socket && this.#heardAt < askedAt) this.#lost(null);
		}, PROBE_SILENT_MS);
	}

	/** What came could not be taken in: hangs up, and asks for it again in a while. */
	reopenLater(): void {
		if (this.#isDestroyed || !this.#socket) return;
		this.#drop();
		this.#setStatus('waiting');
		this.#dialAfter(REOPEN_WAIT_MS);
	}

	destroy(): void {
		this.#isDestroyed = true;
		this.#dialer.stop();
		this.#drop();
	}

	#opened(socket: WebSocket): void {
		this.#socket = socket;
		this.#generation++;
		socket.binaryType = 'arraybuffer';
		socket.onmessage = ({ data }) => {
			// A socket that was given up may still deliver what was under way.
			if (socket === this.#socket) this.#receive(data);
		};
		socket.onclose = ({ code }) => {
			if (socket === this.#socket) this.#lost(code);
		};
		this.#heardAt = performance.now();
		this.#unsent = 0;
		this.#ping = setInterval(() => this.#keepAlive(), PING_MS);
	}

	#receive(data: unknown): void {
		this.#heardAt = performance.now();
		const message = data instanceof ArrayBuffer ? parseMessage(new Uint8Array(data)) : null;
		// A newer server may say more than we know.
		if (!message) return;
		switch (message.type) {
			case 'challenge':
				return this.#introduce(message.challenge);
			case 'opened':
				this.#isOff = false;
				this.#dialer.reset();
				this.#setStatus('open');
				return this.#options.onNews(message);
			case 'proven':
				this.#isProven = true;
				return this.#options.onNews(message);
			case 'entry':
			case 'caughtUp':
				return this.#options.onNews(message);
			case 'done':
				return this.#answer(message.request, {
					status: 'done',
					position: message.position,
					epoch: message.epoch
				});
			case 'refused':
				return this.#answer(message.request, { status: 'refused', reason: message.reason });
			case 'bytes':
				return this.#answer(message.request, { status: 'bytes', bytes: message.bytes });
			case 'bye':
				this.#isOff = message.reason === NO_MAILBOX;
				if (!this.#isOff) console.warn(`The mailbox hangs up: ${message.reason}`);
				return;
			case 'pong':
				return;
			default:
				message satisfies never;
		}
	}

	#introduce(challenge: Uint8Array): void {
		const { keys, known } = this.#options;
		const { position, epoch } = known();
		const hasEpoch = epoch.some((byte) => byte !== 0);
		this.#send({
			type: 'open',
			version: MAILBOX_VERSION,
			mailbox: keys.mailboxName,
			position: hasEpoch ? position : 0,
			epoch: hasEpoch ? epoch : new Uint8Array()
		});
		if (!keys.writeKey) return;
		const signature = ed25519.sign(challengeBytes(challenge, keys.mailboxName), keys.writeKey);
		this.#send({ type: 'prove', publicKey: keys.writePublicKey, signature });
	}

	#answer(request: number, answer: Answer): void {
		const resolve = this.#requests.get(request);
		this.#requests.delete(request);
		resolve?.(answer);
	}

	#keepAlive(): void {
		const socket = this.#socket;
		if (!socket) return;
		// What leaves shows that somebody takes it, though no answer comes through yet.
		if (socket.bufferedAmount < this.#unsent) this.#heardAt = performance.now();
		this.#unsent = socket.bufferedAmount;
		if (performance.now() - this.#heardAt > SILENT_MS) this.#lost(null);
		else this.#send({ type: 'ping' });
	}

	/** @param code the close code; null for a socket that fell silent */
	#lost(code: number | null): void {
		this.#drop();
		if (this.#isDestroyed) return;
		this.#setStatus(this.#isOff ? 'off' : 'waiting');
		if (this.#isOff) this.#dialAfter(OFF_WAIT_MS);
		else if (code === SERVICE_RESTART || code === TRY_AGAIN_LATER) this.#dialAfter(RESTART_WAIT_MS);
		else if (code === null) this.#dialer.start({ afterMs: 0 });
		else this.#dialer.start();
	}

	#dialAfter({ min, max }: { readonly min: number; readonly max: number }): void {
		this.#dialer.start({ afterMs: min + (max - min) * Math.random() });
	}

	#drop(): void {
		clearInterval(this.#ping);
		this.#generation++;
		this.#isProven = false;
		const socket = this.#socket;
		this.#socket = null;
		if (socket && socket.readyState <= WEBSOCKET_OPEN) socket.close();
		const waiting = [...this.#requests.values()];
		this.#requests.clear();
		for (const resolve of waiting) resolve({ status: 'lost' });
	}

	#setStatus(status: SocketStatus): void {
		if (status === this.#status || this.#isDestroyed) return;
		this.#status = status;
		this.#options.onStatus(status);
	}

	#send(request: MailboxRequest): void {
		if (this.#socket?.readyState !== WEBSOCKET_OPEN) return;
		this.#socket.send(encodeRequest(request) as Uint8Array<ArrayBuffer>);
		this.#unsent = this.#socket.bufferedAmount;
	}
}
