// Yjs writes and reads the words of every record anew ("type", "stroke", "points", …) through the browser's text coders,
// which take longer to be called than a short word takes to be copied. lib0 exports its coders as objects: on these, short
// ASCII words go a way of their own. All that touches lib0's inside is here; a test holds that lib0 takes this way.
import { utf8TextDecoder, utf8TextEncoder } from 'lib0/string';

/** Letters of a word that is worth it. Longer ones seldom come twice. */
const MAX_SHORT = 32;
/** How many words are remembered; a power of two. */
const REMEMBERED = 1_024;

const remembered = new Array<string>(REMEMBERED).fill('');

/** Makes lib0 read and write short words faster, for all of this page or worker. Done once, however often it is called. */
export function speedUpStrings(): void {
	// lib0 does without a decoder where the browser's is broken, and without an encoder where there is none.
	if (utf8TextDecoder && !Object.hasOwn(utf8TextDecoder, 'decode')) {
		const decode = utf8TextDecoder.decode.bind(utf8TextDecoder);
		utf8TextDecoder.decode = (bytes?: AllowSharedBufferSource) =>
			bytes instanceof Uint8Array && bytes.length <= MAX_SHORT ? readShort(bytes, decode) : decode(bytes);
	}
	if (utf8TextEncoder && !Object.hasOwn(utf8TextEncoder, 'encodeInto')) {
		const encodeInto = utf8TextEncoder.encodeInto.bind(utf8TextEncoder);
		utf8TextEncoder.encodeInto = (text, target) =>
			(text.length <= MAX_SHORT && writeAscii(text, target)) || encodeInto(text, target);
	}
}

/** The same string again for the same bytes, and not another copy of it: records hold fewer, too. */
function readShort(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): string {
	const { length } = bytes;
	let hash = length;
	for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
	const slot = (hash ^ (hash >>> 10)) & (REMEMBERED - 1);
	const known = remembered[slot] as string;
	if (isSpelled(known, bytes)) return known;
	const text = decode(bytes);
	remembered[slot] = text;
	return text;
}

/** Whether the bytes are these letters. As many letters as bytes: so they are ASCII. */
function isSpelled(text: string, bytes: Uint8Array): boolean {
	if (text.length !== bytes.length) return false;
	for (let i = 0; i < bytes.length; i++) if (text.charCodeAt(i) !== bytes[i]) return false;
	return true;
}

/** Null when there is more in it than ASCII, or too little room. */
function writeAscii(text: string, target: Uint8Array): { read: number; written: number } | null {
	const { length } = text;
	if (length > target.length) return null;
	for (let i = 0; i < length; i++) {
		const code = text.charCodeAt(i);
		if (code > 0x7f) return null;
		target[i] = code;
	}
	return { read: length, written: length };
}
