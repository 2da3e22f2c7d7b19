// The two messages of a handshake; what they prove stands in handshake.ts.
//
//   hello := varUint(100) • varUint(version) • bytes(nonce, 32) • varUint(clientId) • varString(peer) • varString(role)
//            • bytes(session key, 32)
//   proof := varUint(101) • bytes(membership, 32) • varBytes(write signature: 64, or none)
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Role } from '../access/board-keys.ts';

/** Peers of another version are told so and not linked: neither could know what the other means. */
export const PROTOCOL_VERSION = 2;

export const HELLO = 100;
export const PROOF = 101;

export const NONCE_BYTES = 32;
const KEY_BYTES = 32;
const MAC_BYTES = 32;
const SIGNATURE_BYTES = 64;
const MAX_PEER_ID_LENGTH = 64;

/** How a peer introduces itself on a link, before anything else. */
export interface Hello {
	readonly version: number;
	/** Random, new for every link: no proof can be used twice. */
	readonly nonce: Uint8Array;
	/** Yjs's number; whoever is linked here speaks for this client and for no other. */
	readonly clientId: number;
	readonly peer: string;
	readonly role: Role;
	/** Ed25519 public key of this opening of the board, for statements that others pass on. */
	readonly sessionKey: Uint8Array;
}

export interface Proof {
	readonly membership: Uint8Array;
	/** Empty from a viewer. */
	readonly write: Uint8Array;
}

export function encodeHello({ version, nonce, clientId, peer, role, sessionKey }: Hello): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, HELLO);
		encoding.writeVarUint(encoder, version);
		encoding.writeUint8Array(encoder, nonce);
		encoding.writeVarUint(encoder, clientId);
		encoding.writeVarString(encoder, peer);
		encoding.writeVarString(encoder, role);
		encoding.writeUint8Array(encoder, sessionKey);
	});
}

/** The hello behind its type number; null when a field is out of bounds. @throws when it is truncated. */
export function parseHello(decoder: decoding.Decoder): Hello | null {
	const version = decoding.readVarUint(decoder);
	const nonce = decoding.readUint8Array(decoder, NONCE_BYTES);
	const clientId = decoding.readVarUint(decoder);
	const peer = decoding.readVarString(decoder);
	const role = decoding.readVarString(decoder);
	const sessionKey = decoding.readUint8Array(decoder, KEY_BYTES);
	if (role !== 'editor' && role !== 'viewer') return null;
	if (peer.length > MAX_PEER_ID_LENGTH || clientId >= 2 ** 32) return null;
	return { version, nonce: nonce.slice(), clientId, peer, role, sessionKey: sessionKey.slice() };
}

export function encodeProof({ membership, write }: Proof): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, PROOF);
		encoding.writeUint8Array(encoder, membership);
		encoding.writeVarUint8Array(encoder, write);
	});
}

/** The proof behind its type number; null when it has no possible length. @throws when it is truncated. */
export function parseProof(decoder: decoding.Decoder): Proof | null {
	const membership = decoding.readUint8Array(decoder, MAC_BYTES).slice();
	const write = decoding.readVarUint8Array(decoder).slice();
	return write.length === 0 || write.length === SIGNATURE_BYTES ? { membership, write } : null;
}
