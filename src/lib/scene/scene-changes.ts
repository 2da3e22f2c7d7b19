import type { Element, ElementId } from '../document/element.ts';
import { compareOrder } from '../document/ordering.ts';
import type { Box } from '../geometry/box.ts';

/** What listeners of the scene hear. */
export interface SceneChange {
	/** Elements that came, went or look different. */
	readonly touched: ReadonlySet<ElementId>;
	/** Where they were painted before, and where they are now. */
	readonly dirty: readonly Box[];
	/** Whether all of them are new, and lie above everything that was there. */
	readonly isOnTop: boolean;
}

/** Gathers a change while the scene makes it. */
export class SceneChanges implements SceneChange {
	readonly touched = new Set<ElementId>();
	readonly dirty: Box[] = [];
	isOnTop = true;

	/** An element stands here now. `highest`: of all before it. */
	placed(element: Element, box: Box | null, highest: Element | null): void {
		if (box) this.dirty.push(box);
		if (highest && compareOrder(element, highest) < 0) this.isOnTop = false;
	}

	/** One stands here no longer. */
	left(box: Box | null): void {
		if (!box) return;
		this.dirty.push(box);
		this.isOnTop = false;
	}
}
