// What may come in on the document channel of a link, told apart before anything else looks at it:
//
//   syncStep1  := varUint(0) • varUint(0) • varBytes(stateVector)                asks for what is missing
//   syncStep2  := varUint(0) • varUint(1) • varBytes(update)                     a part of the answer
//   update     := varUint(0) • varUint(2) • varBytes(update)                     what was just done
//   awareness, queryAwareness                                                    between tabs only
//                                                                                — y-protocols, PROTOCOL.md; y-webrtc
//   hello, proof                                                                 see handshake.ts
//   digest     := varUint(102) • varBytes(digest)                                of all that the sender's document holds
//   synced     := varUint(103)                                                   the answer to a syncStep1 is complete
//   neighbours := varUint(104) • varUint(count) • (varString(peer) • uint8(writes))*
//   statement  := varUint(105) • varBytes(body) • varBytes(signature)            who somebody is, see statements.ts
//   forwarded  := varUint(106) • varString(author) • varBytes(update)            an update for who can't see its author
//   full       := varUint(107)                                                   "ask another writer", to a viewer
//   acked      := varUint(108) • varUint(bytes)                                  so much has come on bulk and assets
//   mark       := varUint(109) • varUint(number) • varUint(clock)                so far go the sender's changes, see receipts.ts
//   kept       := varUint(110) • varUint(number)                                 they are stored here up to this mark
//
// Read with lib0's decoder to the last byte, as y-protocols would read it: an overlong varint must not be one thing
// here and another there.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { HELLO, parseHello, parseProof, PROOF, type Hello, type Proof } from './handshake-messages.ts';
import type { StateVector } from './missing-updates.ts';
import type { Mark } from './receipts.ts';
import { parseStatement, STATEMENT, type Statement } from './statements.ts';

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const DIGEST = 102;
const SYNCED = 103;
const NEIGHBOURS = 104;
const FORWARDED = 106;
const FULL = 107;
const ACKED = 108;
const MARK = 109;
const KEPT = 110;

/** Some 35,000 openings of a board at which something was written. Read in 50 ms; a message could hold seconds of it. */
const MAX_STATE_VECTOR_BYTES = 256 * 1024;
const MAX_DIGEST_BYTES = 64;
const MAX_PEER_ID_LENGTH = 64;
/** Far above the number of links that anybody keeps. */
const MAX_NEIGHBOURS = 256;

/** Somebody that the sender has an open link with. */
export interface Neighbour {
	readonly peer: string;
	readonly writes: boolean;
}

export type DocumentMessage =
	| { readonly type: 'sync-step-1'; readonly known: StateVector }
	| { readonly type: 'update'; readonly update: Uint8Array; readonly isAnswer: boolean }
	| { readonly type: 'awareness'; readonly update: Uint8Array }
	| { readonly type: 'query-awareness' }
	| ({ readonly type: 'hello' } & Hello)
	| ({ readonly type: 'proof' } & Proof)
	| { readonly type: 'digest'; readonly digest: Uint8Array }
	| { readonly type: 'synced' }
	| { readonly type: 'neighbours'; readonly neighbours: readonly Neighbour[] }
	| { readonly type: 'statement'; readonly statement: Statement }
	| { readonly type: 'forwarded'; readonly author: string; readonly update: Uint8Array }
	| { readonly type: 'full' }
	| { readonly type: 'acked'; readonly bytes: number }
	| ({ readonly type: 'mark' } & Mark)
	| { readonly type: 'kept'; readonly number: number };

/** The message in these bytes; null when it is none that we take. Updates inside are not looked into. Never throws. */
export function parseDocumentMessage(bytes: Uint8Array): DocumentMessage | null {
	try {
		const decoder = decoding.createDecoder(bytes);
		const message = readDocumentMessage(decoder);
		return decoding.hasContent(decoder) ? null : message;
	} catch {
		return null; // truncated or mutated: lib0 and yjs throw on it, and the link counts it
	}
}

function readDocumentMessage(decoder: decoding.Decoder): DocumentMessage | null {
	switch (decoding.readVarUint(decoder)) {
		case SYNC:
			return readSync(decoder);
		case AWARENESS:
			return { type: 'awareness', update: decoding.readVarUint8Array(decoder) };
		case QUERY_AWARENESS:
			return { type: 'query-awareness' };
		case HELLO: {
			const hello = parseHello(decoder);
			return hello && { type: 'hello', ...hello };
		}
		case PROOF: {
			const proof = parseProof(decoder);
			return proof && { type: 'proof', ...proof };
		}
		case DIGEST: {
			const digest = decoding.readVarUint8Array(decoder);
			return digest.length <= MAX_DIGEST_BYTES ? { type: 'digest', digest } : null;
		}
		case SYNCED:
			return { type: 'synced' };
		case NEIGHBOURS:
			return readNeighbours(decoder);
		case STATEMENT: {
			const statement = parseStatement(decoder);
			return statement && { type: 'statement', statement };
		}
		case FORWARDED: {
			const author = decoding.readVarString(decoder);
			const update = decoding.readVarUint8Array(decoder);
			return author.length <= MAX_PEER_ID_LENGTH ? { type: 'forwarded', author, update } : null;
		}
		case FULL:
			return { type: 'full' };
		case ACKED:
			return { type: 'acked', bytes: decoding.readVarUint(decoder) };
		case MARK:
			return {
				type: 'mark',
				number: decoding.readVarUint(decoder),
				clock: decoding.readVarUint(decoder)
			};
		case KEPT:
			return { type: 'kept', number: decoding.readVarUint(decoder) };
		default:
			return null;
	}
}

function readSync(decoder: decoding.Decoder): DocumentMessage | null {
	const step = decoding.readVarUint(decoder);
	const content = decoding.readVarUint8Array(decoder);
	if (step === 0) {
		if (content.length > MAX_STATE_VECTOR_BYTES) return null;
		return { type: 'sync-step-1', known: Y.decodeStateVector(content) };
	}
	return step === 1 || step === 2 ? { type: 'update', update: content, isAnswer: step === 1 } : null;
}

function readNeighbours(decoder: decoding.Decoder): DocumentMessage | null {
	const count = decoding.readVarUint(decoder);
	if (count > MAX_NEIGHBOURS) return null;
	const neighbours: Neighbour[] = [];
	for (let i = 0; i < count; i++) {
		const peer = decoding.readVarString(decoder);
		if (peer.length > MAX_PEER_ID_LENGTH) return null;
		neighbours.push({ peer, writes: decoding.readUint8(decoder) === 1 });
	}
	return { type: 'neighbours', neighbours };
}

export function encodeDigest(digest: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, DIGEST);
		encoding.writeVarUint8Array(encoder, digest);
	});
}

/** A live update; `isAnswer` makes it a part of the answer to a sync step 1. */
export function encodeUpdate(update: Uint8Array, { isAnswer = false } = {}): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, SYNC);
		encoding.writeVarUint(encoder, isAnswer ? 1 : 2);
		encoding.writeVarUint8Array(encoder, update);
	});
}

/** Says that the answer to a sync step 1 is complete. */
export function encodeSynced(): Uint8Array {
	return encoding.encode((encoder) => encoding.writeVarUint(encoder, SYNCED));
}

export function encodeSyncStep1(doc: Y.Doc): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, SYNC);
		encoding.writeVarUint(encoder, 0);
		encoding.writeVarUint8Array(encoder, Y.encodeStateVector(doc));
	});
}

export function encodeNeighbours(neighbours: readonly Neighbour[]): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, NEIGHBOURS);
		encoding.writeVarUint(encoder, neighbours.length);
		for (const { peer, writes } of neighbours) {
			encoding.writeVarString(encoder, peer);
			encoding.writeUint8(encoder, writes ? 1 : 0);
		}
	});
}

/** An update for somebody who has no link with its author. */
export function encodeForwarded(author: string, update: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, FORWARDED);
		encoding.writeVarString(encoder, author);
		encoding.writeVarUint8Array(encoder, update);
	});
}

export function encodeFull(): Uint8Array {
	return encoding.encode((encoder) => encoding.writeVarUint(encoder, FULL));
}

/** Says how much has come on the bulk and assets channels since the link was opened. */
export function encodeAcked(bytes: number): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, ACKED);
		encoding.writeVarUint(encoder, bytes);
	});
}

/** Says how far the changes made here go. */
export function encodeMark({ number, clock }: Mark): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, MARK);
		encoding.writeVarUint(encoder, number);
		encoding.writeVarUint(encoder, clock);
	});
}

/** Says that a peer's changes are stored here up to this mark. */
export function encodeKept(number: number): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, KEPT);
		encoding.writeVarUint(encoder, number);
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
