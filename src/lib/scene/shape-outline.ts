// What each closed shape looks like: a polygon that fills its box. Painting, hit testing, labels and arrows that stop at
// an outline all go by it.
import type { ShapeElement } from '../document/element.ts';
import type { Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';

/** What of a shape its outline depends on. */
export type OutlinedShape = Pick<ShapeElement, 'type' | 'flipX' | 'flipY'>;

const ELLIPSE_STEPS = 48;
/** By eye: between a thin star and a gear. */
const STAR_INNER = 0.45;
const CLOUD_BUMPS = 8;
const CLOUD_STEPS = 10;
/** How far a cloud's bumps stand out, as a part of the way between their feet. */
const CLOUD_BULGE = 0.4;
/** Half of a block arrow's shaft, and the length of its head, as parts of its height. */
const SHAFT = 0.24;
const HEAD = 0.6;

/** The shape's outline as a polygon that is not closed by its first point, clockwise; before its rotation. */
export function shapeOutline({ type, flipX, flipY }: OutlinedShape, box: Box): Point[] {
	const width = box.maxX - box.minX;
	const height = box.maxY - box.minY;
	return unitOutline(type, width, height).map(([x, y]) => ({
		x: box.minX + (flipX ? 1 - x : x) * width,
		y: box.minY + (flipY ? 1 - y : y) * height
	}));
}

/** Whether the outline is made of corners, which can be rounded, and not of curves. */
export function hasCorners(type: ShapeElement['type']): boolean {
	return type !== 'ellipse' && type !== 'cloud';
}

/** The box for a label inside the shape, relative to its corner and without padding, page units. */
export function labelRoom(shape: OutlinedShape, [width, height]: readonly [number, number]): Box {
	const [minX, minY, maxX, maxY] = unitRoom(shape.type, width, height);
	const [left, right] = shape.flipX ? [1 - maxX, 1 - minX] : [minX, maxX];
	const [top, bottom] = shape.flipY ? [1 - maxY, 1 - minY] : [minY, maxY];
	return { minX: left * width, minY: top * height, maxX: right * width, maxY: bottom * height };
}

type UnitPoint = readonly [x: number, y: number];

/** In a box from 0 to 1. */
function unitOutline(type: ShapeElement['type'], width: number, height: number): readonly UnitPoint[] {
	switch (type) {
		case 'rectangle':
			return RECTANGLE;
		case 'diamond':
			return DIAMOND;
		case 'triangle':
			return TRIANGLE;
		case 'hexagon':
			return HEXAGON;
		case 'ellipse':
			return ELLIPSE;
		case 'star':
			return STAR;
		case 'cloud':
			return CLOUD;
		case 'block-arrow': {
			const neck = 1 - headPart(width, height);
			return [
				[0, 0.5 - SHAFT],
				[neck, 0.5 - SHAFT],
				[neck, 0],
				[1, 0.5],
				[neck, 1],
				[neck, 0.5 + SHAFT],
				[0, 0.5 + SHAFT]
			];
		}
		default:
			return type satisfies never;
	}
}

/** The head of a block arrow as a part of its width: as long as it is high, but never longer than two thirds of it. */
function headPart(width: number, height: number): number {
	return width > 0 ? Math.min(0.66, (height * HEAD) / width) : 0.66;
}

function unitRoom(
	type: ShapeElement['type'],
	width: number,
	height: number
): readonly [minX: number, minY: number, maxX: number, maxY: number] {
	switch (type) {
		case 'rectangle':
			return [0, 0, 1, 1];
		case 'ellipse':
			return [0.146, 0.146, 0.854, 0.854];
		case 'diamond':
			return [0.25, 0.25, 0.75, 0.75];
		case 'triangle':
			return [0.25, 0.5, 0.75, 1];
		case 'hexagon':
			return [0.17, 0.2, 0.83, 0.8];
		case 'star':
			return [0.3, 0.39, 0.7, 0.8];
		case 'cloud':
			return [0.18, 0.2, 0.82, 0.8];
		case 'block-arrow':
			return [0, 0.5 - SHAFT, 1 - headPart(width, height) / 2, 0.5 + SHAFT];
		default:
			return type satisfies never;
	}
}

const RECTANGLE: readonly UnitPoint[] = [
	[0, 0],
	[1, 0],
	[1, 1],
	[0, 1]
];
const DIAMOND: readonly UnitPoint[] = [
	[0.5, 0],
	[1, 0.5],
	[0.5, 1],
	[0, 0.5]
];
const TRIANGLE: readonly UnitPoint[] = [
	[0.5, 0],
	[1, 1],
	[0, 1]
];
const HEXAGON: readonly UnitPoint[] = [
	[0.25, 0],
	[0.75, 0],
	[1, 0.5],
	[0.75, 1],
	[0.25, 1],
	[0, 0.5]
];
const ELLIPSE = Array.from({ length: ELLIPSE_STEPS }, (_, i): UnitPoint => {
	const angle = (i / ELLIPSE_STEPS) * 2 * Math.PI;
	return [0.5 + Math.cos(angle) / 2, 0.5 + Math.sin(angle) / 2];
});
const STAR = filling(
	Array.from({ length: 10 }, (_, i): UnitPoint => {
		const angle = (i / 10) * 2 * Math.PI - Math.PI / 2;
		const radius = i % 2 === 0 ? 1 : STAR_INNER;
		return [Math.cos(angle) * radius, Math.sin(angle) * radius];
	})
);
const CLOUD = filling(cloud());

/** Bumps round an ellipse: between two feet each an arc, its middle pushed outwards. */
function cloud(): UnitPoint[] {
	const foot = (i: number): UnitPoint => {
		const angle = ((i + 0.5) / CLOUD_BUMPS) * 2 * Math.PI - Math.PI / 2;
		// Uneven, as clouds are; the same for everybody.
		const radius = 1 + 0.08 * Math.sin(i * 2.4);
		return [Math.cos(angle) * radius, Math.sin(angle) * radius * 0.8];
	};
	return Array.from({ length: CLOUD_BUMPS }, (_, i) => {
		const [ax, ay] = foot(i);
		const [bx, by] = foot(i + 1);
		return Array.from({ length: CLOUD_STEPS }, (_, step): UnitPoint => {
			const t = step / CLOUD_STEPS;
			// Half of an ellipse over the chord.
			const along = (1 - Math.cos(t * Math.PI)) / 2;
			const out = Math.sin(t * Math.PI) * CLOUD_BULGE;
			return [ax + (bx - ax) * along + (by - ay) * out, ay + (by - ay) * along - (bx - ax) * out];
		});
	}).flat();
}

/** The same polygon, stretched so that it fills the box from 0 to 1. */
function filling(points: readonly UnitPoint[]): UnitPoint[] {
	const xs = points.map(([x]) => x);
	const ys = points.map(([, y]) => y);
	const [left, top] = [Math.min(...xs), Math.min(...ys)];
	const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
	return points.map(([x, y]) => [(x - left) / width, (y - top) / height]);
}
