// What peers say to each other on the assets channel (sync/peer-connection.ts). All numbers are big-endian.
//
//   message := want | have | lack | part | cancel
//   want    := uint8(0) • hash                                 send me this image
//   have    := uint8(1) • hash • uint32(size)                  here it comes; or: I have it now, you asked once
//   lack    := uint8(2) • hash                                 I have not got it
//   part    := uint8(3) • hash • uint32(offset) • bytes        its bytes from there on; in order, 1 B to 64 KiB
//   cancel  := uint8(4) • hash                                 I want it no more
//   hash    := 32 bytes, SHA-256 of the whole image
//
// Other types are of a newer app and ignored. One image at a time is under way in each direction.
import { decodeBase64Url, encodeBase64Url } from '../access/base64-url.ts';
import { HASH_BYTES, MAX_ASSET_BYTES, type AssetHash } from './asset-hash.ts';

const TYPES = ['want', 'have', 'lack', 'part', 'cancel'] as const;
const HEADER_BYTES = 1 + HASH_BYTES;
/** Bytes in one part: with its header it is one frame. */
export const PART_BYTES = 16 * 1024 - 64;
const MAX_PART_BYTES = 64 * 1024;

export type AssetMessage =
	| { readonly type: 'want' | 'cancel'; readonly hash: AssetHash }
	| { readonly type: 'lack'; readonly hash: AssetHash }
	| { readonly type: 'have'; readonly hash: AssetHash; readonly sizeBytes: number }
	| { readonly type: 'part'; readonly hash: AssetHash; readonly offset: number; readonly bytes: Uint8Array };

/** The message as bytes. */
export function encodeAssetMessage(message: AssetMessage): Uint8Array {
	const rest = message.type === 'part' ? 4 + message.bytes.length : message.type === 'have' ? 4 : 0;
	const bytes = new Uint8Array(HEADER_BYTES + rest);
	const hash = decodeBase64Url(message.hash);
	if (hash?.length !== HASH_BYTES) throw new Error(`expected the hash of an image, got ${message.hash}`);
	bytes[0] = TYPES.indexOf(message.type);
	bytes.set(hash, 1);
	const view = new DataView(bytes.buffer);
	if (message.type === 'have') view.setUint32(HEADER_BYTES, message.sizeBytes);
	if (message.type === 'part') {
		view.setUint32(HEADER_BYTES, message.offset);
		bytes.set(message.bytes, HEADER_BYTES + 4);
	}
	return bytes;
}

/** The message in these bytes; `'unknown'` for a type of a newer app, null when it is none. Parts are not copied. */
export function parseAssetMessage(bytes: Uint8Array): AssetMessage | 'unknown' | null {
	const [code] = bytes;
	if (code === undefined) return null;
	const type = TYPES[code];
	if (!type) return 'unknown';
	if (bytes.length < HEADER_BYTES) return null;
	const hash = encodeBase64Url(bytes.subarray(1, HEADER_BYTES)) as AssetHash;
	const rest = bytes.subarray(HEADER_BYTES);
	if (type === 'want' || type === 'cancel') return rest.length === 0 ? { type, hash } : null;
	if (type === 'lack') return rest.length === 0 ? { type, hash } : null;
	if (rest.length < 4) return null;
	const number = new DataView(rest.buffer, rest.byteOffset).getUint32(0);
	if (type === 'have') {
		const isSound = rest.length === 4 && number > 0 && number <= MAX_ASSET_BYTES;
		return isSound ? { type, hash, sizeBytes: number } : null;
	}
	const part = rest.subarray(4);
	const isSound = part.length > 0 && part.length <= MAX_PART_BYTES && number < MAX_ASSET_BYTES;
	return isSound ? { type, hash, offset: number, bytes: part } : null;
}
