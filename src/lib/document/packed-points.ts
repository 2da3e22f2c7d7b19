// The points of a stroke or a line as one immutable binary value.
//
//   packed := point*
//   point  := zigzag(dx) • zigzag(dy) • zigzag(dp)
//
// dx and dy are in 1/8 page unit, dp in 1/63 of full pressure, each the difference from the point before (the first
// from 0, 0, 0); zigzag is the signed integer n as the little-endian base-128 varint of (n << 1) ^ (n >> 31). Handwriting
// needs 3–4 bytes a point this way, where JSON needs about 30. x and y are relative to the element's position.

const UNITS_PER_PIXEL = 8;
const PRESSURE_STEPS = 63;
const MAX_VARINT_BYTES = 5;

/** Page coordinates are kept within ±this: far beyond any board, and exact in 1/8 units in 32 bits. */
export const PAGE_LIMIT = 1e7;

/** What one element may hold: 45 minutes of handwriting. A longer stroke is continued in another element. */
export const MAX_PACKED_BYTES = 512 * 1024;

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
	let bytes = new Uint8Array(Math.max(16, Math.ceil(points.length * 1.5)));
	let length = 0;
	const write = (value: number) => {
		if (length + MAX_VARINT_BYTES > bytes.length) {
			const grown = new Uint8Array(bytes.length * 2);
			grown.set(bytes);
			bytes = grown;
		}
		let rest = ((value << 1) ^ (value >> 31)) >>> 0;
		while (rest > 0x7f) {
			bytes[length++] = (rest & 0x7f) | 0x80;
			rest >>>= 7;
		}
		bytes[length++] = rest;
	};
	let lastX = 0;
	let lastY = 0;
	let lastPressure = 0;
	for (let i = 0; i + 2 < points.length; i += POINT_STRIDE) {
		const x = Math.round(clampToPage(points[i] ?? 0) * UNITS_PER_PIXEL);
		const y = Math.round(clampToPage(points[i + 1] ?? 0) * UNITS_PER_PIXEL);
		// NaN becomes 0 here too: it would make every later difference NaN.
		const pressure = Math.round(Math.min(1, Math.max(0, points[i + 2] ?? 0.5)) * PRESSURE_STEPS) || 0;
		write(x - lastX);
		write(y - lastY);
		write(pressure - lastPressure);
		lastX = x;
		lastY = y;
		lastPressure = pressure;
	}
	return bytes.slice(0, length);
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

/** Whether the bytes are whole, valid points; at least one. Allocates nothing. */
export function arePackedPoints(packed: Uint8Array): boolean {
	return packed.length > 0 && packed.length <= MAX_PACKED_BYTES && readPoints(packed, ignorePoint);
}

/** Calls `visit` for each point in turn, without building an array; false when the bytes are invalid. */
export function readPoints(
	packed: Uint8Array,
	visit: (x: number, y: number, pressure: number) => void
): boolean {
	let offset = 0;
	let isValid = true;
	const read = () => {
		let value = 0;
		for (let i = 0; i < MAX_VARINT_BYTES; i++) {
			const byte = packed[offset++];
			if (byte === undefined) break;
			value |= (byte & 0x7f) << (7 * i);
			if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
		}
		isValid = false;
		return 0;
	};
	let x = 0;
	let y = 0;
	let pressure = 0;
	while (offset < packed.length) {
		x += read();
		y += read();
		pressure += read();
		const isInside =
			Math.abs(x) <= PAGE_LIMIT * UNITS_PER_PIXEL &&
			Math.abs(y) <= PAGE_LIMIT * UNITS_PER_PIXEL &&
			pressure >= 0 &&
			pressure <= PRESSURE_STEPS;
		if (!isValid || !isInside) return false;
		visit(x / UNITS_PER_PIXEL, y / UNITS_PER_PIXEL, pressure / PRESSURE_STEPS);
	}
	return true;
}

function ignorePoint(): void {
	// arePackedPoints wants only the verdict
}
