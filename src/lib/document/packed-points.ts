// The points of a stroke or a line as one immutable binary value.
//
//   packed := point*
//   point  := zigzag(dx) • zigzag(dy) • zigzag(dp)
//
// dx and dy are in 1/8 page unit, dp in 1/63 of full pressure, each the difference from the point before (the first
// from 0, 0, 0); zigzag is the signed integer n as the little-endian base-128 varint of (n << 1) ^ (n >> 31). Handwriting
// needs 3–4 bytes a point this way, where JSON needs about 30. x and y are relative to the element's position.

import { EMPTY_BOX, type Box } from '../geometry/box.ts';

const UNITS_PER_PIXEL = 8;
const PRESSURE_STEPS = 63;
/** What half of full pressure is kept as. */
const HALF_PRESSURE = Math.round(PRESSURE_STEPS / 2) / PRESSURE_STEPS;
const MAX_VARINT_BYTES = 5;
const MAX_POINT_BYTES = 3 * MAX_VARINT_BYTES;

/** Page coordinates are kept within ±this: far beyond any board, and exact in 1/8 units in 32 bits. */
export const PAGE_LIMIT = 1e7;

/** What one element may hold: 45 minutes of handwriting. A longer stroke is continued in another element. */
export const MAX_PACKED_BYTES = 512 * 1024;

const MAX_UNITS = PAGE_LIMIT * UNITS_PER_PIXEL;

/** How many numbers stand for one point in a flat array: x, y, pressure. */
export const POINT_STRIDE = 3;

/** `value` rounded to what a packed point can hold, and kept within the page. */
export function quantize(value: number): number {
	return Math.round(clampToPage(value) * UNITS_PER_PIXEL) / UNITS_PER_PIXEL;
}

/** `value` kept within the page. NaN becomes 0. */
export function clampToPage(value: number): number {
	return Math.min(PAGE_LIMIT, Math.max(-PAGE_LIMIT, value)) || 0;
}

/** Packs a flat array x, y, pressure, … in which x and y are relative to the element's position. */
export function packPoints(points: ArrayLike<number>): Uint8Array<ArrayBuffer> {
	const packer = new PointPacker();
	for (let i = 0; i + 2 < points.length; i += POINT_STRIDE) {
		packer.add(points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0.5);
	}
	return packer.finish();
}

const ROOM_BYTES = 64 * 1024;

// A paste of 100,000 strokes packs as many times: with memory of its own each time, half of that is making and collecting
// it. So what has been packed stays where it is, one behind the other, as what is read from an update does too.
let room = new Uint8Array(ROOM_BYTES);
let usedBytes = 0;
let packers = 0;

/** Packs point after point. One at a time: they share their room. */
export class PointPacker {
	readonly #number = ++packers;
	#start = usedBytes;
	#end = usedBytes;
	#x = 0;
	#y = 0;
	#pressure = 0;

	/** x and y relative to the element's position. */
	add(x: number, y: number, pressure: number): void {
		if (this.#number !== packers) throw new Error('expected one packer at a time, got one begun meanwhile');
		if (this.#end + MAX_POINT_BYTES > room.length) this.#move();
		const unitsX = Math.round(clampToPage(x) * UNITS_PER_PIXEL);
		const unitsY = Math.round(clampToPage(y) * UNITS_PER_PIXEL);
		// NaN becomes 0 here too: it would make every later difference NaN.
		const steps = Math.round(Math.min(1, Math.max(0, pressure)) * PRESSURE_STEPS) || 0;
		this.#varint(unitsX - this.#x);
		this.#varint(unitsY - this.#y);
		this.#varint(steps - this.#pressure);
		this.#x = unitsX;
		this.#y = unitsY;
		this.#pressure = steps;
	}

	/** Gives back a part of a larger buffer, which nobody may write to or hand over to a worker. */
	finish(): Uint8Array<ArrayBuffer> {
		usedBytes = this.#end;
		return room.subarray(this.#start, this.#end);
	}

	/** To a new room with space for as much again. */
	#move(): void {
		const packed = room.subarray(this.#start, this.#end);
		room = new Uint8Array(Math.max(ROOM_BYTES, 2 * packed.length));
		room.set(packed);
		[this.#start, this.#end] = [0, packed.length];
	}

	#varint(value: number): void {
		let rest = ((value << 1) ^ (value >> 31)) >>> 0;
		while (rest > 0x7f) {
			room[this.#end++] = (rest & 0x7f) | 0x80;
			rest >>>= 7;
		}
		room[this.#end++] = rest;
	}
}

/**
 * The points as a flat array x, y, pressure, …, relative to the element's position; null when the bytes are not
 * whole, valid points within the page (they may come from anybody).
 */
export function unpackPoints(packed: Uint8Array): Float32Array | null {
	const points: number[] = [];
	return readPoints(packed, (x, y, pressure) => points.push(x, y, pressure))
		? Float32Array.from(points)
		: null;
}

/** Whether the bytes are whole, valid points; at least one. */
export function arePackedPoints(packed: Uint8Array): boolean {
	if (packed.length === 0 || packed.length > MAX_PACKED_BYTES) return false;
	const reader = new PackedReader(packed);
	while (reader.next());
	return reader.isValid;
}

/** Calls `visit` for each point in turn, without building an array; false when the bytes are invalid. */
export function readPoints(
	packed: Uint8Array,
	visit: (x: number, y: number, pressure: number) => void
): boolean {
	const reader = new PackedReader(packed);
	while (reader.next()) visit(reader.x, reader.y, reader.pressure);
	return reader.isValid;
}

/** Whether the pointer told its pressure, as far as the points show: without, all of them have half of it. */
export function varyInPressure(packed: Uint8Array): boolean {
	const reader = new PackedReader(packed);
	while (reader.next()) if (reader.pressure !== HALF_PRESSURE) return true;
	return false;
}

/** The smallest box that holds all points, relative to the element's position; `EMPTY_BOX` where there is none. */
export function boundsOfPacked(packed: Uint8Array): Box {
	const reader = new PackedReader(packed);
	let { minX, minY, maxX, maxY } = EMPTY_BOX;
	while (reader.next()) {
		const { x, y } = reader;
		if (x < minX) minX = x;
		if (x > maxX) maxX = x;
		if (y < minY) minY = y;
		if (y > maxY) maxY = y;
	}
	return { minX, minY, maxX, maxY };
}

/** Goes from point to point. Opening a board of 100,000 strokes reads 25 million bytes here, some of them twice. */
class PackedReader {
	isValid = true;
	readonly #packed: Uint8Array;
	#offset = 0;
	#x = 0;
	#y = 0;
	#pressure = 0;

	constructor(packed: Uint8Array) {
		this.#packed = packed;
	}

	get x(): number {
		return this.#x / UNITS_PER_PIXEL;
	}

	get y(): number {
		return this.#y / UNITS_PER_PIXEL;
	}

	get pressure(): number {
		return this.#pressure / PRESSURE_STEPS;
	}

	/** False at the end, or at what is no point. */
	next(): boolean {
		if (this.#offset >= this.#packed.length) return false;
		this.#x += this.#read();
		this.#y += this.#read();
		this.#pressure += this.#read();
		this.isValid &&=
			this.#x <= MAX_UNITS &&
			this.#x >= -MAX_UNITS &&
			this.#y <= MAX_UNITS &&
			this.#y >= -MAX_UNITS &&
			this.#pressure >= 0 &&
			this.#pressure <= PRESSURE_STEPS;
		return this.isValid;
	}

	#read(): number {
		const packed = this.#packed;
		let value = 0;
		for (let i = 0; i < MAX_VARINT_BYTES; i++) {
			const byte = packed[this.#offset++];
			if (byte === undefined) break;
			value |= (byte & 0x7f) << (7 * i);
			if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
		}
		this.isValid = false;
		return 0;
	}
}
