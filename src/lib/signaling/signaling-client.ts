import { Dialer } from './dialer.ts';
import { parseServerMessage, type ClientMessage, type Member, type PeerId, type Signal } from './messages.ts';

const PING_MS = 2_500;
/** A socket on which nothing came for this long after a ping is dead, whatever it says of itself. */
const ANSWER_MS = 3_500;
/** The same when there is reason for doubt: the network or the page came back. */
const PROBE_ANSWER_MS = 2_000;
/** A server that restarts is not met by everybody at one moment. */
const RESTART_WAIT_MS = { min: 200, max: 3_000 };
/** Somebody else has to leave first, or an operator has to do something. */
const REFUSED_WAIT_MS = { min: 10_000, max: 30_000 };

/** Close codes (RFC 6455 and its registry). */
const POLICY_VIOLATION = 1008;
const SERVICE_RESTART = 1012;

export interface SignalingOptions {
	/** ws: or wss: address of the room server. */
	readonly url: string;
	readonly room: string;
	readonly self: PeerId;
	/** A hint for the others, who may dial editors first. */
	readonly role: Member['role'];
	readonly onMembers: (members: readonly Member[]) => void;
	readonly onJoined: (member: Member) => void;
	readonly onLeft: (peer: PeerId) => void;
	readonly onSignal: (from: PeerId, signal: Signal) => void;
	readonly onWhisper?: (from: PeerId, sealed: string) => void;
	readonly onStatus: (status: SignalingStatus) => void;
	/** Whether somebody is looking at the page; a hidden one tries less often. Always true by default. */
	readonly isVisible?: () => boolean;
	/** Given by tests; the browser's by default. */
	readonly WebSocket?: typeof globalThis.WebSocket;
}

/** Why the server lets nobody in just now; the words are those of its `refused` message. */
export const REFUSALS = ['room is full', 'server is full', 'too many from here'] as const;
export type Refusal = (typeof REFUSALS)[number];

/**
 * `connecting`: the first try, or one that was asked for. `joined`: the room's members are known. `waiting`: no way to
 * the server for now, tried again and again. A refusal: reached, but not let in; tried again after a longer wait.
 */
export type SignalingStatus = 'connecting' | 'joined' | 'waiting' | Refusal;

/** Keeps one socket to the room server as long as the board is open: joins, pings, and comes back when it breaks. */
export class SignalingClient {
	readonly #options: SignalingOptions;
	readonly #dialer: Dialer;
	#status: SignalingStatus | null = null;
	#socket: WebSocket | null = null;
	#ping: ReturnType<typeof setInterval> | undefined;
	/** Runs from a ping until the next word of the server. */
	#answer: ReturnType<typeof setTimeout> | undefined;
	#refusal: Refusal | null = null;
	#isDestroyed = false;
	#malformed = 0;

	constructor(options: SignalingOptions) {
		this.#options = options;
		this.#dialer = new Dialer({
			url: options.url,
			isVisible: options.isVisible ?? (() => true),
			WebSocket: options.WebSocket ?? WebSocket,
			isKnocking: globalThis.navigator?.userAgent.includes('Firefox/') ?? false,
			onOpen: (socket) => this.#opened(socket),
			onTrouble: () => this.#setStatus(this.#refusal ?? 'waiting')
		});
		this.#setStatus('connecting');
		this.#dialer.start({ afterMs: 0 });
	}

	/** Messages from the server that were not understood and dropped. */
	get refusedCount(): number {
		return this.#malformed;
	}

	/** Sends an introduction; dropped when there is no connection, since it would be stale when there is one again. */
	sendSignal(to: PeerId, signal: Signal): void {
		this.#send({ type: 'signal', to, signal });
	}

	/** Has the server pass on something sealed, to so few; dropped as signals are. */
	sendWhisper(to: readonly PeerId[], sealed: string): void {
		this.#send({ type: 'whisper', to: [...to], sealed });
	}

	/** Somebody fell silent: the server shall find out whether they are still there, and say so if not. */
	doubt(peer: PeerId): void {
		this.#send({ type: 'doubt', peer });
	}

	/**
	 * For when the network or the page has come back: checks the socket with little patience, or tries at once where
	 * there is none. The wait after a refusal goes on.
	 */
	probe(): void {
		if (this.#isDestroyed || this.#refusal) return;
		if (this.#socket) return this.#askForAnswer(PROBE_ANSWER_MS);
		this.#setStatus('connecting');
		this.#dialer.start({ afterMs: 0 });
	}

	destroy(): void {
		this.#isDestroyed = true;
		this.#dialer.stop();
		this.#drop();
	}

	#opened(socket: WebSocket): void {
		this.#socket = socket;
		socket.onmessage = ({ data }) => {
			// A socket that was given up may still deliver what was under way.
			if (socket === this.#socket) this.#receive(data);
		};
		socket.onclose = ({ code }) => {
			if (socket === this.#socket) this.#lost(code);
		};
		const { room, self: peer, role } = this.#options;
		this.#send({ type: 'join', room, peer, role });
		// The answer to the join is waited for like that to a ping.
		this.#awaitAnswer(ANSWER_MS);
		this.#ping = setInterval(() => this.#askForAnswer(ANSWER_MS), PING_MS);
	}

	#receive(data: unknown): void {
		const message = typeof data === 'string' ? parseServerMessage(data) : null;
		if (!message) {
			if (this.#malformed++ === 0) console.warn('The room server said something that is no message.');
			return;
		}
		clearTimeout(this.#answer);
		this.#answer = undefined;
		switch (message.type) {
			case 'members':
				this.#dialer.reset();
				this.#refusal = null;
				this.#setStatus('joined');
				return this.#options.onMembers(message.peers);
			case 'joined':
				return this.#options.onJoined({ peer: message.peer, role: message.role });
			case 'left':
				return this.#options.onLeft(message.peer);
			case 'signal':
				return this.#options.onSignal(message.from, message.signal);
			case 'whisper':
				return this.#options.onWhisper?.(message.from, message.sealed);
			case 'refused':
				this.#refusal = REFUSALS.find((refusal) => refusal === message.reason) ?? null;
				return console.warn(`The room server refused: ${message.reason}`);
			case 'pong':
				return;
			default:
				message satisfies never;
		}
	}

	#askForAnswer(withinMs: number): void {
		this.#send({ type: 'ping' });
		// One that is awaited already is due sooner, except where a probe has less patience.
		if (this.#answer === undefined || withinMs < ANSWER_MS) this.#awaitAnswer(withinMs);
	}

	/**
	 * Counts from the ping, not from the last word: in a hidden page timers come a minute late, ping and all, and a
	 * socket must not be given up before it was asked.
	 */
	#awaitAnswer(withinMs: number): void {
		clearTimeout(this.#answer);
		this.#answer = setTimeout(() => this.#lost(null), withinMs);
	}

	/** @param code the close code; null for a socket that fell silent */
	#lost(code: number | null): void {
		this.#drop();
		if (this.#isDestroyed) return;
		this.#setStatus(this.#refusal ?? 'waiting');
		if (this.#refusal || code === POLICY_VIOLATION) this.#dialAfter(REFUSED_WAIT_MS);
		else if (code === SERVICE_RESTART) this.#dialAfter(RESTART_WAIT_MS);
		else if (code === null) this.#dialer.start({ afterMs: 0 });
		else this.#dialer.start();
	}

	#dialAfter({ min, max }: { readonly min: number; readonly max: number }): void {
		this.#dialer.start({ afterMs: min + (max - min) * Math.random() });
	}

	#drop(): void {
		clearInterval(this.#ping);
		clearTimeout(this.#answer);
		this.#answer = undefined;
		const socket = this.#socket;
		this.#socket = null;
		if (socket && socket.readyState <= WEBSOCKET_OPEN) socket.close();
	}

	#setStatus(status: SignalingStatus): void {
		if (status === this.#status || this.#isDestroyed) return;
		this.#status = status;
		this.#options.onStatus(status);
	}

	#send(message: ClientMessage): void {
		if (this.#socket?.readyState === WEBSOCKET_OPEN) this.#socket.send(JSON.stringify(message));
	}
}

const WEBSOCKET_OPEN = 1;
