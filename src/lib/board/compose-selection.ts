// What the overlay shows of the selection: its frame and handles, and how it will look where it is being dragged to.
import type { Element, ElementId } from '$lib/document/element';
import { centreOf, cornersOf, translateBox, type Box } from '$lib/geometry/box';
import { rotateAbout } from '$lib/geometry/point';
import { matrixOf, transformPoint } from '$lib/geometry/transform';
import type { OverlayInput } from '$lib/render/overlay-layer';
import type { FrameOutline, OverlayHandle } from '$lib/render/overlay-marks';
import { resolveArrow } from '$lib/scene/arrow-ends';
import { viewportOf, type Camera, type ViewSize } from '$lib/scene/camera';
import { croppedTo, wholeBox } from '$lib/scene/crop-image';
import { uprightBounds } from '$lib/scene/element-bounds';
import { linedBounds } from '$lib/scene/lined-bounds';
import { pointHandlesOf, type PointHandle } from '$lib/scene/point-handles';
import type { PlacedElement } from '$lib/scene/placements';
import type { Scene } from '$lib/scene/scene';
import { handlesOf, type Handle } from '$lib/scene/selection-frame';
import { transformedFields } from '$lib/scene/transform-elements';
import type { TransformingElements } from '$lib/tools/tool-context';
import type { Workspace } from '$lib/tools/workspace';
import { placeEdited } from './draft-elements.ts';

/** Above so many selected elements only their common frame is outlined. */
const MAX_OUTLINED = 200;
/** How much of what a picture does not show is seen while it is cropped. */
const CROPPED_ALPHA = 0.35;

/** What of the overlay belongs to the selection. */
export type SelectionOverlay = Pick<OverlayInput, 'moved' | 'selected' | 'frame' | 'handles'> & {
	readonly edited: readonly PlacedElement[];
};

/** The selection as it is seen in this frame. */
export function composeSelection(
	scene: Scene,
	workspace: Workspace,
	{ camera, size }: { readonly camera: Camera; readonly size: ViewSize }
): SelectionOverlay {
	const { gesture, selection } = workspace;
	const isChanging = gesture.transforming !== null || gesture.edited.size > 0;
	const hasFrame = !gesture.marquee && !gesture.lasso && !gesture.draft;
	const hasHandles = hasFrame && !isChanging && workspace.canWrite && workspace.toolName === 'select';
	const { selectionFrame } = workspace;
	const handles = hasHandles
		? [...(selectionFrame ? handlesOf(selectionFrame, camera.zoom) : []), ...pointHandlesOf(scene, selection)]
		: [];
	const isOutlined = selection.size > 1 && selection.size <= MAX_OUTLINED && !isChanging;
	return {
		edited: [...composeCropped(scene, workspace), ...placeEdited(gesture.edited, workspace.hidden, scene)],
		moved: gesture.edited.size === 0 ? composeMoved(scene, workspace, viewportOf(camera, size)) : null,
		selected: isOutlined ? [...selection].flatMap((id) => linedBounds(scene, [id]) ?? []) : [],
		frame: hasFrame ? composeFrame(workspace) : null,
		// A label is taken anywhere, and nothing is drawn on it.
		handles: handles.flatMap((handle) =>
			'box' in handle ? [] : [{ point: handle.point, look: lookOf(handle) }]
		)
	};
}

/** All of the picture of which a part is being chosen, faint below that part. */
function composeCropped(scene: Scene, { cropped, gesture }: Workspace): PlacedElement[] {
	const image = cropped && (gesture.edited.get(cropped) ?? scene.get(cropped));
	if (image?.type !== 'image') return [];
	const whole = croppedTo(image, wholeBox(image));
	return [{ element: { ...image, ...whole, opacity: image.opacity * CROPPED_ALPHA }, box: null }];
}

/** The selection's frame as it is now, or as it will be. */
function composeFrame(workspace: Workspace): FrameOutline | null {
	const { selectionFrame: frame, gesture, scene } = workspace;
	const { edited, transforming } = gesture;
	if (!frame || (edited.size > 0 && !transforming)) return null;
	const [one] = edited.size === 1 ? edited.values() : [];
	// Its text may keep it from becoming as small as it is pulled.
	if (one && one.type !== 'arrow') return outlineOf(uprightBounds(one, scene) ?? frame.box, one.rotation);
	const corners = outlineOf(frame.box, frame.rotationRad);
	return transforming ? corners.map((corner) => transformPoint(transforming.transform, corner)) : corners;
}

function outlineOf(box: Box, rotationRad: number): FrameOutline {
	return cornersOf(box).map((corner) => rotateAbout(corner, centreOf(box), rotationRad));
}

/** What is transformed as a whole, and by which matrix. */
function composeMoved(scene: Scene, workspace: Workspace, view: Box): OverlayInput['moved'] {
	const { transforming } = workspace.gesture;
	if (!transforming) return null;
	const { ids, transform } = transforming;
	const matrix = matrixOf(transform);
	const elements = scene
		.within(transform.kind === 'move' ? translateBox(view, [-transform.by[0], -transform.by[1]]) : EVERYWHERE)
		.filter(({ element }) => ids.has(element.id))
		.map((placed) => leavingFrame(placed, ids, scene));
	const attached = transforming.areCopies ? [] : [...workspace.hidden].filter((id) => !ids.has(id));
	return {
		elements,
		matrix,
		attached: attached.flatMap((id) => attachedArrow(scene, id, transforming) ?? [])
	};
}

/** An arrow that stays and holds on to something that moves, as it will be. */
function attachedArrow(
	scene: Scene,
	id: ElementId,
	{ ids, transform }: TransformingElements
): PlacedElement | null {
	const arrow = scene.get(id);
	if (arrow?.type !== 'arrow') return null;
	const { measure } = scene;
	const elementOf = (target: ElementId) => {
		const placed = scene.placed(target);
		if (!placed || !ids.has(target)) return placed?.element;
		return { ...placed.element, ...transformedFields(placed, transform, { ids, measure }) } as Element;
	};
	return { element: arrow, box: null, path: resolveArrow(arrow, { elementOf, measure }) };
}

/** What leaves its frame, or comes with it, is not cut off where the frame was. */
function leavingFrame(placed: PlacedElement, ids: ReadonlySet<ElementId>, scene: Scene): PlacedElement {
	if (!placed.clip || scene.ancestorsOf(placed.element.id).some((id) => ids.has(id))) return placed;
	const { clip: _, ...rest } = placed;
	return rest;
}

function lookOf(handle: Handle | PointHandle): OverlayHandle['look'] {
	if ('kind' in handle) return handle.kind === 'middle' ? 'minor' : 'knob';
	return handle.name === 'rotate' ? 'knob' : 'corner';
}

const EVERYWHERE: Box = { minX: -Infinity, minY: -Infinity, maxX: Infinity, maxY: Infinity };
