import { describe, expect, it } from 'vitest';
import { Random } from '../../../tests/support/random.ts';
import { hashOf, MAX_ASSET_BYTES, parseAssetHash } from './asset-hash.ts';
import { encodeAssetMessage, parseAssetMessage, PART_BYTES, type AssetMessage } from './asset-messages.ts';

const bytes = Uint8Array.of(1, 2, 3);
const hash = hashOf(bytes);

describe("an image's name", () => {
	it('is SHA-256, base64url', () => {
		// FIPS 180-2, B.1: "abc".
		expect(hashOf(new TextEncoder().encode('abc'))).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
	});
	it('is known from other text', () => {
		expect(parseAssetHash(hash)).toBe(hash);
		for (const other of [
			'',
			'cat.png',
			`${hash}A`,
			hash.slice(1),
			`${hash.slice(1)}=`,
			`${hash.slice(0, -1)}_`
		]) {
			expect(parseAssetHash(other)).toBeNull();
		}
	});
});

describe('an asset message', () => {
	it.each<AssetMessage>([
		{ type: 'want', hash },
		{ type: 'have', hash, sizeBytes: MAX_ASSET_BYTES },
		{ type: 'lack', hash },
		{ type: 'part', hash, offset: 70_000, bytes: new Uint8Array(PART_BYTES).fill(7) },
		{ type: 'cancel', hash }
	])('comes out as it went in: $type', (message) => {
		expect(parseAssetMessage(encodeAssetMessage(message))).toEqual(message);
	});
	it('fits a frame with the longest part', () => {
		const part = encodeAssetMessage({ type: 'part', hash, offset: 0, bytes: new Uint8Array(PART_BYTES) });
		expect(part.length).toBeLessThan(16 * 1024);
	});
	it('of a newer app is no fault', () => {
		expect(parseAssetMessage(Uint8Array.of(5))).toBe('unknown');
	});
	it.each<[string, Uint8Array]>([
		['nothing', new Uint8Array()],
		['half a hash', encodeAssetMessage({ type: 'want', hash }).subarray(0, 20)],
		['something behind a hash', Uint8Array.of(...encodeAssetMessage({ type: 'lack', hash }), 0)],
		['no size', encodeAssetMessage({ type: 'have', hash, sizeBytes: 9 }).subarray(0, 35)],
		['a size of nothing', encodeAssetMessage({ type: 'have', hash, sizeBytes: 0 })],
		['a size beyond all images', encodeAssetMessage({ type: 'have', hash, sizeBytes: MAX_ASSET_BYTES + 1 })],
		['an empty part', encodeAssetMessage({ type: 'part', hash, offset: 0, bytes: new Uint8Array() })],
		['a part too long', encodeAssetMessage({ type: 'part', hash, offset: 0, bytes: new Uint8Array(65_537) })],
		['a part beyond all images', encodeAssetMessage({ type: 'part', hash, offset: MAX_ASSET_BYTES, bytes })]
	])('is none with %s', (_, message) => {
		expect(parseAssetMessage(message)).toBeNull();
	});
	it('is read from any bytes without throwing', () => {
		const random = new Random(4);
		for (let i = 0; i < 2_000; i++) {
			const any = Uint8Array.from({ length: random.int(80) }, (_, at) => random.int(at === 0 ? 6 : 256));
			expect(() => parseAssetMessage(any)).not.toThrow();
		}
	});
	it('throws on a name that is none: our mistake', () => {
		expect(() => encodeAssetMessage({ type: 'want', hash: 'cat.png' as typeof hash })).toThrow('got cat.png');
	});
});
