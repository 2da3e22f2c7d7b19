import { rotateAbout, type Pair, type Point } from './point.ts';

/** What is done to elements on the page as a whole. */
export type Transform =
	| { readonly kind: 'move'; readonly by: Pair }
	| { readonly kind: 'rotate'; readonly about: Point; readonly angleRad: number }
	| {
			readonly kind: 'scale';
			/** Stays where it is. */
			readonly about: Point;
			/** The axes along which it is scaled, turned by so much. */
			readonly axesRad: number;
			/** Negative: mirrored. */
			readonly x: number;
			readonly y: number;
	  };

/** Where the transform puts the point. */
export function transformPoint(transform: Transform, point: Point): Point {
	switch (transform.kind) {
		case 'move':
			return { x: point.x + transform.by[0], y: point.y + transform.by[1] };
		case 'rotate':
			return rotateAbout(point, transform.about, transform.angleRad);
		case 'scale': {
			const { about, axesRad, x, y } = transform;
			const upright = rotateAbout(point, about, -axesRad);
			const scaled = { x: about.x + (upright.x - about.x) * x, y: about.y + (upright.y - about.y) * y };
			return rotateAbout(scaled, about, axesRad);
		}
		default:
			return transform satisfies never;
	}
}

/** The transform as [a, b, c, d, e, f], as a canvas takes it: x′ = a·x + c·y + e, y′ = b·x + d·y + f. */
export function matrixOf(transform: Transform): [number, number, number, number, number, number] {
	const at = (x: number, y: number) => transformPoint(transform, { x, y });
	const [origin, right, down] = [at(0, 0), at(1, 0), at(0, 1)];
	return [right.x - origin.x, right.y - origin.y, down.x - origin.x, down.y - origin.y, origin.x, origin.y];
}

/** Whether it leaves everything where it is. */
export function isIdentity(transform: Transform): boolean {
	switch (transform.kind) {
		case 'move':
			return transform.by[0] === 0 && transform.by[1] === 0;
		case 'rotate':
			return transform.angleRad === 0;
		case 'scale':
			return transform.x === 1 && transform.y === 1;
		default:
			return transform satisfies never;
	}
}
