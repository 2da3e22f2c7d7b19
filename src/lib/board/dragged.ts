// What is being dragged, here and by others: it is not drawn on the board then, but on the overlay, where it is by now.
import type { Element, ElementId } from '$lib/document/element';
import { matrixOf } from '$lib/geometry/transform';
import type { Draft } from '$lib/presence/draft-sender';
import type { Presence } from '$lib/presence/presence';
import type { OwnTransform } from '$lib/presence/transform-sender';
import type { Scene } from '$lib/scene/scene';
import type { GestureOverlay } from '$lib/tools/tool-context';

/** Tells a draft of an element that there is from one that is about to be made. */
export const EDITED = 'isEdited';

/** Of a packet of 1,100 bytes, beside the other fields. */
const MAX_POINT_BYTES = 500;

const NONE: ReadonlySet<ElementId> = new Set();

interface DraggedNow {
	readonly own: ReadonlySet<ElementId>;
	readonly presence: Presence;
	readonly scene: Scene;
	readonly now: number;
}

export class Dragged {
	#hidden: ReadonlySet<ElementId> = NONE;

	/** The same set as long as it is of the same elements. */
	get hidden(): ReadonlySet<ElementId> {
		return this.#hidden;
	}

	follow({ own, presence, scene, now }: DraggedNow): void {
		const transforms = presence.transforms(now);
		const edits = presence.drafts(now).filter(({ fields }) => fields[EDITED] === true);
		if (transforms.length + edits.length === 0) {
			this.#hidden = own;
			return;
		}
		const all = new Set(own);
		const add = (id: string) => {
			if (scene.get(id as ElementId)) all.add(id as ElementId);
		};
		for (const { ids } of transforms) for (const id of ids) add(id);
		for (const { elementId } of edits) add(elementId);
		const isSame = all.size === this.#hidden.size && [...all].every((id) => this.#hidden.has(id));
		if (!isSame) this.#hidden = all;
	}
}

/** What the gesture transforms, as others are told; null for nothing. Copies are seen when they are put down. */
export function ownTransform({ transforming }: GestureOverlay): OwnTransform | null {
	if (!transforming || transforming.areCopies) return null;
	return { ids: transforming.ids, matrix: matrixOf(transforming.transform) };
}

/** The one element that the gesture changes otherwise, as a draft; null for none. */
export function ownEdit({ transforming, edited }: GestureOverlay): Draft | null {
	const [element] = edited.values();
	if (transforming || !element) return null;
	// What does not fit into a packet is seen when it is put down.
	if ('points' in element && element.points.length > MAX_POINT_BYTES) return null;
	return { elementId: element.id, fields: draftFields(element), points: null };
}

/** Others' fields of an element are compared by identity: the same element, the same fields. */
const fieldsOf = new WeakMap<Element, Readonly<Record<string, unknown>>>();

function draftFields(element: Element): Readonly<Record<string, unknown>> {
	const known = fieldsOf.get(element);
	if (known) return known;
	const fields = { ...element, [EDITED]: true };
	fieldsOf.set(element, fields);
	return fields;
}
