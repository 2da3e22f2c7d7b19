import { decodeElement } from '$lib/document/decode-element';
import { parseElementId } from '$lib/document/element-id';
import type { Element, ElementId } from '$lib/document/element';
import { compareOrder } from '$lib/document/ordering';
import { packPoints, POINT_STRIDE } from '$lib/document/packed-points';
import type { GrowingStroke } from '$lib/render/stroke-piece';
import type { RemoteDraft } from '$lib/presence/remote-drafts';
import { EDITED } from './dragged.ts';
import { resolveArrow } from '$lib/scene/arrow-ends';
import type { PlacedElement } from '$lib/scene/placements';
import type { Scene } from '$lib/scene/scene';
import type { ElementDraft } from '$lib/tools/tool-context';

/** An element in progress: ours, or a stranger's, whose bytes are checked like any element's. */
export interface Draft {
	readonly elementId: ElementId;
	/** Of its record, without points. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** Flat x, y, pressure, relative to its position; null where it has none. */
	readonly points: readonly number[] | null;
	/** Further points that may turn out otherwise. */
	readonly ahead?: readonly number[];
}

/** Our own, as it is seen at this time. */
export function ownDraft({ ahead, ...draft }: ElementDraft, now: number): Draft {
	return ahead && now < ahead.until ? { ...draft, ahead: ahead.points } : draft;
}

/** Somebody else's; null when it is committed already: both at once would be twice the ink. An edit needs what it edits. */
export function remoteDraft({ elementId, fields, points }: RemoteDraft, scene: Scene): Draft | null {
	const id = parseElementId(elementId);
	const isEdit = fields[EDITED] === true;
	return id && Boolean(scene.get(id)) === isEdit ? { elementId: id, fields, points } : null;
}

/** The draft, when it is a stroke. */
export function growStroke({ elementId, fields, points, ahead = [] }: Draft): GrowingStroke | null {
	if (!points || fields.type !== 'stroke') return null;
	// How it looks does not depend on its points: packing all of them in every frame is what is to be spared.
	const record = { ...fields, points: packPoints(points.slice(0, POINT_STRIDE)) };
	const element = decodeElement({ id: elementId, record });
	return element?.type === 'stroke' ? { element, points, ahead } : null;
}

/** Elements as they will be, and the arrows that hold on to them, in paint order. */
export function placeEdited(
	edited: ReadonlyMap<ElementId, Element>,
	hidden: ReadonlySet<ElementId>,
	scene: Scene
): PlacedElement[] {
	if (edited.size === 0) return [];
	const { measure } = scene;
	const elementOf = (id: ElementId) => edited.get(id) ?? scene.get(id);
	const elements = [...hidden].flatMap((id) => elementOf(id) ?? []).sort(compareOrder);
	return elements.map((element) => ({
		element,
		box: null,
		...(element.type === 'arrow' && { path: resolveArrow(element, { elementOf, measure }) })
	}));
}

/** Any other draft as it will look; null while it is nothing yet. */
export function placeDraft({ elementId, fields, points }: Draft, scene: Scene): PlacedElement | null {
	if (fields.type === 'stroke') return null;
	const record = points ? { ...fields, points: packPoints(points) } : fields;
	const element: Element | null = decodeElement({ id: elementId, record });
	if (!element) return null;
	if (element.type !== 'arrow') return { element, box: null };
	const targets = { elementOf: (target: ElementId) => scene.get(target), measure: scene.measure };
	return { element, box: null, path: resolveArrow(element, targets) };
}
