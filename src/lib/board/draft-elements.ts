import { decodeElement } from '$lib/document/decode-element';
import { parseElementId } from '$lib/document/element-id';
import type { Element, ElementId } from '$lib/document/element';
import { packPoints } from '$lib/document/packed-points';
import type { RemoteDraft } from '$lib/presence/remote-drafts';
import { resolveArrow } from '$lib/scene/arrow-ends';
import type { PlacedElement, Scene } from '$lib/scene/scene';
import type { ElementDraft } from '$lib/tools/tool-context';

/** Our own element in progress as it will look; null while it is nothing yet. */
export function placeDraft(draft: ElementDraft, scene: Scene): PlacedElement | null {
	const record = draft.points ? { ...draft.fields, points: packPoints(draft.points) } : draft.fields;
	return placeRecord(draft.elementId, record, scene);
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
