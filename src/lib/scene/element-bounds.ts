import type { ArrowElement, Element, LineElement, ShapeElement } from '../document/element.ts';
import { boundsOfPacked, POINT_STRIDE } from '../document/packed-points.ts';
import { boxAt, boxOfPoints, expandBox, rotatedBounds, unionOf, type Box } from '../geometry/box.ts';
import { flattenCurve } from '../geometry/curve.ts';
import type { Point } from '../geometry/point.ts';
import { controlOf, labelPoint, targetBox, type ArrowPath } from './arrow-ends.ts';
import { pointsOf } from './element-points.ts';
import { labelBox } from './label-box.ts';
import { layoutText, type MeasureText } from './text-layout.ts';

/** How far an arrow's head reaches to the side: so much and so many times its stroke width (see its painting). */
const HEAD_REACH = 5;
const HEAD_REACH_PER_WIDTH = 2.5;
/** How far a rough outline strays, page units a unit of roughness. */
const ROUGH_REACH = 4;
/** Of the line above a frame in which its name stands, page units. */
export const FRAME_NAME_HEIGHT = 24;
/** Where an arrow's label wraps, page units. */
export const ARROW_LABEL_WIDTH = 160;

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
			return element.isCurved ? curveBounds(element) : pointBounds(element);
		case 'arrow':
			if (!path) throw new Error(`expected the resolved way of arrow ${element.id}, got none`);
			return boxOfPoints(path.corners ?? [path.start, path.middle, controlBetween(path), path.end]);
		case 'group':
			return null;
		default:
			return targetBox(element, measure);
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
			return arrowBounds(element, turned, source);
		case 'line':
			return expandBox(turned, element.strokeWidth);
		case 'note':
			return expandBox(turned, 8);
		case 'frame':
			return unionOf(turned, { ...turned, minY: turned.minY - FRAME_NAME_HEIGHT });
		case 'text':
		case 'image':
		case 'group':
		case 'unknown':
			return turned;
		default:
			return shapeBounds(element, upright, source);
	}
}

/** With its label, which stands out of it at both ends where it is too high. */
function shapeBounds(shape: ShapeElement, upright: Box, { measure }: BoundsSource): Box {
	// A rough outline wavers by as much.
	const reach = shape.strokeWidth + shape.roughness * ROUGH_REACH;
	const bounds = expandBox(rotatedBounds(upright, shape.rotation), reach);
	if (!shape.text) return bounds;
	const { minX, minY, maxX, maxY } = labelBox(shape);
	const { height } = layoutText(shape.text, shape, maxX - minX, measure);
	const middle = (minY + maxY) / 2;
	const over = Math.max(height / 2 - middle, middle + height / 2 - shape.size[1]);
	if (over <= 0) return bounds;
	const lettered = { ...upright, minY: upright.minY - over, maxY: upright.maxY + over };
	return unionOf(bounds, rotatedBounds(lettered, shape.rotation));
}

function arrowBounds(arrow: ArrowElement, bounds: Box, { measure, path }: BoundsSource): Box {
	const painted = expandBox(bounds, HEAD_REACH + arrow.strokeWidth * HEAD_REACH_PER_WIDTH);
	if (!arrow.text || !path) return painted;
	return unionOf(painted, expandBox(arrowLabelBox(arrow, path, measure), 4));
}

/** Where an arrow's label stands. */
export function arrowLabelBox(arrow: ArrowElement, path: ArrowPath, measure: MeasureText): Box {
	const { longest: width, height } = layoutText(arrow.text, arrow, ARROW_LABEL_WIDTH, measure);
	const { x, y } = labelPoint(arrow, path);
	return boxAt([x - width / 2, y - height / 2], [width, height]);
}

function pointBounds(element: Extract<Element, { readonly points: Uint8Array }>): Box {
	const { minX, minY, maxX, maxY } = boundsOfPacked(element.points);
	const [scaleX, scaleY] = element.scale;
	const [left, top] = element.position;
	return boxOfPoints([
		{ x: left + minX * scaleX, y: top + minY * scaleY },
		{ x: left + maxX * scaleX, y: top + maxY * scaleY }
	]);
}

/** A curve strays from the polyline of its points. */
function curveBounds(line: LineElement): Box {
	const [left, top] = line.position;
	const flat = pointsOf(line);
	const points: Point[] = [];
	for (let i = 0; i < flat.length; i += POINT_STRIDE) {
		points.push({ x: left + (flat[i] ?? 0), y: top + (flat[i + 1] ?? 0) });
	}
	return boxOfPoints(flattenCurve(points));
}

// A quadratic curve stays within its end points and the midpoint between its middle and its control point.
function controlBetween(path: ArrowPath) {
	const control = controlOf(path);
	return { x: (path.middle.x + control.x) / 2, y: (path.middle.y + control.y) / 2 };
}
