import type { PeerId } from '../signaling/messages.ts';
import type { DocumentMessage } from './document-message.ts';
import type { Hello } from './handshake-messages.ts';
import type { IceFacts } from './ice-facts.ts';

/** What goes between the two ends of a connection before there is one. */
export type SignalData = Readonly<Record<string, unknown>>;

/** One try to connect to one peer, from the first signal to its end. */
export interface Link {
	readonly remote: PeerId;
	readonly attempt: number;
	/** What the peer proved to be; null until the handshake is done. */
	readonly hello: Hello | null;
	readonly isOpen: boolean;
	/** Round trip on the presence channel, ms; null before the first. */
	readonly rttMs: number | null;
	/** What is known of the way to the peer. */
	readonly ice: IceFacts;
	/** Messages of the peer that it may not send, or that were none. */
	readonly refusedCount: number;
	/** Hands over what the peer signaled. */
	receiveSignal(data: SignalData): void;
	/** Sends a message on the document channel, once the link is open. */
	send(message: Uint8Array): void;
	/** Sends what `next` gives, piece by piece as there is room, beside the document channel. Replaces the bulk before. */
	sendBulk(next: () => Uint8Array | null): void;
	/** Sends what `next` gives on the assets channel, piece by piece when the bulk leaves room. Replaces the `next` before. */
	sendAssets(next: () => Uint8Array | null): void;
	/** Sends a packet that may be lost or overtaken. */
	sendPacket(packet: Uint8Array): void;
	/** A message passed the gate and turned out to be unsound within; three close the link. */
	noteFault(): void;
	/** Something that the peer may not send was dropped. */
	noteRefusal(): void;
	/** Asks whether the peer is still there; without a word soon the link closes. */
	probe(): void;
	close(reason: string): void;
}

/** What a link tells whoever made it. */
export interface LinkEvents {
	/** The peer has proved who it is; messages and packets come from now on. */
	readonly onOpen: (link: Link, hello: Hello) => void;
	readonly onMessage: (link: Link, message: DocumentMessage) => void;
	readonly onPacket: (link: Link, packet: Uint8Array) => void;
	/** A message on the assets channel; it may be anything. */
	readonly onAsset: (link: Link, message: Uint8Array) => void;
	/** Something about it is different: its path, its round trip, how much of it was refused. */
	readonly onChange: () => void;
	/** Called once, whatever happens. */
	readonly onClose: (link: Link, end: LinkEnd) => void;
}

export interface LinkEnd {
	readonly reason: string;
	/** It came to nothing or broke, and was not given up by us. */
	readonly isFailure: boolean;
	/** The peer did what no honest peer does: it shall wait before it is let in again. */
	readonly isHostile: boolean;
}

/** What is wanted of a new link. */
export interface LinkRequest extends LinkEvents {
	readonly remote: PeerId;
	readonly attempt: number;
	readonly isInitiator: boolean;
	readonly signal: (data: SignalData) => void;
}

/** Whoever exchanges images with the peers that we are linked to. */
export interface AssetPort {
	/** The peer has proved who it is, and stays. */
	opened(link: Link): void;
	/** A message on the assets channel; it may be anything. */
	receive(link: Link, message: Uint8Array): void;
	closed(link: Link): void;
}

export type OpenLink = (request: LinkRequest) => Link;
