// STUN messages (RFC 8489) as far as a binding server needs them.
//
//   message   := type:u16 length:u16 cookie:u32 transaction:12 attribute*     length: of the attributes, bytes
//   attribute := type:u16 length:u16 value padding to a multiple of four
//
// A FINGERPRINT, where there is one, is the last attribute: CRC-32 of all before it, XOR "STUN".
import { isIP } from 'node:net';
import { crc32 } from './crc32.ts';

export const BINDING_REQUEST = 0x0001;
export const BINDING_SUCCESS = 0x0101;
export const BINDING_ERROR = 0x0111;

const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
/** Longer ones would be cut to pieces on the way (RFC 8489, 6.1), and no binding request is that long. */
const MAX_BYTES = 548;
const FINGERPRINT_XOR = 0x5354554e;

const XOR_MAPPED_ADDRESS = 0x0020;
const ERROR_CODE = 0x0009;
const UNKNOWN_ATTRIBUTES = 0x000a;
const FINGERPRINT = 0x8028;
/** Attributes below must be understood; a request with one that is not is answered with an error. */
const COMPREHENSION_OPTIONAL = 0x8000;
/**
 * Those we know, and pass over, since we let everybody in: MAPPED-ADDRESS, USERNAME, MESSAGE-INTEGRITY, ERROR-CODE,
 * UNKNOWN-ATTRIBUTES, REALM, NONCE, MESSAGE-INTEGRITY-SHA256, PASSWORD-ALGORITHM, USERHASH, XOR-MAPPED-ADDRESS.
 */
const KNOWN = new Set([0x01, 0x06, 0x08, 0x09, 0x0a, 0x14, 0x15, 0x1c, 0x1d, 0x1e, 0x20]);
const UNKNOWN_ATTRIBUTE = 420;

export interface StunMessage {
	readonly type: number;
	/** 12 bytes. */
	readonly transaction: Uint8Array;
	readonly attributes: readonly { readonly type: number; readonly value: Uint8Array }[];
}

/** The message in this datagram; null when it is none, or its fingerprint is wrong. */
export function parseStun(bytes: Uint8Array): StunMessage | null {
	if (bytes.length < HEADER_BYTES || bytes.length > MAX_BYTES) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const type = view.getUint16(0);
	const length = view.getUint16(2);
	if (type >= 0x4000 || view.getUint32(4) !== MAGIC_COOKIE) return null;
	if (length % 4 !== 0 || length !== bytes.length - HEADER_BYTES) return null;
	const attributes: { type: number; value: Uint8Array }[] = [];
	let at = HEADER_BYTES;
	while (at < bytes.length) {
		const attribute = { type: view.getUint16(at), length: view.getUint16(at + 2) };
		const next = at + 4 + Math.ceil(attribute.length / 4) * 4;
		if (next > bytes.length) return null;
		if (attribute.type === FINGERPRINT) {
			if (attribute.length !== 4 || next !== bytes.length) return null;
			if (view.getUint32(at + 4) !== fingerprintOf(bytes.subarray(0, at))) return null;
		}
		attributes.push({ type: attribute.type, value: bytes.subarray(at + 4, at + 4 + attribute.length) });
		at = next;
	}
	return { type, transaction: bytes.subarray(8, HEADER_BYTES), attributes };
}

/** Attributes of a request that it must be refused for, each once. */
export function unknownAttributesOf({ attributes }: StunMessage): number[] {
	const unknown = attributes
		.map(({ type }) => type)
		.filter((type) => type < COMPREHENSION_OPTIONAL && !KNOWN.has(type));
	return [...new Set(unknown)];
}

/** Tells a client the address its request came from. */
export function encodeBindingSuccess(transaction: Uint8Array, ip: string, port: number): Uint8Array {
	const mapped = new Uint8Array([0, isIP(ip) === 6 ? 2 : 1, port >> 8, port & 0xff, ...addressBytes(ip)]);
	const mask = new Uint8Array([0x21, 0x12, 0xa4, 0x42, ...transaction]);
	for (let i = 2; i < 4; i++) mapped[i] = (mapped[i] ?? 0) ^ (mask[i - 2] ?? 0);
	for (let i = 4; i < mapped.length; i++) mapped[i] = (mapped[i] ?? 0) ^ (mask[i - 4] ?? 0);
	return encode(BINDING_SUCCESS, transaction, [{ type: XOR_MAPPED_ADDRESS, value: mapped }]);
}

/** Tells a client which of its attributes are not understood. */
export function encodeUnknownAttributes(transaction: Uint8Array, unknown: readonly number[]): Uint8Array {
	const code = new Uint8Array([0, 0, Math.floor(UNKNOWN_ATTRIBUTE / 100), UNKNOWN_ATTRIBUTE % 100]);
	const list = new Uint8Array(unknown.flatMap((type) => [type >> 8, type & 0xff]));
	return encode(BINDING_ERROR, transaction, [
		{ type: ERROR_CODE, value: code },
		{ type: UNKNOWN_ATTRIBUTES, value: list }
	]);
}

/** A whole message with its fingerprint. */
function encode(type: number, transaction: Uint8Array, attributes: StunMessage['attributes']): Uint8Array {
	const size = attributes.reduce((sum, { value }) => sum + 4 + Math.ceil(value.length / 4) * 4, 0);
	const bytes = new Uint8Array(HEADER_BYTES + size + 8);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, type);
	view.setUint16(2, size + 8);
	view.setUint32(4, MAGIC_COOKIE);
	bytes.set(transaction, 8);
	let at = HEADER_BYTES;
	for (const { type, value } of attributes) {
		view.setUint16(at, type);
		view.setUint16(at + 2, value.length);
		bytes.set(value, at + 4);
		at += 4 + Math.ceil(value.length / 4) * 4;
	}
	view.setUint16(at, FINGERPRINT);
	view.setUint16(at + 2, 4);
	view.setUint32(at + 4, fingerprintOf(bytes.subarray(0, at)));
	return bytes;
}

function fingerprintOf(bytes: Uint8Array): number {
	return (crc32(bytes) ^ FINGERPRINT_XOR) >>> 0;
}

/** 4 or 16 bytes. */
function addressBytes(ip: string): number[] {
	if (isIP(ip) === 4) return ip.split('.').map(Number);
	const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
	const front = groupBytes(head);
	const back = groupBytes(tail ?? '');
	return [...front, ...Array<number>(16 - front.length - back.length).fill(0), ...back];
}

function groupBytes(text: string): number[] {
	return text
		.split(':')
		.filter(Boolean)
		.flatMap((group) => {
			if (group.includes('.')) return group.split('.').map(Number);
			const value = parseInt(group, 16);
			return [value >> 8, value & 0xff];
		});
}
