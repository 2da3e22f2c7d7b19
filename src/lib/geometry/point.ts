/** A position, in whatever space its name or owner says; page space when nothing is said. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A difference between two points, or a width and a height, as elements store it: `[x, y]`. */
export type Pair = readonly [number, number];

/** `a` moved by `b`. */
export function add(a: Point, b: Point): Point {
	return { x: a.x + b.x, y: a.y + b.y };
}

/** The vector from `b` to `a`. */
export function subtract(a: Point, b: Point): Point {
	return { x: a.x - b.x, y: a.y - b.y };
}

/** The length of the way from `a` to `b`. */
export function distance(a: Point, b: Point): number {
	return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The point halfway between `a` and `b`. */
export function midpoint(a: Point, b: Point): Point {
	return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** The point `t` of the way from `a` to `b`; t is not clamped. */
export function interpolate(a: Point, b: Point, t: number): Point {
	return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
}

/** `point` turned about `centre` by `angleRad`, clockwise on a screen where y grows downwards. */
export function rotateAbout(point: Point, centre: Point, angleRad: number): Point {
	if (angleRad === 0) return point;
	const cos = Math.cos(angleRad);
	const sin = Math.sin(angleRad);
	const dx = point.x - centre.x;
	const dy = point.y - centre.y;
	return { x: centre.x + dx * cos - dy * sin, y: centre.y + dx * sin + dy * cos };
}

/** `to`, moved so that the way from `from` has an angle that is a multiple of `stepRad`; the length is kept. */
export function snapAngle(from: Point, to: Point, stepRad: number): Point {
	const length = distance(from, to);
	const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / stepRad) * stepRad;
	return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length };
}
