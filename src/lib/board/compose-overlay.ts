import type { ElementId } from '$lib/document/element';
import type { Box } from '$lib/geometry/box';
import { compareOrder } from '$lib/document/ordering';
import type { RemoteTransform } from '$lib/presence/remote-transforms';
import type { Presence } from '$lib/presence/presence';
import type { OtherPerson, OverlayInput } from '$lib/render/overlay-layer';
import type { PaintStyle } from '$lib/render/paint-style';
import type { Camera, ViewSize } from '$lib/scene/camera';
import type { Scene } from '$lib/scene/scene';
import type { Workspace } from '$lib/tools/workspace';
import type { composeSelection, SelectionOverlay } from './compose-selection.ts';
import { growStroke, ownDraft, placeDraft, remoteDraft } from './draft-elements.ts';

/** Of another's selection so many elements are outlined. */
const MAX_OUTLINED = 200;

const NOTHING_SELECTED: SelectionOverlay = {
	edited: [],
	moved: null,
	selected: [],
	frame: null,
	handles: []
};

export interface OverlaySource {
	readonly scene: Scene;
	readonly workspace: Workspace;
	readonly presence: Presence;
	/** Of whole device px. */
	readonly camera: Camera;
	readonly size: ViewSize;
	readonly style: PaintStyle;
	readonly now: number;
	/** The frame that is presented; null for none. */
	readonly slide: ElementId | null;
	/** Null until it has come. */
	readonly selected: typeof composeSelection | null;
}

/** All that the overlay shows in this frame. */
export function composeOverlay({
	scene,
	workspace,
	presence,
	camera,
	size,
	style,
	now,
	slide,
	selected
}: OverlaySource): OverlayInput {
	const { gesture } = workspace;
	const boxes = (ids: Iterable<ElementId>) => scene.boxesOf(ids);
	const drafts = presence.drafts(now).flatMap((draft) => remoteDraft(draft, scene) ?? []);
	if (gesture.draft) drafts.push(ownDraft(gesture.draft, now));
	const transforms = presence.transforms(now);
	// What somebody drags is elsewhere by now.
	const dragged = new Set(transforms.flatMap(({ ids }) => [...ids]));
	const target = gesture.bindTarget && scene.placed(gesture.bindTarget)?.box;
	const { edited, ...rest } = selected?.(scene, workspace, { camera, size }) ?? NOTHING_SELECTED;
	return {
		camera,
		size,
		style,
		drafts: [...drafts.flatMap((draft) => placeDraft(draft, scene) ?? []), ...edited],
		strokes: drafts.flatMap((draft) => growStroke(draft) ?? []),
		...rest,
		movedByOthers: transforms.flatMap(({ ids, matrix }) => movedByOther(scene, ids, matrix)),
		spotlight: slide && scene.uprightOf(slide),
		marquee: gesture.marquee,
		lasso: gesture.lasso,
		guides: gesture.guides,
		bindTarget: target ?? null,
		lasers: presence.lasers(now),
		others: composeOthers(presence, (ids) => boxes([...ids].filter((id) => !dragged.has(id))), now)
	};
}

/** What somebody else drags, where it is by now. */
function movedByOther(
	scene: Scene,
	ids: ReadonlySet<string>,
	matrix: RemoteTransform['matrix']
): OverlayInput['movedByOthers'] {
	const elements = [...ids].flatMap((id) => scene.placed(id as ElementId) ?? []);
	elements.sort((a, b) => compareOrder(a.element, b.element));
	return [{ matrix, elements: elements.map(({ clip: _, ...placed }) => placed) }];
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
