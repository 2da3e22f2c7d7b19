import type { TextElement } from '../document/element.ts';
import { quantize } from '../document/packed-points.ts';
import { textPlaceKept } from './kept-place.ts';
import type { MeasureText } from './text-layout.ts';

/** What makes a text as wide as its lines again: the side its lines stand at stays where it is, also of a turned one. */
export function freeWidthFields(
	text: TextElement,
	measure: MeasureText
): Pick<TextElement, 'width' | 'position'> {
	const [x, y] = textPlaceKept({ ...text, width: null }, text, measure);
	return { width: null, position: [quantize(x), quantize(y)] };
}
