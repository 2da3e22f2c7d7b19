/** The way of packed points (document/packed-points.ts), as a path takes it. */
export interface LineSink {
	moveTo(x: number, y: number): void;
	lineTo(x: number, y: number): void;
}

export interface CoarseLine {
	/** Valid packed points. */
	readonly packed: Uint8Array;
	/** Of their origin, page space. */
	readonly x: number;
	readonly y: number;
	readonly scaleX: number;
	readonly scaleY: number;
	/** Points nearer to the last one than this are left out, page units. */
	readonly minStep: number;
}

const UNITS_PER_PIXEL = 8;

/**
 * Traces the points without those that would not be seen apart. Keeps nothing: far out, where it is used, thousands of
 * elements are drawn once and not again. Reads the bytes itself, 80 points in 0.4 µs: the reader that also checks them
 * (`readPoints`) takes three times as long, and they were checked when the element was decoded.
 */
export function traceCoarsely({ packed, x, y, scaleX, scaleY, minStep }: CoarseLine, sink: LineSink): void {
	const unitX = scaleX / UNITS_PER_PIXEL;
	const unitY = scaleY / UNITS_PER_PIXEL;
	const { length } = packed;
	let offset = 0;
	let sumX = 0;
	let sumY = 0;
	let lastX = NaN;
	let lastY = NaN;
	let pointX = 0;
	let pointY = 0;
	while (offset < length) {
		let dx = 0;
		let dy = 0;
		// Three numbers a point; the pressure is not looked at. Written out: this runs for every byte of a board.
		for (let field = 0; field < 3; field++) {
			let byte = packed[offset++] ?? 0;
			let value = byte & 0x7f;
			for (let shift = 7; byte > 0x7f && offset < length; shift += 7) {
				byte = packed[offset++] ?? 0;
				value |= (byte & 0x7f) << shift;
			}
			const signed = (value >>> 1) ^ -(value & 1);
			if (field === 0) dx = signed;
			else if (field === 1) dy = signed;
		}
		sumX += dx;
		sumY += dy;
		pointX = x + sumX * unitX;
		pointY = y + sumY * unitY;
		if (lastX !== lastX) sink.moveTo((lastX = pointX), (lastY = pointY));
		else if (Math.abs(pointX - lastX) + Math.abs(pointY - lastY) >= minStep)
			sink.lineTo((lastX = pointX), (lastY = pointY));
	}
	// It ends where it ends, and is never so short that nothing is painted.
	const isDot = Math.abs(pointX - lastX) + Math.abs(pointY - lastY) === 0;
	sink.lineTo(pointX + (isDot ? minStep / 2 : 0), pointY);
}
