import { parseDocumentMessage, type DocumentMessage } from '../../src/lib/sync/document-message.ts';
import { PROTOCOL_VERSION, type Hello } from '../../src/lib/sync/handshake-messages.ts';
import type { Link } from '../../src/lib/sync/link.ts';
import type { PeerId } from '../../src/lib/signaling/messages.ts';

/** An open link that keeps what is sent on it, for tests of those who use links one at a time. */
export class RecordedLink implements Link {
	readonly hello: Hello;
	readonly attempt = 1;
	readonly rttMs = null;
	readonly ice = {
		path: 'direct',
		relayProtocol: null,
		own: new Set<never>(),
		theirs: new Set<never>(),
		errors: new Set<number>(),
		hasAnswer: true
	} as const;
	/** Messages sent, oldest first. */
	readonly sent: Uint8Array[] = [];
	readonly packets: Uint8Array[] = [];
	/** Messages sent on the assets channel. */
	readonly assets: Uint8Array[] = [];
	faults = 0;
	refusedCount = 0;
	closedBecause: string | null = null;

	constructor(
		peer: string,
		{ role = 'editor', clientId = 7, sessionKey = new Uint8Array(32) }: Partial<Hello> = {}
	) {
		const nonce = new Uint8Array(32);
		this.hello = { version: PROTOCOL_VERSION, nonce, clientId, peer, role, sessionKey };
	}

	get remote(): PeerId {
		return this.hello.peer as PeerId;
	}

	get isOpen(): boolean {
		return this.closedBecause === null;
	}

	/** What was sent since the last call, read. */
	takeSent(): (DocumentMessage | null)[] {
		return this.sent.splice(0).map(parseDocumentMessage);
	}

	receiveSignal(): void {}

	send(message: Uint8Array): void {
		this.sent.push(message);
	}

	/** Bulk goes at once. */
	sendBulk(next: () => Uint8Array | null): void {
		for (let message = next(); message; message = next()) this.sent.push(message);
	}

	sendAssets(next: () => Uint8Array | null): void {
		for (let message = next(); message; message = next()) this.assets.push(message);
	}

	sendPacket(packet: Uint8Array): void {
		this.packets.push(packet);
	}

	noteFault(): void {
		this.faults++;
	}

	noteRefusal(): void {
		this.refusedCount++;
	}

	probe(): void {}

	close(reason: string): void {
		this.closedBecause ??= reason;
	}
}
