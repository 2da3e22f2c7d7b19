// A way of right angles from one end of an arrow to the other, round what it holds on to: the cheapest way over the lines
// that matter (through both ends, along both boxes with a margin, and halfway between them), where a turn costs extra.
// At most some dozens of crossings, so Dijkstra's algorithm over a plain list will do.
import { boxHasPoint, centreOf, expandBox, type Box } from '../geometry/box.ts';
import type { Point } from '../geometry/point.ts';

/** One end: where it is, and the bounds of what it holds on to. */
export interface ElbowEnd {
	readonly point: Point;
	readonly box: Box | null;
}

/** Room between a bound element and a way that goes along it, page units. */
const MARGIN = 20;
/** Between the tip and what it points at, page units. */
const GAP = 4;
/** What a turn costs, as if it were so many page units of way. */
const TURN_COST = 60;
/** Of two ways that cost the same, the one that turns halfway is taken. */
const OFF_MIDDLE_COST = 1;
const DIRECTIONS = [
	[1, 0],
	[0, 1],
	[-1, 0],
	[0, -1]
] as const;

/** Where the way turns, both ends included: at least two points. An end that holds on to something begins at its edge. */
export function elbowRoute(start: ElbowEnd, end: ElbowEnd): Point[] {
	const obstacles = [start.box, end.box].filter((box) => box !== null);
	const boxes = obstacles.map((box) => expandBox(box, MARGIN));
	const x = linesOf(
		[start.point.x, end.point.x],
		boxes.map(({ minX, maxX }) => [minX, maxX])
	);
	const y = linesOf(
		[start.point.y, end.point.y],
		boxes.map(({ minY, maxY }) => [minY, maxY])
	);
	const way = cheapestWay({ x, y, from: start, to: end }) ?? [
		start.point,
		{ x: end.point.x, y: start.point.y },
		end.point
	];
	const corners = withoutStraights(way);
	const gap = corners.length === 2 ? roomBetween(start.box, end.box) / 3 : GAP;
	return clipped(clipped(corners, start.box, gap).toReversed(), end.box, gap).toReversed();
}

/** How far apart the boxes stand, along the axis on which they do; much where one is missing, nothing where they overlap. */
function roomBetween(a: Box | null, b: Box | null): number {
	if (!a || !b) return Infinity;
	return Math.max(0, a.minX - b.maxX, b.minX - a.maxX, a.minY - b.maxY, b.minY - a.maxY);
}

/** Where a way may go along, and which of that is halfway between the ends or what they hold on to. */
interface Lines {
	readonly all: readonly number[];
	readonly halves: ReadonlySet<number>;
}

function linesOf(ends: readonly number[], edges: readonly (readonly [number, number])[]): Lines {
	const [a, b] = edges;
	const between = a && b ? [(a[1] + b[0]) / 2, (b[1] + a[0]) / 2] : [];
	const middle = ((ends[0] ?? 0) + (ends[1] ?? 0)) / 2;
	const all = [...new Set([...ends, ...edges.flat(), ...between, middle])].sort((one, other) => one - other);
	return { all, halves: new Set([...between, middle]) };
}

interface Search {
	readonly x: Lines;
	readonly y: Lines;
	readonly from: ElbowEnd;
	readonly to: ElbowEnd;
}

/** A crossing, reached in one of the four directions. */
interface Step {
	readonly x: number;
	readonly y: number;
	readonly direction: number;
	readonly cost: number;
	readonly before: Step | null;
}

function cheapestWay({
	x: { all: xs, halves: halfXs },
	y: { all: ys, halves: halfYs },
	from,
	to
}: Search): Point[] | null {
	const startX = xs.indexOf(from.point.x);
	const startY = ys.indexOf(from.point.y);
	const done = new Set<number>();
	const open: Step[] = DIRECTIONS.map((_, direction) => ({
		x: startX,
		y: startY,
		direction,
		cost: 0,
		before: null
	}));
	while (open.length > 0) {
		const step = takeCheapest(open);
		const key = (step.x * ys.length + step.y) * 4 + step.direction;
		if (done.has(key)) continue;
		done.add(key);
		const here = { x: xs[step.x] ?? 0, y: ys[step.y] ?? 0 };
		if (here.x === to.point.x && here.y === to.point.y) return pointsOf(step, xs, ys);
		for (const [direction, [dx, dy]] of DIRECTIONS.entries()) {
			// Never back the way it came.
			if (Math.abs(direction - step.direction) === 2) continue;
			const [x, y] = [step.x + dx, step.y + dy];
			if (x < 0 || y < 0 || x >= xs.length || y >= ys.length) continue;
			const there = { x: xs[x] ?? 0, y: ys[y] ?? 0 };
			if (isBlocked(here, there, from, to)) continue;
			const length = Math.abs(there.x - here.x) + Math.abs(there.y - here.y);
			const isHalf = dx === 0 ? halfXs.has(here.x) : halfYs.has(here.y);
			const turn = direction === step.direction ? 0 : TURN_COST + (isHalf ? 0 : OFF_MIDDLE_COST);
			open.push({ x, y, direction, cost: step.cost + length + turn, before: step });
		}
	}
	return null;
}

function takeCheapest(open: Step[]): Step {
	let best = 0;
	for (let i = 1; i < open.length; i++) if ((open[i]?.cost ?? 0) < (open[best]?.cost ?? 0)) best = i;
	const [step] = open.splice(best, 1);
	if (!step) throw new Error('expected an open step, got none');
	return step;
}

/** Whether the way here–there runs through an element other than straight out of or into the end that holds on to it. */
function isBlocked(here: Point, there: Point, from: ElbowEnd, to: ElbowEnd): boolean {
	const middle = { x: (here.x + there.x) / 2, y: (here.y + there.y) / 2 };
	return [from, to].some(({ point, box }) => {
		if (!box || !boxHasPoint(expandBox(box, MARGIN / 2), middle)) return false;
		// Out of its middle is the only way out.
		const isStraight = here.x === there.x ? here.x === point.x : here.y === point.y;
		const other = point === from.point ? to : from;
		return !isStraight || (other.box !== null && boxHasPoint(other.box, middle) && other.box !== box);
	});
}

function pointsOf(last: Step, xs: readonly number[], ys: readonly number[]): Point[] {
	const points: Point[] = [];
	for (let step: Step | null = last; step; step = step.before) {
		points.unshift({ x: xs[step.x] ?? 0, y: ys[step.y] ?? 0 });
	}
	return points;
}

function withoutStraights(points: readonly Point[]): Point[] {
	return points.filter((point, i) => {
		const before = points[i - 1];
		const after = points[i + 1];
		if (!before || !after) return true;
		const isLevel = before.y === point.y && point.y === after.y;
		return !isLevel && !(before.x === point.x && point.x === after.x);
	});
}

/** The way from where it leaves the box, with a gap; the whole way where there is no box, or it never leaves it. */
function clipped(points: readonly Point[], box: Box | null, room: number): readonly Point[] {
	if (!box) return points;
	const last = points.findLastIndex((point) => boxHasPoint(box, point));
	const inside = points[last];
	const outside = points[last + 1];
	if (!inside || !outside) return points;
	const gap = expandBox(box, Math.min(GAP, room));
	const edge =
		inside.y === outside.y
			? { x: outside.x > centreOf(box).x ? gap.maxX : gap.minX, y: inside.y }
			: { x: inside.x, y: outside.y > centreOf(box).y ? gap.maxY : gap.minY };
	return [edge, ...points.slice(last + 1)];
}
