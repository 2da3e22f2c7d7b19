/** A stroke's size at half pressure, as a multiple of the chosen line width (by eye: looks as wide as a shape's line). */
const SIZE_PER_WIDTH = 1.6;

/** The size of a stroke that is drawn with this line width. */
export function strokeSize(width: number): number {
	return width * SIZE_PER_WIDTH;
}

/** The line width with which a stroke of this size was drawn, rounded so that it is one of those offered again. */
export function strokeWidthOf(size: number): number {
	return Math.round((size / SIZE_PER_WIDTH) * 100) / 100;
}
