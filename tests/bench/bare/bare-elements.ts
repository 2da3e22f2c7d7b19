import { getStroke } from 'perfect-freehand';
import type { StrokeItem, WorkloadItem } from '../page/workload.ts';

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

export interface BareElement {
	readonly id: number;
	readonly item: WorkloadItem;
	/** Where it was made; it has been moved by `x` and `y` since. */
	readonly box: Box;
	x: number;
	y: number;
	/** A stroke's, made when first drawn. */
	outline: Path2D | null;
	polyline: Path2D | null;
}

/** Side of a cell of the grid that finds what is in view, page units. */
const CELL = 512;
/** A letter's width, by eye. */
const LETTER = 11;
const LINE = 26;

/** The least that a board needs: a list of elements, and a grid of what is where. */
export class BareElements {
	readonly #grid = new Map<string, Set<BareElement>>();
	readonly all = new Map<number, BareElement>();
	#nextId = 0;

	add(item: WorkloadItem): BareElement {
		const id = this.#nextId++;
		const element = { id, item, box: boxOf(item), x: 0, y: 0, outline: null, polyline: null };
		this.all.set(id, element);
		for (const cell of this.#cellsOf(element)) cell.add(element);
		return element;
	}

	remove(element: BareElement): void {
		this.all.delete(element.id);
		for (const cell of this.#cellsOf(element)) cell.delete(element);
	}

	move(element: BareElement, x: number, y: number): void {
		for (const cell of this.#cellsOf(element)) cell.delete(element);
		element.x += x;
		element.y += y;
		for (const cell of this.#cellsOf(element)) cell.add(element);
	}

	/** What touches the box, lowest first. */
	within(box: Box): BareElement[] {
		const found = new Set<BareElement>();
		for (const cell of this.#cells(box)) {
			for (const element of cell) if (touches(placed(element), box)) found.add(element);
		}
		return [...found].sort((a, b) => a.id - b.id);
	}

	#cellsOf(element: BareElement): Iterable<Set<BareElement>> {
		return this.#cells(placed(element));
	}

	*#cells([minX, minY, maxX, maxY]: Box): Iterable<Set<BareElement>> {
		for (let column = Math.floor(minX / CELL); column <= Math.floor(maxX / CELL); column++) {
			for (let row = Math.floor(minY / CELL); row <= Math.floor(maxY / CELL); row++) {
				const key = `${column} ${row}`;
				const cell = this.#grid.get(key) ?? new Set();
				this.#grid.set(key, cell);
				yield cell;
			}
		}
	}
}

/** The filled outline of a stroke, as every board of this kind draws it. */
export function outlineOf({ points, size }: Pick<StrokeItem, 'points' | 'size'>, isComplete = true): Path2D {
	const outline = getStroke(points as [number, number, number][], {
		size,
		thinning: 0.5,
		smoothing: 0.5,
		streamline: 0.4,
		simulatePressure: false,
		last: isComplete
	});
	const path = new Path2D();
	outline.forEach(([x = 0, y = 0], i) => {
		const [nextX = x, nextY = y] = outline[(i + 1) % outline.length] ?? [];
		if (i === 0) path.moveTo(x, y);
		path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
	});
	path.closePath();
	return path;
}

/** Every fourth point of a stroke, for when it is small on the screen. */
export function polylineOf({ points }: StrokeItem): Path2D {
	const path = new Path2D();
	points.forEach(([x, y], i) => {
		if (i === 0) path.moveTo(x, y);
		else if (i % 4 === 0 || i === points.length - 1) path.lineTo(x, y);
	});
	return path;
}

function boxOf(item: WorkloadItem): Box {
	if (item.type !== 'stroke') {
		const [x, y] = item.position;
		const [width, height] = item.type === 'text' ? [item.text.length * LETTER, LINE] : item.size;
		return [x, y, x + width, y + height];
	}
	let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [x, y] of item.points) {
		minX = Math.min(minX, x);
		minY = Math.min(minY, y);
		maxX = Math.max(maxX, x);
		maxY = Math.max(maxY, y);
	}
	return [minX - item.size, minY - item.size, maxX + item.size, maxY + item.size];
}

function placed({ box: [minX, minY, maxX, maxY], x, y }: BareElement): Box {
	return [minX + x, minY + y, maxX + x, maxY + y];
}

function touches(a: Box, b: Box): boolean {
	return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}
