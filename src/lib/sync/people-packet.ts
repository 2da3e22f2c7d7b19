// Packets about presence, each for neighbours or to be passed on.
//
//   packet := uint8(2) • packet                                             of the sender itself
//           | uint8(3) • uint8(writes) • varString(author) • varUint(number) • packet    of somebody it may not see
//
// Whether the author may draw is set by the first who passes it on: that one has its proof.
// A sender numbers what it wants passed on: everybody passes a number on once, and nothing older after it.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const OWN = 2;
const FAR = 3;
const WRITES_AT = 1;

export interface FarPacket {
	readonly type: 'far';
	readonly writes: boolean;
	readonly author: string;
	readonly number: number;
	readonly content: Uint8Array;
}

export type PeoplePacket = { readonly type: 'own'; readonly content: Uint8Array } | FarPacket;

export function encodeOwnPacket(content: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeUint8(encoder, OWN);
		encoding.writeUint8Array(encoder, content);
	});
}

export function encodeFarPacket(author: string, number: number, content: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeUint8(encoder, FAR);
		encoding.writeUint8(encoder, 1);
		encoding.writeVarString(encoder, author);
		encoding.writeVarUint(encoder, number);
		encoding.writeUint8Array(encoder, content);
	});
}

/** The same far packet, saying whether its author may draw. */
export function markedFarPacket(packet: Uint8Array, writes: boolean): Uint8Array {
	const marked = packet.slice();
	marked[WRITES_AT] = Number(writes);
	return marked;
}

/** Null when it is none. */
export function parsePeoplePacket(packet: Uint8Array): PeoplePacket | null {
	if (packet[0] === OWN) return { type: 'own', content: packet.subarray(1) };
	if (packet[0] !== FAR) return null;
	try {
		const decoder = decoding.createDecoder(packet.subarray(WRITES_AT));
		const writes = decoding.readUint8(decoder) === 1;
		const author = decoding.readVarString(decoder);
		const number = decoding.readVarUint(decoder);
		return { type: 'far', writes, author, number, content: decoding.readTailAsUint8Array(decoder) };
	} catch {
		return null; // truncated
	}
}
