// Outlines as if drawn by hand, by rough.js. The same for everybody: what is random in it comes from the element's id.
import { RoughGenerator } from 'roughjs/bin/generator';
import type { ShapeElement } from '../document/element.ts';
import { boxAt } from '../geometry/box.ts';
import { hasCorners, shapeOutline } from '../scene/shape-outline.ts';
import type { PathSink } from './path-sink.ts';

const generator = new RoughGenerator();

/** Traces the rough outline of a shape, relative to its position. */
export function traceRough(shape: ShapeElement, path: PathSink): void {
	const outline = shapeOutline(shape, boxAt([0, 0], shape.size)).map(({ x, y }): [number, number] => [x, y]);
	const options = {
		seed: seedOf(shape.id),
		roughness: shape.roughness,
		// Of a dashed line a second one would fill the gaps.
		disableMultiStroke: shape.dash !== 'solid',
		preserveVertices: shape.roughness < 1.5
	};
	const [first] = outline;
	const { sets } =
		hasCorners(shape.type) || !first
			? generator.polygon(outline, options)
			: generator.curve([...outline, first], options);
	for (const { ops } of sets) {
		for (const { op, data } of ops) {
			const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = data;
			if (op === 'move') path.moveTo(a, b);
			else if (op === 'lineTo') path.lineTo(a, b);
			else path.bezierCurveTo(a, b, c, d, e, f);
		}
	}
}

/** FNV-1a; never 0, which rough.js takes for "any". */
function seedOf(id: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
	return (hash >>> 1) + 1;
}
