import type { BoardDocument } from '../document/board-document.ts';
import type { ElementId, ShapeElement } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { labelBox } from './label-box.ts';
import { placeKept } from './kept-place.ts';
import { layoutText, widestWord, type MeasureText } from './text-layout.ts';

/** An arrow's neck gets longer as it gets higher, and its text then needs more lines. */
const MAX_TRIES = 12;
/** What stands out by less is let be, page units. */
const ENOUGH = 0.5;
/** Of what a shape grows by, the least part that is taken to be its label's. */
const LEAST_PART = 0.1;

/** A smaller shape has no room for its label at all, page units. */
const LEAST_SIDE = 32;
/** A word that is wider is broken inside instead of making its shape as wide, as so many times the font size. */
const WIDEST_WORD = 12;

/**
 * Makes a shape as wide as its longest word and as high as its text need, where it is smaller; never smaller again, since a
 * shape's size is also what somebody gave it. To be called in the step in which the text or its letters changed.
 */
export function growToLabel(document: BoardDocument, id: ElementId, measure: MeasureText): void {
	const shape = document.read(id);
	if (!shape || !('verticalAlign' in shape) || !shape.text) return;
	const [width, height] = sizeForLabel(shape, measure);
	if (width <= shape.size[0] && height <= shape.size[1]) return;
	const size: Pair = [width, height];
	document.update(id, {
		size,
		...(shape.rotation !== 0 && { position: placeKept(shape, shape.size, size) })
	});
}

/** How large the shape has to be for its text to stand inside, page units; its own size where that is enough. */
export function sizeForLabel(shape: ShapeElement, measure: MeasureText): Pair {
	const word = widestWord(shape.text, shape, measure, WIDEST_WORD * shape.fontSize);
	const [, givenHeight] = shape.size;
	const width = grow(shape.size[0], (at) => {
		const { minX, maxX } = labelBox(shape, [at, givenHeight]);
		return { room: maxX - minX, needed: word };
	});
	const height = grow(givenHeight, (at) => {
		const { minX, minY, maxX, maxY } = labelBox(shape, [width, at]);
		return { room: maxY - minY, needed: layoutText(shape.text, shape, maxX - minX, measure).height };
	});
	return [width, height];
}

/**
 * How large the shape has to be with that text in it, where it is to be of this size: made narrower it may have to be
 * higher. One that is too small for its text already need not become larger.
 */
export function leastSize(shape: ShapeElement, wanted: Pair, measure: MeasureText): Pair {
	const isSmaller = wanted[0] < shape.size[0] || wanted[1] < shape.size[1];
	if (!shape.text || !isSmaller) return wanted;
	const size: Pair = [Math.max(wanted[0], LEAST_SIDE), Math.max(wanted[1], LEAST_SIDE)];
	const least = sizeForLabel({ ...shape, size }, measure);
	const [width, height] = sizeForLabel(shape, measure);
	const isTooSmall = width > shape.size[0] || height > shape.size[1];
	const most = isTooSmall ? shape.size : least;
	const sideOf = (i: 0 | 1) => Math.max(wanted[i], Math.min(least[i], most[i]));
	return [sideOf(0), sideOf(1)];
}

/** The least length from the given one on at which there is room enough. */
function grow(
	given: number,
	at: (length: number) => { readonly room: number; readonly needed: number }
): number {
	let length = given;
	for (let i = 0; i < MAX_TRIES; i++) {
		const { room, needed } = at(length);
		const lacking = needed - room;
		if (lacking <= ENOUGH) break;
		// What is round or pointed gives its label but a part of what it grows by.
		length += lacking / Math.max(LEAST_PART, (at(length + lacking).room - room) / lacking);
	}
	return length === given ? given : Math.ceil(length);
}
