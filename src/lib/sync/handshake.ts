// How two ends of a link prove to each other who they are, before anything else is said:
//
//   both:  hello    version, a new random nonce, client id, peer id, role, session key
//   both:  proof    over the transcript of the two hellos, as soon as the other's is known
//
//   transcript := signer's peer id • "initiator" | "responder" • version • board • initiator's hello • responder's hello
//                 • initiator's DTLS fingerprint • responder's DTLS fingerprint
//   membership := HMAC-SHA-256(read key, "inkmesh member" • transcript)
//   write      := Ed25519(write key, "inkmesh writer" • transcript)                            editors only
//
// Who signs comes first, so a proof sent back to its maker proves nothing; nonces make it useless later; and each side
// puts in the fingerprints that its own browser reports, so a room server that swapped them, to sit in the middle, gets
// two transcripts that don't agree. After Krawczyk's SIGMA: sign the nonces and the channel, bind the identity by a MAC.
import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as encoding from 'lib0/encoding';
import type { BoardKeys } from '../access/board-keys.ts';
import { areEqualBytes } from '../access/equal-bytes.ts';
import { isSignedInScript } from '../access/verify-signature.ts';
import {
	encodeHello,
	encodeProof,
	NONCE_BYTES,
	PROTOCOL_VERSION,
	type Hello,
	type Proof
} from './handshake-messages.ts';

export interface HandshakeOptions {
	readonly keys: BoardKeys;
	readonly self: Pick<Hello, 'clientId' | 'peer' | 'sessionKey'>;
	/** Whom the room server said this link leads to. */
	readonly remote: string;
	readonly isInitiator: boolean;
	/** The fingerprints of the connection as this browser sees them; null when they are not unambiguous. */
	readonly fingerprints: () => { readonly own: string; readonly remote: string } | null;
}

/** What follows from a message of the other side. */
export type HandshakeStep =
	| { readonly status: 'waiting'; readonly send: Uint8Array }
	/** It is a member, and an editor where its hello says so. */
	| { readonly status: 'proven'; readonly hello: Hello }
	| { readonly status: 'failed'; readonly reason: string };

/** One side of one handshake. */
export class Handshake {
	readonly #options: HandshakeOptions;
	readonly #own: Hello;
	#theirs: Hello | null = null;
	#ownProof: Proof | null = null;

	constructor(options: HandshakeOptions) {
		this.#options = options;
		const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
		this.#own = { version: PROTOCOL_VERSION, nonce, role: options.keys.role, ...options.self };
	}

	/** The first message, to be sent as soon as the channel is open. */
	get hello(): Uint8Array {
		return encodeHello(this.#own);
	}

	/** Takes the other side's hello; our proof is to be sent then. */
	receiveHello(hello: Hello): HandshakeStep {
		const { remote, self, keys } = this.#options;
		if (this.#theirs) return failed('a second hello');
		if (hello.version !== PROTOCOL_VERSION) {
			return failed(`peer speaks version ${hello.version}, we speak ${PROTOCOL_VERSION}`);
		}
		if (hello.peer !== remote || hello.peer === self.peer) return failed('peer is not who was called');
		if (hello.clientId === self.clientId) return failed('peer claims our client id');
		if (areEqualBytes(hello.nonce, this.#own.nonce) || areEqualBytes(hello.sessionKey, self.sessionKey)) {
			return failed('peer repeats what we said');
		}
		this.#theirs = hello;
		const transcript = this.#transcript(self.peer, this.#options.isInitiator);
		if (!transcript) return failed('the connection has no unambiguous fingerprints');
		this.#ownProof = {
			membership: membershipOf(keys, transcript),
			write: keys.writeKey
				? ed25519.sign(labelled('inkmesh writer', transcript), keys.writeKey)
				: new Uint8Array()
		};
		return { status: 'waiting', send: encodeProof(this.#ownProof) };
	}

	/** Takes the other side's proof, the last message of a handshake. */
	receiveProof(proof: Proof): HandshakeStep {
		const { keys, isInitiator } = this.#options;
		const hello = this.#theirs;
		if (!hello || !this.#ownProof) return failed('a proof before its hello');
		const { membership, write } = this.#ownProof;
		if (
			areEqualBytes(proof.membership, membership) ||
			(write.length > 0 && areEqualBytes(proof.write, write))
		) {
			return failed('peer sent our own proof back');
		}
		const transcript = this.#transcript(hello.peer, !isInitiator);
		if (!transcript || !areEqualBytes(proof.membership, membershipOf(keys, transcript))) {
			return failed('peer could not prove that it has a link of this board');
		}
		if (hello.role === 'editor' && !isWriteProof(proof.write, transcript, keys)) {
			return failed('peer could not prove that it may draw');
		}
		return { status: 'proven', hello };
	}

	/** What the given side signs; null without fingerprints. */
	#transcript(signer: string, signerInitiates: boolean): Uint8Array | null {
		const { keys, isInitiator, fingerprints } = this.#options;
		const seen = fingerprints();
		if (!seen || !this.#theirs) return null;
		const sides = [
			{ hello: encodeHello(this.#own), fingerprint: seen.own },
			{ hello: encodeHello(this.#theirs), fingerprint: seen.remote }
		];
		if (!isInitiator) sides.reverse();
		return encoding.encode((encoder) => {
			encoding.writeVarString(encoder, signer);
			encoding.writeVarString(encoder, signerInitiates ? 'initiator' : 'responder');
			encoding.writeVarUint(encoder, PROTOCOL_VERSION);
			encoding.writeVarString(encoder, keys.boardId);
			for (const { hello } of sides) encoding.writeVarUint8Array(encoder, hello);
			for (const { fingerprint } of sides) encoding.writeVarString(encoder, fingerprint);
		});
	}
}

function failed(reason: string): HandshakeStep {
	return { status: 'failed', reason };
}

function membershipOf({ readKey }: BoardKeys, transcript: Uint8Array): Uint8Array {
	return hmac(sha256, readKey, labelled('inkmesh member', transcript));
}

function isWriteProof(signature: Uint8Array, transcript: Uint8Array, { writePublicKey }: BoardKeys): boolean {
	return isSignedInScript(writePublicKey, signature, labelled('inkmesh writer', transcript));
}

function labelled(label: string, transcript: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint8Array(encoder, utf8ToBytes(label));
		encoding.writeVarUint8Array(encoder, transcript);
	});
}
