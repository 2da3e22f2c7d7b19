// What somebody says of themselves (name, colour, selection), signed, so that it can be passed on to people they have
// no link with and nobody on the way can change it. The key is one of this opening of the board; the handshake told it
// to the neighbours, and everybody else holds on to the first one they hear for a peer.
//
//   statement := varUint(105) • varBytes(body) • varBytes(signature)
//   body      := bytes(session key, 32) • varString(peer) • varUint(clientId) • varUint(clock) • varString(json)
import { ed25519 } from '@noble/curves/ed25519.js';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { isNestedDeeperThan } from '../signaling/nesting.ts';

export const STATEMENT = 105;

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const MAX_PEER_ID_LENGTH = 64;
/** A name, a colour and a selection fit many times over. */
const MAX_STATE_LENGTH = 32 * 1024;
/** Ours are two deep. y-protocols compares states and tells them on, and would run out of stack on a very deep one. */
const MAX_NESTING = 8;

export interface Statement {
	readonly sessionKey: Uint8Array;
	readonly peer: string;
	readonly clientId: number;
	/** Counts up with every change; awareness's own. */
	readonly clock: number;
	/** The awareness state, JSON of an object or null. */
	readonly json: string;
	/** The whole message, to be passed on as it came. */
	readonly message: Uint8Array;
}

/** A session's keys. */
export interface SessionKeys {
	readonly publicKey: Uint8Array;
	readonly secretKey: Uint8Array;
}

export function createSessionKeys(): SessionKeys {
	return ed25519.keygen();
}

/** A statement about oneself. */
export function signStatement(
	about: Pick<Statement, 'peer' | 'clientId' | 'clock' | 'json'>,
	keys: SessionKeys
): Statement {
	const body = encoding.encode((encoder) => {
		encoding.writeUint8Array(encoder, keys.publicKey);
		encoding.writeVarString(encoder, about.peer);
		encoding.writeVarUint(encoder, about.clientId);
		encoding.writeVarUint(encoder, about.clock);
		encoding.writeVarString(encoder, about.json);
	});
	const message = encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, STATEMENT);
		encoding.writeVarUint8Array(encoder, body);
		encoding.writeVarUint8Array(encoder, ed25519.sign(body, keys.secretKey));
	});
	return { ...about, sessionKey: keys.publicKey, message };
}

/** The statement behind its type number, its signature not looked at; null when unsound. @throws when truncated. */
export function parseStatement(decoder: decoding.Decoder): Statement | null {
	const body = decoding.createDecoder(decoding.readVarUint8Array(decoder));
	const signature = decoding.readVarUint8Array(decoder);
	const sessionKey = decoding.readUint8Array(body, KEY_BYTES).slice();
	const peer = decoding.readVarString(body);
	const clientId = decoding.readVarUint(body);
	const clock = decoding.readVarUint(body);
	const json = decoding.readVarString(body);
	const isSound =
		!decoding.hasContent(body) &&
		signature.length === SIGNATURE_BYTES &&
		peer.length <= MAX_PEER_ID_LENGTH &&
		clientId < 2 ** 32 &&
		json.length <= MAX_STATE_LENGTH &&
		isState(JSON.parse(json));
	return isSound ? { sessionKey, peer, clientId, clock, json, message: decoder.arr.slice() } : null;
}

/** Whether its maker signed it. About 2 ms. */
export function isSigned({ message, sessionKey }: Statement): boolean {
	try {
		const decoder = decoding.createDecoder(message);
		decoding.readVarUint(decoder);
		const body = decoding.readVarUint8Array(decoder);
		return ed25519.verify(decoding.readVarUint8Array(decoder), body, sessionKey);
	} catch {
		return false; // noble throws on keys and signatures that are no points of the curve
	}
}

function isState(state: unknown): boolean {
	return typeof state === 'object' && !Array.isArray(state) && !isNestedDeeperThan(MAX_NESTING, state);
}
