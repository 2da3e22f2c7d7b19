import { createElementId } from '../../document/element-id.ts';
import { canHaveText } from '../../document/element.ts';
import { quantize } from '../../document/packed-points.ts';
import { boxHasPoint } from '../../geometry/box.ts';
import { hitTest } from '../../scene/hit-test.ts';
import type { StateFactory } from '../tool.ts';
import { viewPixels } from '../tool-context.ts';

/** How near to ink a click takes it, view px; fingers are wider than mice. */
const REACH_PX = { mouse: 5, pen: 6, touch: 14 } as const;

export const idle: StateFactory = (context, go) => ({
	pointerDown(input) {
		const reach = viewPixels(context, REACH_PX[input.pointerType]);
		const hit = hitTest(context.scene, input.point, reach)?.element;
		if (hit && !hit.isLocked) return go('pointingElement', { start: input, id: hit.id });
		const bounds = context.scene.boundsOf(context.selection);
		const isInSelection = context.selection.size > 1 && bounds && boxHasPoint(bounds, input.point);
		if (isInSelection && !input.modifiers.shift) return go('pointingElement', { start: input, id: null });
		go('marquee', input);
	},
	doubleClick({ point, pointerType }) {
		if (!context.canWrite) return;
		const reach = viewPixels(context, REACH_PX[pointerType]);
		const hit = hitTest(context.scene, point, reach)?.element ?? shapeAround(context, point);
		const position = [quantize(point.x), quantize(point.y - 15)] as const;
		if (hit && canHaveText(hit.type)) context.editText({ elementId: hit.id, isNew: false, position });
		else if (!hit) context.editText({ elementId: createElementId(), isNew: true, position });
	},
	cancel() {
		context.selection = new Set();
	},
	// Only Escape lets go of the selection; a pinch or an undo while nothing is under way leaves it.
	interrupt: () => undefined
});

// An empty shape is only hit on its outline, but a double click inside still means its label.
function shapeAround(
	{ scene }: Parameters<StateFactory>[0],
	point: { readonly x: number; readonly y: number }
) {
	const at = { minX: point.x, minY: point.y, maxX: point.x, maxY: point.y };
	return scene.within(at).findLast(({ element }) => 'text' in element && 'size' in element)?.element;
}
