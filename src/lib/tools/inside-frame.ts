import type { ElementInput } from '../document/element-input.ts';
import type { Point } from '../geometry/point.ts';
import { frameAt } from '../scene/frames.ts';
import type { ToolContext } from './tool-context.ts';

/** The new element, as part of the frame in which this point of it lies. */
export function insideFrame<T extends ElementInput>(context: ToolContext, input: T, at: Point): T {
	const frame = frameAt(context.scene, at);
	return frame ? { ...input, parent: frame } : input;
}
