// What a file says of itself in its first bytes: which kind of image, and how large. Read before anything is decoded, so
// that a small file which says that it is a thousand million pixels is refused and not unpacked.
//
//   PNG    89 "PNG" 0D 0A 1A 0A, IHDR: width, height as uint32                      — W3C PNG, 5.2 and 11.2.1
//   JPEG   FF D8, segments FF xx • uint16 length; a frame header (SOFn) has them    — ITU-T T.81, B.2.2
//   WebP   "RIFF" … "WEBP", then VP8, VP8L or VP8X                                  — RFC 9649
//   GIF    "GIF8", width, height as uint16, little-endian                           — GIF89a, 18
//   AVIF   "ftyp" with a brand avif or avis; every "ispe" box has a size            — ISO/IEC 23008-12, 6.5.3
//   SVG    text whose first tag is <svg

export type ImageType =
	'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/avif' | 'image/svg+xml';

export interface ImageHeader {
	readonly type: ImageType;
	/** In pixels as stored, before any orientation; 0 for SVG, which has none. */
	readonly width: number;
	readonly height: number;
}

/** An AVIF's sizes stand in its first box of metadata. */
const AVIF_SEARCHED_BYTES = 64 * 1024;
const SVG_SEARCHED_BYTES = 4 * 1024;
const SVG_END = '</svg>';

/** What the bytes say that they are; null when they are no image that is known, or too damaged to tell. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const header = readPng(view) ?? readJpeg(view) ?? readWebp(view) ?? readGif(view) ?? readAvif(view);
	if (header) return header.width > 0 && header.height > 0 ? header : null;
	return isSvg(bytes) ? { type: 'image/svg+xml', width: 0, height: 0 } : null;
}

function readPng(view: DataView): ImageHeader | null {
	if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a)
		return null;
	if (textAt(view, 12, 4) !== 'IHDR') return null;
	return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function readJpeg(view: DataView): ImageHeader | null {
	if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
	for (let at = 2; at + 9 <= view.byteLength;) {
		if (view.getUint8(at) !== 0xff) return null;
		const marker = view.getUint8(at + 1);
		// SOF0 to SOF15, without the three in between that are something else.
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
		// A second FF only fills up, and some markers stand alone.
		if (marker === 0xff) at += 1;
		else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
		else at += 2 + Math.max(2, view.getUint16(at + 2));
	}
	return null;
}

function readWebp(view: DataView): ImageHeader | null {
	if (view.byteLength < 30 || textAt(view, 0, 4) !== 'RIFF' || textAt(view, 8, 4) !== 'WEBP') return null;
	const type = 'image/webp';
	switch (textAt(view, 12, 4)) {
		case 'VP8 ':
			return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
		case 'VP8L': {
			const bits = view.getUint32(21, true);
			return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
		}
		case 'VP8X':
			return { type, width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
		default:
			return null;
	}
}

function readGif(view: DataView): ImageHeader | null {
	if (view.byteLength < 10 || textAt(view, 0, 4) !== 'GIF8') return null;
	return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function readAvif(view: DataView): ImageHeader | null {
	if (view.byteLength < 16 || textAt(view, 4, 4) !== 'ftyp') return null;
	const brands = textAt(view, 8, Math.min(view.getUint32(0), 64, view.byteLength) - 8);
	if (!/avif|avis/.test(brands)) return null;
	let width = 0;
	let height = 0;
	// Sizes of tiles, of the alpha plane and of the whole: the largest counts.
	const end = Math.min(view.byteLength - 15, AVIF_SEARCHED_BYTES);
	for (let at = 8; at < end; at++) {
		if (view.getUint32(at) !== 0x69737065) continue; // "ispe"
		width = Math.max(width, view.getUint32(at + 8));
		height = Math.max(height, view.getUint32(at + 12));
	}
	return { type: 'image/avif', width, height };
}

/** Whether this text is that of an SVG file, from its beginning to its end. */
export function isSvgSource(text: string): boolean {
	const end = text.lastIndexOf(SVG_END);
	return end >= 0 && beginsAsSvg(text) && afterProlog(text.slice(end + SVG_END.length)) === '';
}

function isSvg(bytes: Uint8Array): boolean {
	return beginsAsSvg(new TextDecoder().decode(bytes.subarray(0, SVG_SEARCHED_BYTES)));
}

/** Whether the first tag after declarations and comments is <svg. */
function beginsAsSvg(text: string): boolean {
	return /^<svg[\s>]/.test(afterProlog(text));
}

/** The text of an XML file from its first tag on: without declarations and comments before; '' where there is none. */
export function afterProlog(text: string): string {
	let rest = text.trimStart();
	// Bounded by the text: every turn takes something away.
	for (;;) {
		const closing = rest.startsWith('<!--') ? '-->' : /^<[?!]/.test(rest) ? '>' : null;
		if (!closing) return rest;
		const end = rest.indexOf(closing);
		if (end < 0) return '';
		rest = rest.slice(end + closing.length).trimStart();
	}
}

function textAt(view: DataView, at: number, length: number): string {
	let text = '';
	for (let i = at; i < at + length; i++) text += String.fromCharCode(view.getUint8(i));
	return text;
}

const uint24 = (view: DataView, at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
