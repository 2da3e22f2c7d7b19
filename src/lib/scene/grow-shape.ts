import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId, ShapeElement } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { labelBox } from './label-box.ts';
import { layoutText, type MeasureText } from './text-layout.ts';

/** An arrow's neck gets longer as it gets higher, and its text then needs more lines. */
const MAX_TRIES = 12;
/** What stands out by less is let be, page units. */
const ENOUGH = 0.5;
/** Of what a shape grows by, the least part that is taken to be its label's. */
const LEAST_PART = 0.1;

/**
 * Makes a shape as high as its text needs, where it is lower; never lower again, since a shape's size is also what somebody
 * gave it. To be called in the step in which the text or its letters changed.
 */
export function growToLabel(document: BoardDocument, id: ElementId, measure: MeasureText): void {
	const shape = document.read(id);
	if (!shape || !('verticalAlign' in shape) || !shape.text) return;
	const height = heightForLabel(shape, measure);
	if (height > shape.size[1]) document.update(id, heightened(shape, height));
}

/** How high the shape has to be for its text to stand inside, page units; its own height where that is enough. */
export function heightForLabel(shape: ShapeElement, measure: MeasureText): number {
	const [width, given] = shape.size;
	const roomAt = (height: number) => {
		const { minY, maxY } = labelBox(shape, [width, height]);
		return maxY - minY;
	};
	let height = given;
	for (let i = 0; i < MAX_TRIES; i++) {
		const { minX, maxX } = labelBox(shape, [width, height]);
		const lacking = layoutText(shape.text, shape, maxX - minX, measure).height - roomAt(height);
		if (lacking <= ENOUGH) break;
		// What is round or pointed gives its label but a part of what it grows by.
		height += lacking / Math.max(LEAST_PART, (roomAt(height + lacking) - roomAt(height)) / lacking);
	}
	return height === given ? given : Math.ceil(height);
}

/** The fields of a shape that has grown downwards, seen along its own axes. */
function heightened({ position: [x, y], size: [width, height], rotation }: ShapeElement, to: number) {
	// It is turned about its middle, which moves half as far as its lower edge.
	const half = (to - height) / 2;
	const position: Pair = [x - Math.sin(rotation) * half, y + (Math.cos(rotation) - 1) * half];
	return { size: [width, to] as Pair, ...(rotation !== 0 && { position }) };
}
