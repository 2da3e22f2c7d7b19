import { Random } from '../../support/random.ts';

export interface StrokeItem {
	readonly type: 'stroke';
	readonly points: readonly (readonly [x: number, y: number, pressure: number])[];
	readonly color: Color;
	readonly size: number;
}

export interface RectangleItem {
	readonly type: 'rectangle';
	readonly position: readonly [x: number, y: number];
	readonly size: readonly [width: number, height: number];
	readonly color: Color;
}

export interface TextItem {
	readonly type: 'text';
	readonly position: readonly [x: number, y: number];
	readonly text: string;
	readonly color: Color;
}

export type WorkloadItem = StrokeItem | RectangleItem | TextItem;
export type Color = (typeof COLORS)[number];

export interface Workload {
	/** Of the square that everything begins in, page units; its top left corner is the origin. */
	readonly side: number;
	readonly items: readonly WorkloadItem[];
}

export const FONT_SIZE = 20;

const COLORS = ['black', 'blue', 'red', 'green', 'orange', 'violet'] as const;
const SIZES = [2, 4, 6, 10];
const WORDS =
	'alpha note plan draft idea review sketch flow node edge team sprint risk goal launch page'.split(' ');
/** Page units a stroke has for itself in either direction: about 40 strokes fill a screen at 100 %. */
const SPACING = 150;

/**
 * A board as people leave it: so many strokes of 40 to 120 points with pressure, 5 % rectangles, 5 % texts, equally
 * dense however many there are. The same seed gives the same board.
 */
export function generateWorkload(strokes: number, seed: number): Workload {
	const random = new Random(seed);
	const side = Math.sqrt(strokes) * SPACING;
	const items: WorkloadItem[] = [];
	for (let i = 0; i < strokes; i++) {
		items.push(strokeIn(side, random));
		if (i % 20 === 10) items.push(rectangleIn(side, random));
		if (i % 20 === 19) items.push(textIn(side, random));
	}
	return { side, items };
}

/** A line that wanders with inertia, as a hand does. */
function strokeIn(side: number, random: Random): StrokeItem {
	const count = random.integer(40, 120);
	const step = (random.between(100, 400) / count) * 1.5;
	const [phase, rhythm] = [random.between(0, 2 * Math.PI), random.between(0.05, 0.2)];
	let [x, y] = placeIn(side, random);
	let direction = random.between(0, 2 * Math.PI);
	let turn = random.between(-0.05, 0.05);
	const points: [number, number, number][] = [];
	for (let k = 0; k < count; k++) {
		const pressure = 0.5 + 0.3 * Math.sin(phase + k * rhythm) + random.between(-0.04, 0.04);
		points.push([x, y, round(pressure)]);
		turn = (turn + random.between(-0.03, 0.03)) * 0.97;
		direction += turn;
		const length = step * random.between(0.6, 1.4);
		x = round(x + Math.cos(direction) * length);
		y = round(y + Math.sin(direction) * length);
	}
	return { type: 'stroke', points, color: random.pick(COLORS), size: random.pick(SIZES) };
}

function rectangleIn(side: number, random: Random): RectangleItem {
	return {
		type: 'rectangle',
		position: placeIn(side, random),
		size: [round(random.between(60, 260)), round(random.between(40, 190))],
		color: random.pick(COLORS)
	};
}

function textIn(side: number, random: Random): TextItem {
	const words = Array.from({ length: random.integer(2, 5) }, () => random.pick(WORDS));
	return { type: 'text', position: placeIn(side, random), text: words.join(' '), color: random.pick(COLORS) };
}

function placeIn(side: number, random: Random): [number, number] {
	return [round(random.between(0, side)), round(random.between(0, side))];
}

const round = (value: number) => Math.round(value * 100) / 100;
