// Ed25519 signatures, checked by the browser beside the page where it can: 0.1 ms instead of 3. At a plain http: address
// there is no `crypto.subtle`, and older browsers know no Ed25519 in it.
import { ed25519 } from '@noble/curves/ed25519.js';

const NAME = 'Ed25519';

/** By public key; null where the browser does not take it. */
const nativeKeys = new WeakMap<Uint8Array, Promise<CryptoKey | null>>();

/** Whether the signature is of this message by the owner of this key; its bytes may be anything. Never throws. */
export async function isSignedBy(
	publicKey: Uint8Array,
	signature: Uint8Array,
	message: Uint8Array
): Promise<boolean> {
	// Browsers differ in which odd signatures they refuse, and everybody is to come to the same: theirs counts as a yes only.
	return (
		(await isSignedNatively(publicKey, signature, message)) || isSignedInScript(publicKey, signature, message)
	);
}

async function isSignedNatively(
	publicKey: Uint8Array,
	signature: Uint8Array,
	message: Uint8Array
): Promise<boolean> {
	let key = nativeKeys.get(publicKey);
	if (!key) nativeKeys.set(publicKey, (key = importKey(publicKey)));
	const native = await key;
	if (!native) return false;
	try {
		return await crypto.subtle.verify(NAME, native, signature as BufferSource, message as BufferSource);
	} catch {
		return false;
	}
}

async function importKey(publicKey: Uint8Array): Promise<CryptoKey | null> {
	try {
		return await crypto.subtle.importKey('raw', publicKey as BufferSource, NAME, false, ['verify']);
	} catch {
		return null;
	}
}

/** The same at once, for some 3 ms of the page's time. Never throws. */
export function isSignedInScript(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
	try {
		return ed25519.verify(signature, message, publicKey);
	} catch {
		return false; // noble throws on a signature that is no point of the curve
	}
}
