// A WebSocket of the mailbox with a measure of what it holds of our memory, both ways: what it has not taken, and what it
// has sent of a message that is not whole.
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { encodeMessage } from '../../src/lib/mailbox/messages.ts';
import type { SessionSocket } from './mailbox-session.ts';
import { hangUpOn, POLICY_VIOLATION, TRY_AGAIN_LATER } from './socket-door.ts';

export interface MailboxSocketOptions {
	/** Above this nothing more is sent, nor read, than what is under way. */
	readonly unsentBytes: number;
	/** The client took something of what waited for it. */
	readonly onProgress: () => void;
	readonly onSent: (bytes: number) => void;
}

export class MailboxSocket implements SessionSocket {
	readonly #ws: WebSocket;
	readonly #raw: Duplex;
	readonly #options: MailboxSocketOptions;
	#waiting: ((isThere: boolean) => void)[] = [];
	#progressAt = performance.now();
	#readAtMessage: number;

	constructor(ws: WebSocket, raw: Duplex, options: MailboxSocketOptions) {
		this.#ws = ws;
		this.#raw = raw;
		this.#options = options;
		this.#readAtMessage = this.#bytesRead;
	}

	send(frame: Uint8Array): void {
		if (this.#ws.readyState !== WebSocket.OPEN) return;
		if (this.#ws.bufferedAmount === 0) this.#progressAt = performance.now();
		this.#options.onSent(frame.length);
		this.#ws.send(frame, { binary: true }, () => this.#progressed());
	}

	hangUp(reason: string, kind: 'mistake' | 'later'): void {
		this.send(encodeMessage({ type: 'bye', reason }));
		// Whoever was paused has to hear the answer to our wish to close.
		this.#ws.resume();
		hangUpOn(this.#ws, kind === 'mistake' ? POLICY_VIOLATION : TRY_AGAIN_LATER, reason);
	}

	hasRoom(): boolean {
		return this.#ws.bufferedAmount < this.#options.unsentBytes;
	}

	roomAgain(): Promise<boolean> {
		if (this.#ws.readyState !== WebSocket.OPEN) return Promise.resolve(false);
		if (this.hasRoom()) return Promise.resolve(true);
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	pause(): void {
		this.#ws.pause();
	}

	resume(): void {
		this.#ws.resume();
	}

	/** A whole message has come. */
	received(): void {
		this.#readAtMessage = this.#bytesRead;
	}

	/** Unsent, and of half a message; not exact: a message's end and the next one's begin may come in one piece. */
	get heldBytes(): number {
		return this.#ws.bufferedAmount + this.#bytesRead - this.#readAtMessage;
	}

	/** How long it has taken nothing of what waits for it. */
	stalledMs(now: number): number {
		return this.#ws.bufferedAmount > 0 ? now - this.#progressAt : 0;
	}

	/** The socket is gone. */
	destroy(): void {
		for (const resolve of this.#waiting.splice(0)) resolve(false);
	}

	get #bytesRead(): number {
		return this.#raw instanceof Socket ? this.#raw.bytesRead : 0;
	}

	#progressed(): void {
		this.#progressAt = performance.now();
		this.#options.onProgress();
		if (!this.hasRoom()) return;
		for (const resolve of this.#waiting.splice(0)) resolve(true);
	}
}
