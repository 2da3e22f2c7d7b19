// Elements are laid out from their left corner and turn about their middle. One that becomes larger or smaller has to move
// for what a person takes to be its place to stay where it is.
import type { BoardDocument } from '../document/board-document.ts';
import type { Element, TextElement } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { textSize } from './laid-out-size.ts';
import type { MeasureText } from './text-layout.ts';

/** Where an element of another size lies, this part of its upper edge being where it was. */
export function placeKept(
	{ position: [x, y], rotation }: { readonly position: Pair; readonly rotation: number },
	[width, height]: Pair,
	to: Pair,
	part = 0
): Pair {
	const [more, higher] = [to[0] - width, to[1] - height];
	// Its middle moves from what stays as its own axes go.
	const [right, down] = [more * (0.5 - part), higher / 2];
	const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
	return [x + right * cos - down * sin - more / 2, y + right * sin + down * cos - higher / 2];
}

/** Where a text lies that was laid out as `before`: its lines begin, end or have their middle there, as they are aligned. */
export function textPlaceKept(text: TextElement, before: TextElement, measure: MeasureText): Pair {
	const part = text.align === 'middle' ? 0.5 : text.align === 'end' ? 1 : 0;
	return placeKept(text, textSize(before, measure), textSize(text, measure), part);
}

/** Has a text stay in its place when its letters have changed. */
export function keepPlace(document: BoardDocument, before: Element | null, measure: MeasureText): void {
	const text = before && document.read(before.id);
	if (before?.type !== 'text' || text?.type !== 'text') return;
	const position = textPlaceKept(text, before, measure);
	if (position[0] !== text.position[0] || position[1] !== text.position[1])
		document.update(text.id, { position });
}
