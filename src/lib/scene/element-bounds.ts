import type { Element } from '../document/element.ts';
import { readPoints } from '../document/packed-points.ts';
import { boxAt, boxOfPoints, expandBox, rotatedBounds, unionOf, type Box } from '../geometry/box.ts';
import { controlOf, type ArrowPath } from './arrow-ends.ts';
import { layoutText, type MeasureText } from './text-layout.ts';

/** How far an arrow's head reaches to the side, as a multiple of its stroke width. */
const HEAD_REACH = 4;

/** What bounds need beyond the element itself. */
export interface BoundsSource {
	readonly measure: MeasureText;
	/** The resolved way; for arrows only. */
	readonly path?: ArrowPath | undefined;
}

/** The element's bounds as it was laid out, before its rotation, page space: what handles and labels go by. */
export function uprightBounds(element: Element, { measure, path }: BoundsSource): Box | null {
	switch (element.type) {
		case 'stroke':
			return pointBounds(element);
		case 'line':
			return pointBounds(element);
		case 'arrow':
			if (!path) throw new Error(`expected the resolved way of arrow ${element.id}, got none`);
			return boxOfPoints([path.start, path.middle, controlBetween(path), path.end]);
		case 'text': {
			const { width, height } = layoutText(element.text, element, element.width, measure);
			return boxAt(element.position, [Math.max(1, width), Math.max(1, height)]);
		}
		case 'group':
			return null;
		default:
			return boxAt(element.position, element.size);
	}
}

/** All that the element paints on, page space; null for what paints nothing (a group). */
export function paintedBounds(element: Element, source: BoundsSource): Box | null {
	const upright = uprightBounds(element, source);
	if (!upright) return null;
	const turned = rotatedBounds(upright, element.rotation);
	switch (element.type) {
		case 'stroke':
			// The outline of a dot is that of a way one unit long, aslant, which a thin pen's margin alone doesn't hold.
			return expandBox(turned, element.size + Math.SQRT2);
		case 'arrow':
			return expandBox(turned, 4 + element.strokeWidth * HEAD_REACH);
		case 'line':
		case 'rectangle':
		case 'ellipse':
		case 'diamond':
			return expandBox(turned, element.strokeWidth);
		case 'note':
			return expandBox(turned, 8);
		case 'frame':
			return unionOf(turned, { ...turned, minY: turned.minY - 24 });
		default:
			return turned;
	}
}

function pointBounds(element: Extract<Element, { readonly points: Uint8Array }>): Box {
	let minX = Infinity;
	let minY = Infinity;
	let maxX = -Infinity;
	let maxY = -Infinity;
	readPoints(element.points, (x, y) => {
		if (x < minX) minX = x;
		if (x > maxX) maxX = x;
		if (y < minY) minY = y;
		if (y > maxY) maxY = y;
	});
	const [scaleX, scaleY] = element.scale;
	const [left, top] = element.position;
	return boxOfPoints([
		{ x: left + minX * scaleX, y: top + minY * scaleY },
		{ x: left + maxX * scaleX, y: top + maxY * scaleY }
	]);
}

// A quadratic curve stays within its end points and the midpoint between its middle and its control point.
function controlBetween(path: ArrowPath) {
	const control = controlOf(path);
	return { x: (path.middle.x + control.x) / 2, y: (path.middle.y + control.y) / 2 };
}
