import type { ElementId } from '../document/element.ts';
import type { PlacedElement } from '../scene/placements.ts';
import { Hairlines } from './hairlines.ts';
import { paintElement } from './paint-element.ts';
import type { PaintStyle } from './paint-style.ts';

/** What the eraser will take. */
const FAINT = 0.25;
/** Elements painted by themselves, and gathered ones, before the caller is asked whether there is more time. */
const PAINTED_AT_ONCE = 8;
const GATHERED_AT_ONCE = 500;

export interface ElementsStyle {
	readonly paint: PaintStyle;
	/** Device px a page unit. */
	readonly scale: number;
	/** Elements that are drawn elsewhere just now, because they are being moved. */
	readonly hidden?: ReadonlySet<ElementId> | undefined;
	/** What the eraser will take: drawn faint. */
	readonly faint?: ReadonlySet<ElementId> | undefined;
}

/**
 * Paints elements, the first lowest; the context's units are page units. What is too small to be told apart is drawn
 * with less detail. Yields now and then, so that a caller who has no more time can go on in another frame. Gives back
 * whether anything was gathered to be drawn together: then it may not lie where its order says.
 */
export function* paintElements(
	context: CanvasRenderingContext2D,
	elements: readonly PlacedElement[],
	{ paint, scale, hidden, faint }: ElementsStyle
): Generator<void, boolean> {
	const hairlines = new Hairlines(context, scale, paint);
	let painted = 0;
	let gathered = 0;
	for (const placed of elements) {
		const { id } = placed.element;
		if (hidden?.has(id)) continue;
		const isFaint = faint?.has(id) ?? false;
		if (!isFaint && hairlines.take(placed)) {
			if (++gathered % GATHERED_AT_ONCE === 0) yield;
			continue;
		}
		hairlines.flush();
		if (isFaint) context.globalAlpha = FAINT;
		paintElement(context, placed, paint);
		context.globalAlpha = 1;
		if (++painted % PAINTED_AT_ONCE === 0) yield;
	}
	hairlines.flush();
	return gathered > 0;
}
