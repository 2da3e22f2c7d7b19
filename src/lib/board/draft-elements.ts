import { decodeElement } from '$lib/document/decode-element';
import { parseElementId } from '$lib/document/element-id';
import type { Element, ElementId } from '$lib/document/element';
import { packPoints, POINT_STRIDE } from '$lib/document/packed-points';
import { LONG_POINTS, type GrowingStroke } from '$lib/render/long-ink';
import type { RemoteDraft } from '$lib/presence/remote-drafts';
import { resolveArrow } from '$lib/scene/arrow-ends';
import type { PlacedElement, Scene } from '$lib/scene/scene';
import type { ElementDraft } from '$lib/tools/tool-context';

/** Our own element in progress as it will look; null while it is nothing yet. */
export function placeDraft(draft: ElementDraft, scene: Scene): PlacedElement | null {
	const record = draft.points ? { ...draft.fields, points: packPoints(draft.points) } : draft.fields;
	return placeRecord(draft.elementId, record, scene);
}

/** Our own stroke in progress, when it has grown long; null while it has not, or is something else. */
export function growDraft({ elementId, fields, points }: ElementDraft): GrowingStroke | null {
	if (!points || points.length < LONG_POINTS * POINT_STRIDE) return null;
	// How it looks does not depend on its points: packing all of them in every frame is what is to be spared.
	const record = { ...fields, points: packPoints(points.slice(0, POINT_STRIDE)) };
	const element = decodeElement({ id: elementId, record });
	return element?.type === 'stroke' && element.opacity === 1 ? { element, points } : null;
}

/** Somebody else's; it is a stranger's bytes and checked like any element. */
export function placeRemoteDraft({ elementId, record }: RemoteDraft, scene: Scene): PlacedElement | null {
	const id = parseElementId(elementId);
	// Committed already: the element itself is on the board, and both at once would be twice the ink.
	return id && !scene.get(id) ? placeRecord(id, record, scene) : null;
}

function placeRecord(id: ElementId, record: unknown, scene: Scene): PlacedElement | null {
	const element: Element | null = decodeElement({ id, record });
	if (!element) return null;
	if (element.type !== 'arrow') return { element, box: null };
	return { element, box: null, path: resolveArrow(element, (target) => scene.get(target)) };
}
