// What travels on the unreliable channel: small packets, each useful on its own, any of which may be lost.
//
//   packet := cursor | away | draft | draftEnd | transform | transformEnd | laser
//   cursor := uint8(1) • varUint(seq) • float32(x) • float32(y)                            page space
//   away   := uint8(2) • varUint(seq)                                                      the pointer left the board
//   draft  := uint8(3) • varUint(seq) • varString(elementId) • any(fields) • varUint(offset) • varBytes(points)
//   end    := uint8(4) • varUint(seq) • varString(elementId)                               given up, not committed
//   transform := uint8(5) • varUint(seq) • varUint(gesture) • float32(a, b, c, d) • float64(e, f) • varUint(count) •
//             varString(elementId)*                       being moved, turned or scaled by that matrix; ids by turns
//   transformEnd := uint8(6) • varUint(seq) • varUint(gesture)                              put back where it was
//
//   laser  := uint8(7) • varUint(seq) • float32(x) • float32(y)                            a cursor that is a beam
//
// `seq` counts a sender's packets: an overtaken cursor is not news. A draft's `fields` are those of its record without
// its points; its packed points begin at number `offset`. Each draft packet repeats the last points of the ones before,
// so that a lost packet leaves no hole.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export type Packet =
	| { readonly type: 'cursor'; readonly seq: number; readonly x: number; readonly y: number }
	| { readonly type: 'laser'; readonly seq: number; readonly x: number; readonly y: number }
	| { readonly type: 'away'; readonly seq: number }
	| {
			readonly type: 'draft';
			readonly seq: number;
			readonly elementId: string;
			readonly fields: Readonly<Record<string, unknown>>;
			readonly offset: number;
			readonly points: Uint8Array;
	  }
	| { readonly type: 'draft-end'; readonly seq: number; readonly elementId: string }
	| {
			readonly type: 'transform';
			readonly seq: number;
			/** Counts up, so that one that is over is not taken up again by a late packet. */
			readonly gesture: number;
			readonly matrix: Matrix;
			readonly ids: readonly string[];
	  }
	| { readonly type: 'transform-end'; readonly seq: number; readonly gesture: number };

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const CURSOR = 1;
const AWAY = 2;
const DRAFT = 3;
const DRAFT_END = 4;
const TRANSFORM = 5;
const TRANSFORM_END = 6;
const LASER = 7;

const MAX_ID_LENGTH = 32;
const MAX_IDS = 100;

export function encodePacket(packet: Packet): Uint8Array {
	return encoding.encode((encoder) => {
		switch (packet.type) {
			case 'cursor':
			case 'laser':
				encoding.writeUint8(encoder, packet.type === 'laser' ? LASER : CURSOR);
				encoding.writeVarUint(encoder, packet.seq);
				encoding.writeFloat32(encoder, packet.x);
				encoding.writeFloat32(encoder, packet.y);
				return;
			case 'away':
				encoding.writeUint8(encoder, AWAY);
				encoding.writeVarUint(encoder, packet.seq);
				return;
			case 'draft':
				encoding.writeUint8(encoder, DRAFT);
				encoding.writeVarUint(encoder, packet.seq);
				encoding.writeVarString(encoder, packet.elementId);
				encoding.writeAny(encoder, packet.fields as never);
				encoding.writeVarUint(encoder, packet.offset);
				encoding.writeVarUint8Array(encoder, packet.points);
				return;
			case 'draft-end':
				encoding.writeUint8(encoder, DRAFT_END);
				encoding.writeVarUint(encoder, packet.seq);
				encoding.writeVarString(encoder, packet.elementId);
				return;
			case 'transform':
				encoding.writeUint8(encoder, TRANSFORM);
				encoding.writeVarUint(encoder, packet.seq);
				encoding.writeVarUint(encoder, packet.gesture);
				for (const part of packet.matrix.slice(0, 4)) encoding.writeFloat32(encoder, part);
				for (const part of packet.matrix.slice(4)) encoding.writeFloat64(encoder, part);
				encoding.writeVarUint(encoder, packet.ids.length);
				for (const id of packet.ids) encoding.writeVarString(encoder, id);
				return;
			case 'transform-end':
				encoding.writeUint8(encoder, TRANSFORM_END);
				encoding.writeVarUint(encoder, packet.seq);
				encoding.writeVarUint(encoder, packet.gesture);
				return;
			default:
				packet satisfies never;
		}
	});
}

/** The packet in these bytes, which may come from anybody; null when it is none. */
export function parsePacket(bytes: Uint8Array): Packet | null {
	try {
		return readPacket(decoding.createDecoder(bytes));
	} catch {
		return null; // truncated
	}
}

function readPacket(decoder: decoding.Decoder): Packet | null {
	const kind = decoding.readUint8(decoder);
	const seq = decoding.readVarUint(decoder);
	switch (kind) {
		case CURSOR:
		case LASER: {
			const x = decoding.readFloat32(decoder);
			const y = decoding.readFloat32(decoder);
			const type = kind === LASER ? 'laser' : 'cursor';
			return Number.isFinite(x) && Number.isFinite(y) ? { type, seq, x, y } : null;
		}
		case AWAY:
			return { type: 'away', seq };
		case DRAFT: {
			const elementId = decoding.readVarString(decoder);
			const fields: unknown = decoding.readAny(decoder);
			const offset = decoding.readVarUint(decoder);
			const points = decoding.readVarUint8Array(decoder);
			if (elementId.length > MAX_ID_LENGTH || !isPlainObject(fields)) return null;
			return { type: 'draft', seq, elementId, fields, offset, points };
		}
		case DRAFT_END: {
			const elementId = decoding.readVarString(decoder);
			return elementId.length > MAX_ID_LENGTH ? null : { type: 'draft-end', seq, elementId };
		}
		case TRANSFORM:
			return readTransform(decoder, seq);
		case TRANSFORM_END:
			return { type: 'transform-end', seq, gesture: decoding.readVarUint(decoder) };
		default:
			return null;
	}
}

function readTransform(decoder: decoding.Decoder, seq: number): Packet | null {
	const gesture = decoding.readVarUint(decoder);
	const [a, b, c, d] = [0, 1, 2, 3].map(() => decoding.readFloat32(decoder));
	const [e, f] = [0, 1].map(() => decoding.readFloat64(decoder));
	const matrix = [a, b, c, d, e, f].map((part) => part ?? NaN) as unknown as Matrix;
	const count = decoding.readVarUint(decoder);
	if (count > MAX_IDS || !matrix.every(Number.isFinite)) return null;
	const ids = Array.from({ length: count }, () => decoding.readVarString(decoder));
	return ids.some((id) => id.length > MAX_ID_LENGTH)
		? null
		: { type: 'transform', seq, gesture, matrix, ids };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
