// A room server that lies: it gives each of two pages a connection to itself in place of the other, ends the encryption
// of both, and passes on all that they say to each other.
import type { BrowserContext, WebSocketRoute } from '@playwright/test';
import { parseClientMessage, parseServerMessage, type PeerId } from '../../src/lib/signaling/messages.ts';
import { parseDocumentMessage } from '../../src/lib/sync/document-message.ts';
import type { SignalData } from '../../src/lib/sync/link.ts';
import { Wire, type ChannelName } from './wire.ts';

export class ManInTheMiddle {
	/** Types of the messages passed on, in order. */
	readonly passedOn: string[] = [];
	#isHonest = false;
	readonly #sockets = new Map<PeerId, WebSocketRoute>();
	/** By "who is spoken to, in whose place, in which attempt". */
	readonly #wires = new Map<string, Wire>();

	/** From now on it passes on what it is given, as an honest one does. */
	stepAside(): void {
		this.#isHonest = true;
		this.close();
	}

	/** Takes the place of the room server for every page of the context. */
	async intercept(context: BrowserContext): Promise<void> {
		// What is sealed it can't read, only hold back.
		await context.routeWebSocket(/\/mailbox/, (page) => page.close());
		await context.routeWebSocket(/\/signaling/, (page) => {
			const server = page.connectToServer();
			page.onMessage((text) => {
				const message = parseClientMessage(String(text));
				if (message?.type === 'join') this.#sockets.set(message.peer, page);
				const self = [...this.#sockets].find(([, socket]) => socket === page)?.[0];
				if (message?.type === 'whisper' && !this.#isHonest) return;
				if (message?.type !== 'signal' || !self) return server.send(text);
				const data = message.signal.data as SignalData | undefined;
				if (data && !this.#isHonest) this.#hear(self, message.to, message.signal.attempt, data);
				else server.send(text);
			});
			server.onMessage((text) => {
				// Signals of others reach the page through us only.
				const message = parseServerMessage(String(text));
				if (message?.type !== 'signal' || message.signal.redial === true || this.#isHonest) page.send(text);
			});
		});
	}

	close(): void {
		for (const wire of this.#wires.values()) wire.close();
	}

	/** Whether nobody it has spoken to is still connected. */
	get isShutOut(): boolean {
		return [...this.#wires.values()].every(({ isClosed, isOpen }) => isClosed || !isOpen);
	}

	#hear(from: PeerId, to: PeerId, attempt: number, data: SignalData): void {
		const wire = this.#wireTo(from, to, attempt);
		if (data.type === 'offer') this.#wireTo(to, from, attempt).offer();
		wire.receiveSignal(data);
	}

	/** Our connection to `page`, to whom we are `other`. */
	#wireTo(page: PeerId, other: PeerId, attempt: number): Wire {
		const key = (a: PeerId, b: PeerId) => `${a} ${b} ${attempt}`;
		let wire = this.#wires.get(key(page, other));
		if (!wire) {
			wire = new Wire({
				signal: (data) => this.#tell(page, other, attempt, data),
				onMessage: (channel, bytes) => this.#passOn(key(other, page), channel, bytes),
				onClosed: () => this.#wires.get(key(other, page))?.close()
			});
			this.#wires.set(key(page, other), wire);
		}
		return wire;
	}

	#tell(page: PeerId, other: PeerId, attempt: number, data: SignalData): void {
		this.#sockets.get(page)?.send(JSON.stringify({ type: 'signal', from: other, signal: { attempt, data } }));
	}

	#passOn(key: string, channel: ChannelName, bytes: Uint8Array): void {
		const wire = this.#wires.get(key);
		if (!wire) return;
		if (channel === 'document' || channel === 'bulk') {
			this.passedOn.push(parseDocumentMessage(bytes)?.type ?? 'none');
			wire.sendMessage(bytes, channel);
		} else if (channel === 'assets') wire.sendMessage(bytes, channel);
		else wire.sendRaw(channel, bytes);
	}
}
