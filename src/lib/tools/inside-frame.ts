import type { ElementInput } from '../document/element-input.ts';
import type { Point } from '../geometry/point.ts';
import { frameAt } from '../scene/frame-places.ts';
import type { ToolContext } from './tool-context.ts';

/** The new arrow, as part of the frame in which both its ends lie: crossing the edge of one, it would be cut off there. */
export function arrowInFrame<T extends ElementInput>(
	context: ToolContext,
	input: T,
	ends: readonly Point[]
): T {
	const held = new Set([input.start?.id, input.end?.id].filter((id) => id !== undefined));
	const [frame, ...others] = ends.map((point) => frameAt(context.scene, point, held));
	return frame && others.every((other) => other === frame) ? { ...input, parent: frame } : input;
}

/** The new element, as part of the frame in which this point of it lies. */
export function insideFrame<T extends ElementInput>(context: ToolContext, input: T, at: Point): T {
	const frame = frameAt(context.scene, at);
	return frame ? { ...input, parent: frame } : input;
}
