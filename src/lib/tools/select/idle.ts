import { createElementId } from '../../document/element-id.ts';
import { canHaveText, type Element, type ElementId } from '../../document/element.ts';
import { quantize } from '../../document/packed-points.ts';
import { boxHasPoint, centreOf } from '../../geometry/box.ts';
import { distance, rotateAbout, type Point } from '../../geometry/point.ts';
import { freeWidthFields } from '../../scene/free-width.ts';
import { hitTest } from '../../scene/hit-test.ts';
import { linkAt } from '../../scene/link-mark.ts';
import { pointHandlesOf, type PointHandle } from '../../scene/point-handles.ts';
import { cursorOf, handlesOf, type Handle } from '../../scene/selection-frame.ts';
import { membersOf, unitOf } from '../../scene/units.ts';
import type { PointerInput, StateFactory } from '../tool.ts';
import { viewPixels, type ToolContext } from '../tool-context.ts';
import { withoutVertex } from './dragging-point.ts';

/** How near to ink a click takes it, view px; fingers are wider than mice. */
const REACH_PX = { mouse: 5, pen: 6, touch: 14 } as const;
/** The same for handles. */
const HANDLE_REACH_PX = { mouse: 9, pen: 10, touch: 20 } as const;

/** What happened just before. */
interface Before {
	readonly wasPointClicked: boolean;
}

export const idle: StateFactory = (context, go, before?: Before) => ({
	pointerDown(input) {
		const handle = handleAt(context, input);
		if (handle?.kind === 'frame') {
			const { name } = handle.handle;
			if (context.cropped && name !== 'rotate') return go('cropping', { start: input, handle: name });
			return name === 'rotate'
				? go('rotating', { start: input })
				: go('resizing', { start: input, handle: name });
		}
		if (handle) return go('draggingPoint', { handle: handle.handle });
		const hit = elementAt(context, input);
		if (hit && !hit.isLocked)
			return go('pointingElement', { start: input, ...unitAt(context, hit.id, input) });
		if (isInSelection(context, input.point) && !input.modifiers.shift) {
			return go('pointingElement', { start: input, id: null, members: [] });
		}
		context.focusedGroup = null;
		go(input.modifiers.alt ? 'lassoing' : 'marquee', input);
	},
	pointerMove(input) {
		const cursor = hoverCursor(context, input);
		if (cursor !== shownCursor(context)) context.showGesture({ cursor });
	},
	doubleClick(input) {
		if (freeSide(context, input)) return;
		const hit = elementAt(context, input);
		if (hit && stepInto(context, hit)) return;
		if (!context.canWrite || (before?.wasPointClicked && removeVertex(context, input))) return;
		if (hit?.isLocked) return;
		if (hit?.type === 'image') {
			context.selection = new Set([hit.id]);
			context.cropped = hit.id;
			return;
		}
		const { point } = input;
		const lettered = hit ?? shapeAround(context, point);
		const position = [quantize(point.x), quantize(point.y - 15)] as const;
		if (lettered?.isLocked) return;
		if (lettered && canHaveText(lettered.type)) {
			context.editText({ elementId: lettered.id, isNew: false, position });
		} else if (!lettered) context.editText({ elementId: createElementId(), isNew: true, position });
	},
	cancel() {
		if (context.cropped) {
			context.cropped = null;
			return;
		}
		// Out of the group first.
		const { focusedGroup: group } = context;
		context.focusedGroup = null;
		context.selection = new Set(group && context.scene.get(group) ? membersOf(context.scene, group) : []);
	},
	// Only Escape lets go of the selection; a pinch or an undo while nothing is under way leaves it.
	interrupt: () => undefined,
	exit() {
		if (shownCursor(context)) context.showGesture({ cursor: null });
	}
});

type HandleHit =
	| { readonly kind: 'frame'; readonly handle: Handle }
	| { readonly kind: 'point'; readonly handle: PointHandle };

const shownCursor = (context: ToolContext) => context.gesture.cursor;

function elementAt(context: ToolContext, { point, pointerType }: PointerInput): Element | undefined {
	return hitTest(context.scene, point, viewPixels(context, REACH_PX[pointerType]))?.element;
}

/**
 * Whether the point lies inside the frame round what is selected: whatever is empty there is dragged by it. Not so inside a
 * single frame, where what is in it is selected.
 */
function isInSelection({ scene, selection, selectionFrame }: ToolContext, point: Point): boolean {
	const [first] = selection;
	if (!selectionFrame || !first || (selection.size === 1 && scene.get(first)?.type === 'frame')) return false;
	const { box, rotationRad } = selectionFrame;
	return boxHasPoint(box, rotateAbout(point, centreOf(box), -rotationRad));
}

/** The handle under the pointer, the nearest one where several are. */
function handleAt(context: ToolContext, { point, pointerType }: PointerInput): HandleHit | null {
	const { canWrite, scene, selection, selectionFrame, camera } = context;
	if (!canWrite || selection.size === 0) return null;
	const reach = viewPixels(context, HANDLE_REACH_PX[pointerType]);
	const frameHandles = selectionFrame ? handlesOf(selectionFrame, camera.zoom) : [];
	const hits: HandleHit[] = [
		...pointHandlesOf(scene, selection).map((handle) => ({ kind: 'point', handle }) as const),
		...frameHandles.map((handle) => ({ kind: 'frame', handle }) as const)
	];
	const isLocked = [...selection].every((id) => scene.get(id)?.isLocked);
	// Anywhere on a label means it, but for what lies on it.
	const isOnLabel = ({ handle }: HandleHit) =>
		'box' in handle && boxHasPoint(handle.box, point) && selection.size === 1;
	const farness = (hit: HandleHit) =>
		Math.min(distance(hit.handle.point, point), isOnLabel(hit) ? reach : Infinity);
	const near = hits.filter((hit) => farness(hit) <= reach);
	near.sort((a, b) => farness(a) - farness(b));
	return isLocked ? null : (near[0] ?? null);
}

function hoverCursor(context: ToolContext, input: PointerInput): string | null {
	const hit = handleAt(context, input);
	if (!hit) {
		const element = elementAt(context, input);
		return element && linkAt(context.scene, element, input.point) ? 'pointer' : null;
	}
	if (hit.kind === 'frame') return cursorOf(hit.handle.name, context.selectionFrame?.rotationRad ?? 0);
	return hit.handle.kind === 'label' ? 'grab' : 'move';
}

/** What a press on this element means: its group, or with Ctrl the element alone. */
function unitAt(
	context: ToolContext,
	id: ElementId,
	{ modifiers }: PointerInput
): { readonly id: ElementId; readonly members: readonly ElementId[] } {
	const { scene } = context;
	if (modifiers.ctrl) return { id, members: [id] };
	const { focusedGroup } = context;
	if (focusedGroup && !scene.ancestorsOf(id).includes(focusedGroup)) context.focusedGroup = null;
	const members = membersOf(scene, unitOf(scene, id, context.focusedGroup));
	return { id, members };
}

/** A double click on a group goes into it: from there on its parts are selected. */
function stepInto(context: ToolContext, { id }: Element): boolean {
	const { scene, focusedGroup } = context;
	const unit = unitOf(scene, id, focusedGroup);
	if (unit === id) return false;
	context.focusedGroup = unit;
	context.selection = new Set(membersOf(scene, unitOf(scene, id, unit)));
	return true;
}

/** A double click on a point of a line takes it out. */
function removeVertex(context: ToolContext, input: PointerInput): boolean {
	const hit = handleAt(context, input);
	const [id] = context.selection;
	const line = id && context.scene.get(id);
	if (hit?.kind !== 'point' || hit.handle.kind !== 'vertex' || line?.type !== 'line') return false;
	const fields = withoutVertex(line, hit.handle.index);
	if (!fields) return true;
	context.mark();
	context.document.update(line.id, fields);
	return true;
}

/** A double click on the side of a text whose width was set makes it as wide as its lines. */
function freeSide(context: ToolContext, input: PointerInput): boolean {
	const hit = handleAt(context, input);
	const [id] = context.selection;
	const text = id && context.scene.get(id);
	const isSide = hit?.kind === 'frame' && ['e', 'w'].includes(hit.handle.name);
	if (!isSide || text?.type !== 'text' || text.width === null) return false;
	context.mark();
	context.document.update(text.id, freeWidthFields(text, context.scene.measure));
	return true;
}

// An empty shape is only hit on its outline, but a double click inside still means its label.
function shapeAround({ scene }: ToolContext, point: Point): Element | undefined {
	const at = { minX: point.x, minY: point.y, maxX: point.x, maxY: point.y };
	return scene
		.within(at)
		.findLast(({ element }) => 'text' in element && 'size' in element && element.type !== 'frame')?.element;
}
