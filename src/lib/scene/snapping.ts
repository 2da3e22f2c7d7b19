// Where something that is dragged would line up: with the grid, with edges and middles of elements near it, or so that the
// gaps between three of them are equal.
import type { ElementId } from '../document/element.ts';
import { centreOf, expandBox, translateBox, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';
import { linedBounds } from './lined-bounds.ts';
import type { Scene } from './scene.ts';

/** What is snapped to. */
export interface SnapTo {
	readonly grid: boolean;
	readonly elements: boolean;
}

/** A line that shows what lines up; page space. `isGap`: one of several equal gaps. */
export interface Guide {
	readonly from: Point;
	readonly to: Point;
	readonly isGap: boolean;
}

export interface Snapped {
	/** How much farther it goes. */
	readonly dx: number;
	readonly dy: number;
	readonly guides: readonly Guide[];
}

export interface Snapping {
	readonly scene: Scene;
	readonly to: SnapTo;
	/** What is dragged, and so is not snapped to. */
	readonly except: ReadonlySet<ElementId>;
	/** How near is near enough, page units. */
	readonly tolerance: number;
}

/** Side of the grid's squares, page units; that of the paper's dots. */
export const GRID = 24;

/** Elements farther away are not looked at, as so many times the tolerance: they may be out of sight. */
const REACH = 120;
/** On a crowded page only so many are looked at, the nearest first. */
const MAX_TARGETS = 150;

const NOTHING: Snapped = { dx: 0, dy: 0, guides: [] };

/** How a box that is moved would line up. */
export function snapBox(box: Box, snapping: Snapping): Snapped {
	if (snapping.to.elements) {
		const targets = targetsNear(box, snapping);
		const x = bestShift(box, targets, 'x', snapping.tolerance);
		const y = bestShift(box, targets, 'y', snapping.tolerance);
		if (x !== null || y !== null) {
			const [dx, dy] = [x ?? 0, y ?? 0];
			const moved = translateBox(box, [dx, dy]);
			return {
				dx,
				dy,
				guides: [
					...(x === null ? [] : guidesFor(moved, targets, 'x')),
					...(y === null ? [] : guidesFor(moved, targets, 'y'))
				]
			};
		}
	}
	if (!snapping.to.grid) return NOTHING;
	return { dx: toGrid(box.minX) - box.minX, dy: toGrid(box.minY) - box.minY, guides: [] };
}

/** How a point that is dragged would line up. */
export function snapPoint(point: Point, snapping: Snapping): Snapped {
	return snapBox({ minX: point.x, minY: point.y, maxX: point.x, maxY: point.y }, snapping);
}

type Axis = 'x' | 'y';

/** The three places of a box that line up, along an axis. */
function placesOf(box: Box, axis: Axis): readonly [number, number, number] {
	const centre = centreOf(box);
	return axis === 'x' ? [box.minX, centre.x, box.maxX] : [box.minY, centre.y, box.maxY];
}

function targetsNear(box: Box, { scene, except, tolerance }: Snapping): Box[] {
	const { x, y } = centreOf(box);
	const targets = scene.search(expandBox(box, tolerance * REACH)).flatMap(({ element, box: target }) => {
		const isTarget =
			target && !except.has(element.id) && element.type !== 'arrow' && element.type !== 'stroke';
		return isTarget ? [linedBounds(scene, [element.id]) ?? target] : [];
	});
	const off = (target: Box) => Math.abs(centreOf(target).x - x) + Math.abs(centreOf(target).y - y);
	return targets.sort((a, b) => off(a) - off(b)).slice(0, MAX_TARGETS);
}

/** The smallest shift by which something lines up; null where nothing is near enough. */
function bestShift(box: Box, targets: readonly Box[], axis: Axis, tolerance: number): number | null {
	let best: number | null = null;
	const offer = (shift: number) => {
		if (Math.abs(shift) <= tolerance && (best === null || Math.abs(shift) < Math.abs(best))) best = shift;
	};
	const own = new Set(placesOf(box, axis));
	for (const target of targets) {
		for (const place of placesOf(target, axis)) for (const at of own) offer(place - at);
	}
	for (const shift of gapShifts(box, targets, axis)) offer(shift);
	return best;
}

/** The shifts after which the gap to a neighbour is that between two others, or the box is halfway between two. */
function gapShifts(box: Box, targets: readonly Box[], axis: Axis): number[] {
	const [from, to] = axis === 'x' ? (['minX', 'maxX'] as const) : (['minY', 'maxY'] as const);
	const row = inRow(box, targets, axis);
	const shifts: number[] = [];
	for (let i = 1; i < row.length; i++) {
		const [a, b] = [row[i - 1], row[i]];
		if (!a || !b) continue;
		const gap = b[from] - a[to];
		if (gap <= 0) continue;
		shifts.push(
			b[to] + gap - box[from],
			a[from] - gap - box[to],
			(a[to] + b[from] - box[from] - box[to]) / 2
		);
	}
	return shifts;
}

/** Those that stand beside the box along the axis, in order, without those that overlap each other. */
function inRow(box: Box, targets: readonly Box[], axis: Axis): Box[] {
	const [from, to] = axis === 'x' ? (['minX', 'maxX'] as const) : (['minY', 'maxY'] as const);
	const [low, high] = axis === 'x' ? (['minY', 'maxY'] as const) : (['minX', 'maxX'] as const);
	const row = targets.filter((target) => target[low] < box[high] && target[high] > box[low]);
	row.sort((a, b) => a[from] - b[from]);
	return row.filter((target, i) => i === 0 || target[from] >= (row[i - 1]?.[to] ?? -Infinity));
}

/** The lines that show what has lined up along an axis. */
function guidesFor(box: Box, targets: readonly Box[], axis: Axis): Guide[] {
	const guides: Guide[] = [];
	const isSame = (a: number, b: number) => Math.abs(a - b) < 0.01;
	for (const place of new Set(placesOf(box, axis))) {
		const lined = targets.filter((target) => placesOf(target, axis).some((other) => isSame(other, place)));
		if (lined.length === 0) continue;
		const [low, high] = axis === 'x' ? (['minY', 'maxY'] as const) : (['minX', 'maxX'] as const);
		const start = Math.min(box[low], ...lined.map((target) => target[low]));
		const end = Math.max(box[high], ...lined.map((target) => target[high]));
		guides.push(
			axis === 'x'
				? { from: { x: place, y: start }, to: { x: place, y: end }, isGap: false }
				: { from: { x: start, y: place }, to: { x: end, y: place }, isGap: false }
		);
	}
	return guides.length > 0 ? guides : gapGuides(box, targets, axis);
}

function gapGuides(box: Box, targets: readonly Box[], axis: Axis): Guide[] {
	const [from, to] = axis === 'x' ? (['minX', 'maxX'] as const) : (['minY', 'maxY'] as const);
	const row = [...inRow(box, targets, axis), box].sort((a, b) => a[from] - b[from]);
	const gaps = row.slice(1).map((b, i) => ({ a: row[i] as Box, b, length: b[from] - (row[i] as Box)[to] }));
	const own = gaps.filter(({ a, b }) => a === box || b === box);
	const equal = gaps.filter(({ length }) => own.some((gap) => Math.abs(gap.length - length) < 0.01));
	if (equal.length < 2) return [];
	return equal.map(({ a, b }) => {
		const middle = axis === 'x' ? centreOf(box).y : centreOf(box).x;
		return axis === 'x'
			? { from: { x: a[to], y: middle }, to: { x: b[from], y: middle }, isGap: true }
			: { from: { x: middle, y: a[to] }, to: { x: middle, y: b[from] }, isGap: true };
	});
}

/** The nearest line of the grid. */
export const toGrid = (value: number) => Math.round(value / GRID) * GRID;
