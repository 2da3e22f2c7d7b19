// Four bytes a step ("slicing by 4", Kounavis and Berry 2005): a board of 100,000 strokes is 40 MB, and is checked while
// somebody waits for it to open.
const SLICES = 4;

/** CRC-32 (IEEE 802.3) of the bytes: tells a torn or flipped row from a whole one; no protection against intent. */
export function crc32(bytes: Uint8Array): number {
	let crc = -1;
	let i = 0;
	for (const end = bytes.length - (SLICES - 1); i < end; i += SLICES) {
		crc ^=
			(bytes[i] as number) |
			((bytes[i + 1] as number) << 8) |
			((bytes[i + 2] as number) << 16) |
			((bytes[i + 3] as number) << 24);
		crc =
			(TABLE[768 + (crc & 0xff)] as number) ^
			(TABLE[512 + ((crc >>> 8) & 0xff)] as number) ^
			(TABLE[256 + ((crc >>> 16) & 0xff)] as number) ^
			(TABLE[crc >>> 24] as number);
	}
	for (; i < bytes.length; i++) {
		crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number);
	}
	return ~crc >>> 0;
}

/** The n-th table of 256 tells what a byte does that n more follow. */
const TABLE = new Int32Array(256 * SLICES);
for (let n = 0; n < 256; n++) {
	let crc = n;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	TABLE[n] = crc;
}
for (let n = 256; n < TABLE.length; n++) {
	const before = TABLE[n - 256] as number;
	TABLE[n] = (before >>> 8) ^ (TABLE[before & 0xff] as number);
}
