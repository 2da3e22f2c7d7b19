import type { ElementId } from '$lib/document/element';
import { translateBox, type Box } from '$lib/geometry/box';
import type { Pair } from '$lib/geometry/point';
import type { Presence } from '$lib/presence/presence';
import type { OtherPerson, OverlayInput } from '$lib/render/overlay-layer';
import type { PaintStyle } from '$lib/render/paint-element';
import { viewportOf, type Camera, type ViewSize } from '$lib/scene/camera';
import type { PlacedElement, Scene } from '$lib/scene/scene';
import type { Workspace } from '$lib/tools/workspace';
import { growStroke, ownDraft, placeDraft, remoteDraft } from './draft-elements.ts';

/** Above so many selected elements only their common bounds are outlined. */
const MAX_OUTLINED = 200;

export interface OverlaySource {
	readonly scene: Scene;
	readonly workspace: Workspace;
	readonly presence: Presence;
	/** Of whole device px. */
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly style: PaintStyle;
	readonly now: number;
}

/** All that the overlay shows in this frame. */
export function composeOverlay({
	scene,
	workspace,
	presence,
	camera,
	size,
	style,
	now
}: OverlaySource): OverlayInput {
	const { gesture, selection } = workspace;
	const { moving } = gesture;
	const boxes = (ids: Iterable<ElementId>) => scene.boxesOf(ids);
	const shift = (box: Box) => (moving ? translateBox(box, moving.by) : box);
	const selected = selection.size <= MAX_OUTLINED ? boxes(selection) : [];
	const bounds = scene.boundsOf(selection);
	const drafts = presence.drafts(now).flatMap((draft) => remoteDraft(draft, scene) ?? []);
	if (gesture.draft) drafts.push(ownDraft(gesture.draft, now));
	const target = gesture.bindTarget && scene.placed(gesture.bindTarget)?.box;
	return {
		camera,
		size,
		style,
		drafts: drafts.flatMap((draft) => placeDraft(draft, scene) ?? []),
		strokes: drafts.flatMap((draft) => growStroke(draft) ?? []),
		moved: moving && {
			elements: movedIn(scene, moving.ids, shiftedBack(viewportOf(camera, size), moving.by)),
			by: moving.by
		},
		selected: selected.map(shift),
		selectionBounds: bounds && !gesture.marquee ? shift(bounds) : null,
		marquee: gesture.marquee,
		bindTarget: target ?? null,
		others: composeOthers(presence, boxes, now)
	};
}

function composeOthers(
	presence: Presence,
	boxes: (ids: Iterable<ElementId>) => Box[],
	now: number
): OtherPerson[] {
	const cursors = new Map(presence.cursors(now).map(({ person, point }) => [person.clientId, point]));
	return presence.people.map(({ clientId, name, color, selection }) => ({
		name,
		color,
		cursor: cursors.get(clientId) ?? null,
		selected: boxes(selection.slice(0, MAX_OUTLINED))
	}));
}

/** Those of the elements that are seen, lowest first. */
function movedIn(scene: Scene, ids: ReadonlySet<ElementId>, view: Box): PlacedElement[] {
	return scene.within(view).filter(({ element }) => ids.has(element.id));
}

const shiftedBack = (view: Box, [x, y]: Pair) => translateBox(view, [-x, -y]);
