// Picture files as screens, cameras and bad people make them.
import { deflateSync } from 'node:zlib';
import { crc32 } from '../../src/lib/storage/checksum.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** A PNG of one colour. */
export function plainPng(width: number, height: number, color: Rgb): Buffer {
	const row = Buffer.alloc(1 + 3 * width);
	for (let x = 0; x < width; x++) row.set(color, 1 + 3 * x);
	return pngOf(width, height, deflateSync(Buffer.concat(Array<Buffer>(height).fill(row))));
}

/** A small PNG that says it is so large; its pixels are not worth the name. */
export function bombPng(width: number, height: number): Buffer {
	return pngOf(width, height, deflateSync(Buffer.alloc(1_000)));
}

function pngOf(width: number, height: number, data: Buffer): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// 8 bits each of red, green, blue.
	header.set([8, 2, 0, 0, 0], 8);
	const chunk = (name: string, body: Buffer) => {
		const named = Buffer.concat([Buffer.from(name), body]);
		return Buffer.concat([uint32(body.length), named, uint32(crc32(named))]);
	};
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return Buffer.concat([
		signature,
		chunk('IHDR', header),
		chunk('IDAT', data),
		chunk('IEND', Buffer.alloc(0))
	]);
}

/** What a camera wrote into the photo of `withExif`, in letters. */
export const EXIF_WORDS = 'Cabin by the lake';

/** A JPEG with the EXIF of a camera that was held upright and knew where it was. */
export function withExif(jpeg: Buffer): Buffer {
	const words = Buffer.from(`${EXIF_WORDS}\0`);
	const [gpsAt, wordsAt, latitudeAt] = [50, 80, 80 + words.length];
	// Image file directories of TIFF 6.0: tag, type, count, value or where it stands.
	const entry = (tag: number, type: number, count: number, value: number) =>
		Buffer.concat([uint16(tag), uint16(type), uint32(count), uint32(value)]);
	const main = Buffer.concat([
		uint16(3),
		entry(0x010e, 2, words.length, wordsAt),
		// Orientation 6: the top of the picture is its stored right side.
		entry(0x0112, 3, 1, 6 << 16),
		entry(0x8825, 4, 1, gpsAt),
		uint32(0)
	]);
	const gps = Buffer.concat([uint16(2), entry(1, 2, 2, 0x4e000000), entry(2, 5, 3, latitudeAt), uint32(0)]);
	const latitude = Buffer.concat([47, 1, 22, 1, 36, 1].map(uint32));
	const tiff = Buffer.concat([Buffer.from('MM\0*'), uint32(8), main, gps, words, latitude]);
	if (tiff.length !== latitudeAt + 24)
		throw new Error(`expected ${latitudeAt + 24} bytes, got ${tiff.length}`);
	const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
	const segment = Buffer.concat([Buffer.from([0xff, 0xe1]), uint16(body.length + 2), body]);
	return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

function uint16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value);
	return bytes;
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}
