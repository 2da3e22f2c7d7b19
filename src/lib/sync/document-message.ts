// What may come in on the document channel of a link, told apart before anything else looks at it:
//
//   syncStep1      := varUint(0) • varUint(0) • varBytes(stateVector)
//   syncStep2      := varUint(0) • varUint(1) • varBytes(update)
//   update         := varUint(0) • varUint(2) • varBytes(update)
//   awareness      := varUint(1) • varBytes(awarenessUpdate)
//   queryAwareness := varUint(3)                                                — y-protocols, PROTOCOL.md; y-webrtc
//   hello          := varUint(100) • varUint(version) • varUint(clientId) • varString(peerId) • varString(role)
//   digest         := varUint(102) • varBytes(digest)                           of all that the sender's document holds
//
// Read with lib0's decoder, as y-webrtc will read them: an overlong varint must not be one thing here and another there.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Role } from '../access/board-keys.ts';
import type { StateVector } from './missing-updates.ts';

/** Peers of another version are told so and not linked: neither could know what the other means. */
export const PROTOCOL_VERSION = 1;

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const HELLO = 100;
const DIGEST = 102;
const MAX_DIGEST_BYTES = 64;

/** How a peer introduces itself on a link, before anything else. */
export interface Hello {
	readonly version: number;
	readonly clientId: number;
	readonly peer: string;
	readonly role: Role;
}

export type DocumentMessage =
	| { readonly type: 'sync-step-1'; readonly known: StateVector }
	| { readonly type: 'update'; readonly update: Uint8Array }
	| { readonly type: 'awareness'; readonly update: Uint8Array }
	| { readonly type: 'query-awareness' }
	| ({ readonly type: 'hello' } & Hello)
	| { readonly type: 'digest'; readonly digest: Uint8Array };

/** The message in these bytes; null when it is none that we take. Never throws. */
export function parseDocumentMessage(bytes: Uint8Array): DocumentMessage | null {
	try {
		return readDocumentMessage(bytes);
	} catch {
		return null; // truncated or mutated: lib0 and yjs throw on it, and the link counts it
	}
}

function readDocumentMessage(bytes: Uint8Array): DocumentMessage | null {
	const decoder = decoding.createDecoder(bytes);
	switch (decoding.readVarUint(decoder)) {
		case SYNC:
			return readSync(decoder);
		case AWARENESS:
			return { type: 'awareness', update: decoding.readVarUint8Array(decoder) };
		case QUERY_AWARENESS:
			return { type: 'query-awareness' };
		case HELLO: {
			const version = decoding.readVarUint(decoder);
			const clientId = decoding.readVarUint(decoder);
			const peer = decoding.readVarString(decoder);
			const role = decoding.readVarString(decoder);
			if (role !== 'editor' && role !== 'viewer') return null;
			return { type: 'hello', version, clientId, peer, role };
		}
		case DIGEST: {
			const digest = decoding.readVarUint8Array(decoder);
			return digest.length <= MAX_DIGEST_BYTES ? { type: 'digest', digest } : null;
		}
		default:
			return null;
	}
}

function readSync(decoder: decoding.Decoder): DocumentMessage | null {
	const step = decoding.readVarUint(decoder);
	const content = decoding.readVarUint8Array(decoder);
	if (step === 0) return { type: 'sync-step-1', known: Y.decodeStateVector(content) };
	if (step !== 1 && step !== 2) return null;
	// Throws where the structure is broken; y-protocols would swallow that and leave half of it applied.
	Y.decodeUpdate(content);
	return { type: 'update', update: content };
}

export function encodeHello({ version, clientId, peer, role }: Hello): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, HELLO);
		encoding.writeVarUint(encoder, version);
		encoding.writeVarUint(encoder, clientId);
		encoding.writeVarString(encoder, peer);
		encoding.writeVarString(encoder, role);
	});
}

export function encodeDigest(digest: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, DIGEST);
		encoding.writeVarUint8Array(encoder, digest);
	});
}

/** A live update; `isLastOfSync` makes it the sync step 2 that tells the receiver it has everything. */
export function encodeUpdate(update: Uint8Array, { isLastOfSync = false } = {}): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, SYNC);
		encoding.writeVarUint(encoder, isLastOfSync ? 1 : 2);
		encoding.writeVarUint8Array(encoder, update);
	});
}

export function encodeSyncStep1(doc: Y.Doc): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, SYNC);
		encoding.writeVarUint(encoder, 0);
		encoding.writeVarUint8Array(encoder, Y.encodeStateVector(doc));
	});
}

export function encodeAwareness(update: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, AWARENESS);
		encoding.writeVarUint8Array(encoder, update);
	});
}

export function encodeQueryAwareness(): Uint8Array {
	return encoding.encode((encoder) => encoding.writeVarUint(encoder, QUERY_AWARENESS));
}
