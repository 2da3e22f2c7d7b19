// Moving, turning, scaling and mirroring elements. Each keeps what it is: a turned rectangle stays one, so where an exact
// answer would be a slanted one, the nearest upright one in its own axes is taken.
import type { BoardDocument } from '../document/board-document.ts';
import type { ArrowElement, ArrowEnd, Element, ElementId, NoteElement } from '../document/element.ts';
import { quantize } from '../document/packed-points.ts';
import { centreOf, type Box } from '../geometry/box.ts';
import { distance, rotateAbout, type Pair, type Point } from '../geometry/point.ts';
import { isIdentity, transformPoint, type Transform } from '../geometry/transform.ts';
import { uprightBounds } from './element-bounds.ts';
import { leastSize } from './grow-shape.ts';
import type { PlacedElement } from './placements.ts';
import type { Scene } from './scene.ts';
import type { MeasureText } from './text-layout.ts';

/** What is transformed together, and by what letters are measured. */
export interface TransformScope {
	readonly ids: ReadonlySet<ElementId>;
	readonly measure: MeasureText;
	/** Whether copies are made, which hold on to copies only. */
	readonly areCopies?: boolean;
}

/** Transforms elements, in one transaction. Ids of elements that are gone are ignored. */
export function transformElements(
	document: BoardDocument,
	scene: Scene,
	ids: ReadonlySet<ElementId>,
	transform: Transform
): void {
	document.updateMany(transformedChanges(scene, ids, transform));
}

/** What has to be written for it: each element with the fields that change. */
export function transformedChanges(
	scene: Scene,
	ids: ReadonlySet<ElementId>,
	transform: Transform
): [ElementId, Readonly<Record<string, unknown>>][] {
	if (isIdentity(transform)) return [];
	const scope = { ids, measure: scene.measure };
	const changes: [ElementId, Readonly<Record<string, unknown>>][] = [];
	for (const id of ids) {
		const placed = scene.placed(id);
		if (placed) changes.push([id, transformedFields(placed, transform, scope)]);
	}
	return changes;
}

/** How these will look, before anything is written; those that are gone are left out. */
export function transformedPreview(
	scene: Scene,
	ids: ReadonlySet<ElementId>,
	transform: Transform
): Map<ElementId, Element> {
	const scope = { ids, measure: scene.measure };
	const elements = new Map<ElementId, Element>();
	for (const id of ids) {
		const placed = scene.placed(id);
		if (!placed) continue;
		elements.set(id, { ...placed.element, ...transformedFields(placed, transform, scope) } as Element);
	}
	return elements;
}

/** The fields that change. */
export function transformedFields(
	{ element, path }: PlacedElement,
	transform: Transform,
	scope: TransformScope
): Readonly<Record<string, unknown>> {
	if (element.type === 'group') return {};
	if (element.type === 'arrow') return transformedArrow(element, path, transform, scope);
	if (transform.kind === 'move')
		return { position: quantized(transformPoint(transform, at(element.position))) };
	const box = uprightBounds(element, { measure: scope.measure });
	if (!box) return {};
	const centre = transformPoint(transform, centreOf(box));
	if (transform.kind === 'rotate') return turned(element, box, centre, transform.angleRad);
	return scaled(element, { box, centre, transform, measure: scope.measure });
}

function turned(
	element: Exclude<Element, { readonly type: 'arrow' | 'group' }>,
	box: Box,
	centre: Point,
	angleRad: number
): Readonly<Record<string, unknown>> {
	const before = centreOf(box);
	const [x, y] = element.position;
	const position = quantized({ x: x + centre.x - before.x, y: y + centre.y - before.y });
	// A frame clips, and what clips stands upright.
	return element.type === 'frame' ? { position } : { position, rotation: wound(element.rotation + angleRad) };
}

interface Scaling {
	/** The element's upright bounds. */
	readonly box: Box;
	/** Where their middle comes to lie. */
	readonly centre: Point;
	readonly transform: Extract<Transform, { readonly kind: 'scale' }>;
	readonly measure: MeasureText;
}

function scaled(
	element: Exclude<Element, { readonly type: 'arrow' | 'group' }>,
	{ box, centre, transform, measure }: Scaling
): Readonly<Record<string, unknown>> {
	const { rotation, x, y } = ownScale(element.rotation, transform);
	const turnedFields = rotation === element.rotation ? {} : { rotation };
	switch (element.type) {
		case 'stroke':
		case 'line': {
			const [left, top] = element.position;
			const middle = centreOf(box);
			const position = { x: centre.x - (middle.x - left) * x, y: centre.y - (middle.y - top) * y };
			const scale: Pair = [bounded(element.scale[0] * x), bounded(element.scale[1] * y)];
			return { position: quantized(position), scale, ...turnedFields };
		}
		case 'text': {
			const [width, height] = [Math.abs(x), Math.abs(y)];
			// Pulled at its side it wraps anew; otherwise its letters grow.
			const isWrapped = height === 1 && width !== 1;
			const fields = isWrapped
				? { width: quantize(Math.max(element.fontSize, (box.maxX - box.minX) * width)) }
				: {
						fontSize: quantize(Math.min(2_000, Math.max(1, element.fontSize * height))),
						...(element.width !== null && { width: quantize(Math.max(1, element.width * width)) })
					};
			const after = uprightBounds({ ...element, ...fields }, { measure });
			// What wraps anew gets higher at its lower end.
			const top = isWrapped ? box.minY + centre.y - centreOf(box).y : undefined;
			const position = cornerFor(after ?? box, centre, top);
			return { ...fields, position, ...turnedFields };
		}
		case 'note':
			return { ...scaledNote(element, { box, centre, transform, measure }, x, y), ...turnedFields };
		default: {
			const wanted: Pair = [element.size[0] * Math.abs(x), element.size[1] * Math.abs(y)];
			const least = 'verticalAlign' in element ? leastSize(element, wanted, measure) : wanted;
			const size: Pair = [quantize(least[0]), quantize(least[1])];
			const after = uprightBounds({ ...element, size }, { measure });
			const more: Pair = [least[0] - wanted[0], least[1] - wanted[1]];
			const position = cornerFor(after ?? box, pushedOut(centre, transform.about, more, rotation));
			const flips = 'flipX' in element ? flipped(element, x < 0, y < 0) : {};
			return { position, size, ...flips, ...turnedFields };
		}
	}
}

/** Where the middle lies of what is larger by so much than it was to be: what stays where it is, about which it is scaled, does. */
function pushedOut(centre: Point, about: Point, [width, height]: Pair, rotation: number): Point {
	if (width === 0 && height === 0) return centre;
	const own = rotateAbout(centre, about, -rotation);
	const side = (off: number) => (Math.abs(off) < 1e-6 ? 0 : Math.sign(off));
	const pushed = {
		x: own.x + (side(own.x - about.x) * width) / 2,
		y: own.y + (side(own.y - about.y) * height) / 2
	};
	return rotateAbout(pushed, about, rotation);
}

/** A note that has grown is scaled as it is seen; where its text keeps it from becoming lower, the edge that stays stays. */
function scaledNote(
	note: NoteElement,
	{ box, centre, transform, measure }: Scaling,
	x: number,
	y: number
): Readonly<Record<string, unknown>> {
	const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
	const size: Pair = [
		Math.abs(x) === 1 ? note.size[0] : quantize(width * Math.abs(x)),
		Math.abs(y) === 1 ? note.size[1] : quantize(height * Math.abs(y))
	];
	const after = uprightBounds({ ...note, size }, { measure }) ?? box;
	const half = (height * Math.abs(y)) / 2;
	const isPulledUp = transform.about.y > centreOf(box).y;
	const top = isPulledUp ? centre.y + half - (after.maxY - after.minY) : centre.y - half;
	return { size, position: cornerFor(after, centre, note.rotation === 0 ? top : undefined) };
}

/**
 * How the element is scaled in its own axes, and how it is turned then. Exact where its axes are those of the transform or
 * at right angles to them, where both scales are equal, and for mirroring.
 */
function ownScale(
	rotation: number,
	{ axesRad, x, y }: Scaling['transform']
): { readonly rotation: number; readonly x: number; readonly y: number } {
	const between = rotation - axesRad;
	const [cos, sin] = [Math.abs(Math.cos(between)), Math.abs(Math.sin(between))];
	const [width, height] = [Math.abs(x), Math.abs(y)];
	const along = width === height ? width : Math.hypot(cos * width, sin * height);
	const across = width === height ? height : Math.hypot(sin * width, cos * height);
	const isMirrored = x * y < 0;
	if (!isMirrored) return { rotation, x: along * Math.sign(x), y: across * Math.sign(y) };
	// Mirrored and then turned is turned the other way and then mirrored.
	return {
		rotation: wound(2 * axesRad - rotation),
		x: along * Math.sign(x),
		y: across * Math.sign(y)
	};
}

function flipped(
	{ flipX, flipY }: { readonly flipX: boolean; readonly flipY: boolean },
	isX: boolean,
	isY: boolean
): Readonly<Record<string, boolean>> {
	return { ...(isX && { flipX: !flipX }), ...(isY && { flipY: !flipY }) };
}

/** The corner of a box of this size that lies about the middle; with its top edge there, where one is given. */
function cornerFor({ minX, minY, maxX, maxY }: Box, middle: Point, top?: number): Pair {
	return quantized({ x: middle.x - (maxX - minX) / 2, y: top ?? middle.y - (maxY - minY) / 2 });
}

function transformedArrow(
	arrow: ArrowElement,
	path: PlacedElement['path'],
	transform: Transform,
	{ ids, areCopies = false }: TransformScope
): Readonly<Record<string, unknown>> {
	// Between what comes along and what stays it goes on, as it would if it were not selected with it.
	const isHeld = !areCopies && [arrow.start, arrow.end].some(({ id }) => id !== undefined && ids.has(id));
	const ended = (name: 'start' | 'end') =>
		isHeld && arrow[name].id && !ids.has(arrow[name].id)
			? arrow[name]
			: transformedEnd(arrow[name], path?.[name], transform, ids);
	const [start, end] = [ended('start'), ended('end')];
	if (arrow.bend === 0 || transform.kind !== 'scale') return { start, end };
	const before = distance(at(arrow.start.point), at(arrow.end.point));
	const after = distance(at(start.point), at(end.point));
	const way = transform.x * transform.y < 0 ? -1 : 1;
	return { start, end, bend: quantize(arrow.bend * way * (before > 0 ? after / before : 1)) };
}

// An end that holds on to something that comes along goes on holding; an arrow that is moved without any of what it holds
// on to is pulled off it, from where it was seen to end.
function transformedEnd(
	end: ArrowEnd,
	seenAt: Point | undefined,
	transform: Transform,
	ids: ReadonlySet<ElementId>
): ArrowEnd {
	if (end.id && ids.has(end.id)) {
		const anchor =
			end.anchor && transform.kind === 'scale' ? mirroredAnchor(end.anchor, transform) : end.anchor;
		return { ...end, point: quantized(transformPoint(transform, at(end.point))), ...(anchor && { anchor }) };
	}
	return { point: quantized(transformPoint(transform, end.id && seenAt ? seenAt : at(end.point))) };
}

const mirroredAnchor = ([x, y]: Pair, scale: { readonly x: number; readonly y: number }): Pair => [
	scale.x < 0 ? rounded(1 - x) : x,
	scale.y < 0 ? rounded(1 - y) : y
];

/** Radians from 0 to a whole turn. */
function wound(angleRad: number): number {
	const whole = 2 * Math.PI;
	const angle = rounded(((angleRad % whole) + whole) % whole);
	return angle >= rounded(whole) ? 0 : angle;
}

/** A scale as an element can have it. */
function bounded(scale: number): number {
	const size = Math.min(1_000, Math.max(0.001, Math.abs(scale)));
	return rounded(scale < 0 ? -size : size);
}

const at = ([x, y]: Pair): Point => ({ x, y });
const quantized = ({ x, y }: Point): Pair => [quantize(x), quantize(y)];
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
