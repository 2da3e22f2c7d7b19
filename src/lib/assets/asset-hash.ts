// An image's name is what it is: SHA-256 of its bytes. So nobody can slip another one under it, the same picture is kept
// once for all boards, and it may come from anybody.
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64Url, encodeBase64Url } from '../access/base64-url.ts';

/** SHA-256 of an image's bytes, base64url: the `asset` of its elements. */
export type AssetHash = string & { readonly brand: 'AssetHash' };

/** No image is larger; those made here are half as large at most. */
export const MAX_ASSET_BYTES = 4 * 1024 * 1024;
/** Of a hash as bytes. */
export const HASH_BYTES = 32;

/** The name of these bytes. Costs about 10 ms a MiB: pages at a plain `http:` address have no `crypto.subtle`. */
export function hashOf(bytes: Uint8Array): AssetHash {
	return encodeBase64Url(sha256(bytes)) as AssetHash;
}

/** The name, if the text can be one; else null. */
export function parseAssetHash(text: string): AssetHash | null {
	return decodeBase64Url(text)?.length === HASH_BYTES ? (text as AssetHash) : null;
}
