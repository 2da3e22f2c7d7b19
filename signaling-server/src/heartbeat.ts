// Which sockets are still somebody's: a machine that is switched off sends no goodbye, and TCP waits for minutes.
import type { WebSocket } from 'ws';

/** Every socket is pinged so often, and has until the next time to answer. */
const PING_MS = 25_000;
/** A socket that is doubted is pinged at once, and has so long. */
const DOUBTED_ANSWER_MS = 5_000;

interface Pulse {
	/** By `performance.now`. */
	heardAt: number;
	/** Runs while it is doubted. */
	doubt: ReturnType<typeof setTimeout> | undefined;
}

export class Heartbeat {
	readonly #pulses = new Map<WebSocket, Pulse>();
	readonly #onSilence: (socket: WebSocket) => void;
	readonly #timer: ReturnType<typeof setInterval>;
	#pingedAt = -Infinity;

	/** @param onSilence called for a socket that did not answer; to end it. */
	constructor(onSilence: (socket: WebSocket) => void) {
		this.#onSilence = onSilence;
		this.#timer = setInterval(() => this.#ping(), PING_MS).unref();
	}

	watch(socket: WebSocket): void {
		const pulse: Pulse = { heardAt: performance.now(), doubt: undefined };
		this.#pulses.set(socket, pulse);
		const heard = () => (pulse.heardAt = performance.now());
		socket.on('pong', heard);
		socket.on('message', heard);
		socket.on('close', () => {
			clearTimeout(pulse.doubt);
			this.#pulses.delete(socket);
		});
	}

	/** It took something of what waited for it: what stands before a ping may take longer than the ping's answer has. */
	heard(socket: WebSocket): void {
		const pulse = this.#pulses.get(socket);
		if (pulse) pulse.heardAt = performance.now();
	}

	/** Somebody believes that nobody is there any more. Doubts of many cost one ping. */
	doubt(socket: WebSocket): void {
		const pulse = this.#pulses.get(socket);
		if (!pulse || pulse.doubt !== undefined) return;
		const askedAt = performance.now();
		socket.ping();
		pulse.doubt = setTimeout(() => {
			pulse.doubt = undefined;
			if (pulse.heardAt < askedAt) this.#onSilence(socket);
		}, DOUBTED_ANSWER_MS).unref();
	}

	stop(): void {
		clearInterval(this.#timer);
		for (const { doubt } of this.#pulses.values()) clearTimeout(doubt);
	}

	#ping(): void {
		for (const [socket, { heardAt }] of this.#pulses) {
			if (heardAt < this.#pingedAt) this.#onSilence(socket);
			else socket.ping();
		}
		this.#pingedAt = performance.now();
	}
}
