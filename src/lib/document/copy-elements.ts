import type { BoardDocument } from './board-document.ts';
import { createElementId } from './element-id.ts';
import type { Element, ElementId } from './element.ts';
import { compareOrder, indicesBetween, isOrderIndex } from './ordering.ts';

/**
 * Copies sound elements of one document, all or only some, on top of another or of itself, as new ones: with new ids,
 * bindings and parents that are copied too following, later changes folded into the records, and those fields changed that
 * `change` gives. One transaction. Gives back
 * the new ids in paint order.
 */
export function copyElements(
	from: BoardDocument,
	to: BoardDocument,
	only: Iterable<ElementId> = from.ids(),
	change: (element: Element) => Readonly<Record<string, unknown>> = () => ({})
): ElementId[] {
	const sources = [...only]
		.map((id) => from.read(id))
		.filter((element) => element !== null && element !== undefined)
		.sort(compareOrder);
	const ids = new Map(sources.map(({ id }) => [id, createElementId()]));
	const top = to.highestIndex;
	const indices = indicesBetween(isOrderIndex(top) ? top : null, null, sources.length);
	return to.insert(
		sources.map((element, i) => {
			const { id } = element;
			const record: Record<string, unknown> = {
				...from.rawFields(id),
				...change(element),
				index: indices[i]
			};
			const parent = record.parent as ElementId;
			// Beside what it is a copy of, it stays in the same frame.
			record.parent = ids.get(parent) ?? (from === to ? parent : undefined);
			for (const end of ['start', 'end']) {
				const bound = record[end] as { id?: ElementId } | undefined;
				if (bound?.id) record[end] = { ...bound, id: ids.get(bound.id) };
			}
			for (const [field, value] of Object.entries(record)) if (value === undefined) delete record[field];
			return { id: ids.get(id) ?? createElementId(), record, text: from.text(id)?.toString() ?? null };
		})
	);
}
