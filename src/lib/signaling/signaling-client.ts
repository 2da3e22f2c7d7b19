import { Backoff } from './backoff.ts';
import { parseServerMessage, type ClientMessage, type Member, type PeerId, type Signal } from './messages.ts';

const PING_MS = 5_000;
/** A socket that was silent for this long is dead, whatever it says of itself. */
const SILENCE_MS = 2 * PING_MS;

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
	readonly onStatus: (status: SignalingStatus) => void;
	/** Given by tests; the browser's by default. */
	readonly WebSocket?: typeof globalThis.WebSocket;
}

/** `joined` when the room's members are known. */
export type SignalingStatus = 'connecting' | 'joined' | 'waiting';

/** Keeps one socket to the room server as long as the board is open: joins, pings, and comes back when it breaks. */
export class SignalingClient {
	readonly #options: SignalingOptions;
	readonly #backoff = new Backoff({ firstMs: 300, maxMs: 4_000 });
	#socket: WebSocket | null = null;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#ping: ReturnType<typeof setInterval> | undefined;
	#heardAt = 0;
	#isDestroyed = false;
	#refusals = 0;

	constructor(options: SignalingOptions) {
		this.#options = options;
		this.#connect();
	}

	/** Messages from the server that were not understood and dropped. */
	get refusedCount(): number {
		return this.#refusals;
	}

	/** Sends an introduction; dropped when there is no connection, since it would be stale when there is one again. */
	sendSignal(to: PeerId, signal: Signal): void {
		this.#send({ type: 'signal', to, signal });
	}

	/** Tries at once instead of when the wait is over; for when the network has come back. */
	probe(): void {
		if (this.#isDestroyed) return;
		if (!this.#socket) {
			clearTimeout(this.#retry);
			this.#connect();
		} else this.#send({ type: 'ping' });
	}

	destroy(): void {
		this.#isDestroyed = true;
		clearTimeout(this.#retry);
		this.#drop();
	}

	#connect(): void {
		this.#options.onStatus('connecting');
		const Socket = this.#options.WebSocket ?? WebSocket;
		const socket = new Socket(this.#options.url);
		this.#socket = socket;
		this.#heardAt = Date.now();
		socket.onopen = () => {
			this.#heardAt = Date.now();
			const { room, self: peer, role } = this.#options;
			this.#send({ type: 'join', room, peer, role });
		};
		socket.onmessage = ({ data }) => {
			// A socket that was given up may still deliver what was under way.
			if (socket === this.#socket) this.#receive(data);
		};
		socket.onclose = () => {
			if (socket === this.#socket) this.#retryLater();
		};
		// Nothing to do: a close follows and says it all. But in Node an error that nobody listens for ends the process.
		socket.onerror = () => undefined;
		this.#ping = setInterval(() => this.#checkAlive(), PING_MS);
	}

	#receive(data: unknown): void {
		const message = typeof data === 'string' ? parseServerMessage(data) : null;
		if (!message) {
			if (this.#refusals++ === 0) console.warn('The room server said something that is no message.');
			return;
		}
		this.#heardAt = Date.now();
		switch (message.type) {
			case 'members':
				this.#backoff.reset();
				this.#options.onStatus('joined');
				return this.#options.onMembers(message.peers);
			case 'joined':
				return this.#options.onJoined({ peer: message.peer, role: message.role });
			case 'left':
				return this.#options.onLeft(message.peer);
			case 'signal':
				return this.#options.onSignal(message.from, message.signal);
			case 'refused':
				return console.warn(`The room server refused: ${message.reason}`);
			case 'pong':
				return;
			default:
				message satisfies never;
		}
	}

	#checkAlive(): void {
		if (Date.now() - this.#heardAt > SILENCE_MS) this.#retryLater();
		else this.#send({ type: 'ping' });
	}

	#retryLater(): void {
		this.#drop();
		if (this.#isDestroyed) return;
		this.#options.onStatus('waiting');
		this.#retry = setTimeout(() => this.#connect(), this.#backoff.nextMs());
	}

	#drop(): void {
		clearInterval(this.#ping);
		const socket = this.#socket;
		this.#socket = null;
		if (socket && socket.readyState <= WEBSOCKET_OPEN) socket.close();
	}

	#send(message: ClientMessage): void {
		if (this.#socket?.readyState === WEBSOCKET_OPEN) this.#socket.send(JSON.stringify(message));
	}
}

const WEBSOCKET_OPEN = 1;
