import type { TextElement } from '../document/element.ts';
import { quantize } from '../document/packed-points.ts';
import { boxAt, centreOf } from '../geometry/box.ts';
import { rotateAbout } from '../geometry/point.ts';
import { textSize } from './laid-out-size.ts';
import type { MeasureText } from './text-layout.ts';

/** What makes a text as wide as its lines again: the side its lines stand at stays where it is, also of a turned one. */
export function freeWidthFields(
	text: TextElement,
	measure: MeasureText
): Pick<TextElement, 'width' | 'position'> {
	const before = boxAt(text.position, textSize(text, measure));
	const [width, height] = textSize({ ...text, width: null }, measure);
	const part = text.align === 'middle' ? 0.5 : text.align === 'end' ? 1 : 0;
	const kept = { x: before.minX + (before.maxX - before.minX) * part, y: before.minY };
	const there = rotateAbout(kept, centreOf(before), text.rotation);
	// From what stays to the middle, about which it is turned.
	const toMiddle = rotateAbout({ x: width * (0.5 - part), y: height / 2 }, { x: 0, y: 0 }, text.rotation);
	return {
		width: null,
		position: [quantize(there.x + toMiddle.x - width / 2), quantize(there.y + toMiddle.y - height / 2)]
	};
}
