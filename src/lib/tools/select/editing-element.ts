import type { Element, ElementId } from '../../document/element.ts';
import type { Go, PointerInput, ToolState } from '../tool.ts';
import type { ToolContext } from '../tool-context.ts';

export interface ElementEditing {
	readonly id: ElementId;
	readonly cursor: string;
	/** The fields as the pointer wants them. */
	fieldsAt(input: PointerInput): Readonly<Record<string, unknown>>;
	/** What an end would hold on to. */
	targetOf?(fields: Readonly<Record<string, unknown>>): ElementId | null;
}

/** One element is shown changed while the pointer is down, and is written once, when it is lifted. */
export function editingElement(
	context: ToolContext,
	go: Go,
	{ id, cursor, fieldsAt, targetOf }: ElementEditing
): ToolState {
	let fields: Readonly<Record<string, unknown>> | null = null;
	return {
		pointerMove(input) {
			const element = context.scene.get(id);
			if (!element) return go('idle');
			fields = fieldsAt(input);
			const edited = new Map([[id, { ...element, ...fields } as Element]]);
			context.showGesture({ edited, cursor, bindTarget: targetOf?.(fields) ?? null });
		},
		pointerUp() {
			// Somebody may have deleted it meanwhile.
			if (fields && context.scene.get(id)) {
				context.mark();
				context.document.update(id, fields);
			}
			// Nothing was dragged: it was a click, and two of them mean something.
			go('idle', fields ? undefined : { wasPointClicked: true });
		},
		cancel() {
			if (fields) context.clearGesture(id);
			go('idle');
		},
		exit: () => context.clearGesture()
	};
}
