// Who may write into a mailbox: who holds the private key to the public key its name is a hash of (src/lib/access/board-keys.ts).
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { challengeBytes, entrySigningBytes, SIGNATURE_BYTES } from '../../src/lib/mailbox/messages.ts';

/** The name of the mailbox this key writes to. */
export function mailboxNameOf(publicKey: Uint8Array): string {
	return createHash('sha256')
		.update('inkmesh mailbox')
		.update(publicKey)
		.digest()
		.subarray(0, 16)
		.toString('base64url');
}

export interface WriteProof {
	readonly challenge: Uint8Array;
	readonly mailbox: string;
	readonly publicKey: Uint8Array;
	readonly signature: Uint8Array;
}

/** The key to check entries with; null when this is no proof. */
export function verifyProof({ challenge, mailbox, publicKey, signature }: WriteProof): KeyObject | null {
	if (mailboxNameOf(publicKey) !== mailbox) return null;
	const key = keyFrom(publicKey);
	return key && isSigned(key, challengeBytes(challenge, mailbox), signature) ? key : null;
}

/** Whether the last 64 bytes of an entry are its signature, for this mailbox. */
export function isSignedEntry(key: KeyObject, mailbox: string, entry: Uint8Array): boolean {
	if (entry.length <= SIGNATURE_BYTES) return false;
	const body = entry.subarray(0, -SIGNATURE_BYTES);
	return isSigned(key, entrySigningBytes(mailbox, body), entry.subarray(-SIGNATURE_BYTES));
}

function keyFrom(publicKey: Uint8Array): KeyObject | null {
	try {
		const x = Buffer.from(publicKey).toString('base64url');
		return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
	} catch {
		return null; // no point of the curve
	}
}

function isSigned(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
	try {
		return verify(null, bytes, key, signature);
	} catch {
		return false; // OpenSSL throws at some keys that it took before
	}
}
