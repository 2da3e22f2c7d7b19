import type { ElementId } from '../document/element.ts';
import type { Pair } from '../geometry/point.ts';
import { duplicateElements } from '../scene/duplicate-elements.ts';
import { enterFrames } from '../scene/frames.ts';
import type { ToolContext } from './tool-context.ts';

interface Duplicated {
	readonly sources: readonly ElementId[];
	readonly copies: readonly ElementId[];
}

/** What was copied last at each place, and the copies. */
const last = new WeakMap<ToolContext, Duplicated>();

/** Copies these so far beside themselves, as one step, and selects the copies; where a frame is, they come into it. */
export function duplicate(context: ToolContext, ids: ReadonlySet<ElementId>, by: Pair): void {
	const { document, scene } = context;
	// Asked before: afterwards the scene would first have to take in all the copies.
	const hasFrames = scene.frames().length > 0;
	context.mark();
	const { asked } = duplicateElements(document, scene, ids, by);
	if (hasFrames) enterFrames(document, scene, new Set(asked));
	last.set(context, { sources: [...ids], copies: asked });
	context.selection = new Set(asked);
}

/** Copies the selection: so far beside it, or, right after it was itself copied and moved, as far on again. */
export function duplicateSelection(context: ToolContext, by: Pair): void {
	if (context.selection.size > 0) duplicate(context, context.selection, lastOffset(context) ?? by);
}

/** How far what is selected was put from what it is a copy of; null when it is no copy, or of something that is gone. */
function lastOffset(context: ToolContext): Pair | null {
	const { sources, copies } = last.get(context) ?? { sources: [], copies: [] };
	const { scene, selection } = context;
	const isSelected = copies.length === selection.size && copies.every((id) => selection.has(id));
	const from = isSelected ? scene.boundsOf(sources) : null;
	const to = isSelected ? scene.boundsOf(copies) : null;
	if (!from || !to) return null;
	const [dx, dy] = [to.minX - from.minX, to.minY - from.minY];
	return dx === 0 && dy === 0 ? null : [dx, dy];
}
