import type { Element } from '../document/element.ts';
import { boxAt, type Box } from '../geometry/box.ts';
import type { Pair } from '../geometry/point.ts';
import { NOTE_PADDING } from './laid-out-size.ts';
import { labelRoom } from './shape-outline.ts';

/** Room between a shape's edge and its label, page units. */
const LABEL_PADDING = NOTE_PADDING;

/**
 * Where the label of a shape or note wraps and stands: the box it is laid out in, relative to its position. `size`: how
 * large it is, where that is not what is stored.
 */
export function labelBox(
	element: Extract<Element, { readonly size: unknown; readonly text: string }>,
	size: Pair = element.size
): Box {
	const [width, height] = size;
	// What is round or pointed has less room.
	const room = 'verticalAlign' in element ? labelRoom(element, size) : boxAt([0, 0], size);
	const minX = Math.max(room.minX, LABEL_PADDING);
	const minY = Math.max(room.minY, LABEL_PADDING);
	return {
		minX,
		minY,
		maxX: Math.max(minX + 8, Math.min(room.maxX, width - LABEL_PADDING)),
		maxY: Math.max(minY, Math.min(room.maxY, height - LABEL_PADDING))
	};
}
