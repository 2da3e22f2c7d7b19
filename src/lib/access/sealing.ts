// What leaves this device for a place that must not read it: deflated, then sealed with XChaCha20-Poly1305 under a key
// of everybody who may read the board.
//
//   sealed    := nonce(24) • XChaCha20-Poly1305(seal key, nonce, additional data: label) of plaintext
//   plaintext := uint8(0) • content | uint8(1) • deflate(content)                       RFC 1951
//   nonce     := HMAC-SHA-256(nonce key, label • plaintext), its first 24 bytes         as in SIV, RFC 5297
//
// The nonce follows from the content, so the same content under the same label is sealed the same: a part of a snapshot
// that did not change needs no second upload. Whoever stores it learns no more than that two parts are the same. Never
// is one nonce used for two contents, whatever the random numbers of this device are worth.
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { deflate, inflate } from '../storage/deflate.ts';

const NONCE_BYTES = 24;
const PLAIN = 0;
const DEFLATED = 1;
/** Less than this is hardly made smaller, and costs a turn through the browser's streams. */
const MIN_DEFLATED_BYTES = 200;

/** Seals and opens for one board. */
export class Sealing {
	readonly #sealKey: Uint8Array;
	readonly #nonceKey: Uint8Array;

	constructor(readKey: Uint8Array) {
		const derive = (info: string) => hkdf(sha256, readKey, undefined, utf8ToBytes(info), 32);
		this.#sealKey = derive('inkmesh seal');
		this.#nonceKey = derive('inkmesh seal nonce');
	}

	/** The content sealed under a label, which says what it is and where it belongs, and has to be known to open it. */
	async seal(label: string, content: Uint8Array): Promise<Uint8Array> {
		const deflated = content.length < MIN_DEFLATED_BYTES ? null : await deflate(content);
		return deflated && deflated.length < content.length
			? this.#seal(label, concatBytes(Uint8Array.of(DEFLATED), deflated))
			: this.sealSmall(label, content);
	}

	/** The content; null when it was not sealed for this board under this label, or is larger than `maxBytes`. */
	async open(label: string, sealed: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
		const plaintext = this.#open(label, sealed);
		if (!plaintext) return null;
		const content = plaintext.subarray(1);
		try {
			if (plaintext[0] === DEFLATED) return await inflate(content, maxBytes);
		} catch {
			return null; // no stream, or a larger one
		}
		return plaintext[0] === PLAIN && content.length <= maxBytes ? content : null;
	}

	/** As `seal`, at once and without deflating. */
	sealSmall(label: string, content: Uint8Array): Uint8Array {
		return this.#seal(label, concatBytes(Uint8Array.of(PLAIN), content));
	}

	/** What `sealSmall` sealed; null when it was not. */
	openSmall(label: string, sealed: Uint8Array): Uint8Array | null {
		const plaintext = this.#open(label, sealed);
		return plaintext?.[0] === PLAIN ? plaintext.subarray(1) : null;
	}

	#seal(label: string, plaintext: Uint8Array): Uint8Array {
		const data = utf8ToBytes(label);
		const nonce = hmac(sha256, this.#nonceKey, concatBytes(lengthOf(data), data, plaintext)).subarray(
			0,
			NONCE_BYTES
		);
		return concatBytes(nonce, xchacha20poly1305(this.#sealKey, nonce, data).encrypt(plaintext));
	}

	#open(label: string, sealed: Uint8Array): Uint8Array | null {
		const nonce = sealed.subarray(0, NONCE_BYTES);
		try {
			const cipher = xchacha20poly1305(this.#sealKey, nonce, utf8ToBytes(label));
			return cipher.decrypt(sealed.subarray(NONCE_BYTES));
		} catch {
			return null; // another key, a changed byte, or truncated
		}
	}
}

function lengthOf({ length }: Uint8Array): Uint8Array {
	return Uint8Array.of(length >> 8, length & 0xff);
}
