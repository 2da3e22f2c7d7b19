import type { BoardDocument } from './board-document.ts';
import { createElementId } from './element-id.ts';
import type { Element, ElementId } from './element.ts';
import { compareOrder, indicesBetween } from './ordering.ts';

/**
 * Copies sound elements of one document, all or only some of them, on top of another or of itself, as new ones: with new
 * ids, bindings and parents that are copied too following, later changes folded into the records, and those fields changed
 * that `change` gives. `sources` are in paint order. One transaction. Gives back the new ids in that order.
 */
export function copyElements(
	from: BoardDocument,
	to: BoardDocument,
	sources: readonly Element[] = soundElements(from),
	change: (element: Element) => Readonly<Record<string, unknown>> = () => ({})
): ElementId[] {
	const ids = new Map(sources.map(({ id }) => [id, createElementId()]));
	const indices = indicesAbove(to, sources);
	return to.insert(
		sources.map((element, i) => {
			const { id } = element;
			const record = from.rawFields(id);
			const changes = change(element);
			for (const field in changes) record[field] = changes[field];
			record.index = indices[i];
			// Taking fields out of an object makes it a slow one, so most are left as they are.
			if (record.parent) follow(record, ids, from === to);
			for (const end of ['start', 'end']) {
				const bound = record[end] as { id?: ElementId } | undefined;
				if (bound?.id) record[end] = { ...bound, id: ids.get(bound.id) };
			}
			return { id: ids.get(id) ?? createElementId(), record, text: from.text(id)?.toString() ?? null };
		})
	);
}

/** What it is in is copied too, or, beside what it is a copy of, it stays in the same frame. */
function follow(
	record: Record<string, unknown>,
	ids: ReadonlyMap<ElementId, ElementId>,
	isSame: boolean
): void {
	const parent = ids.get(record.parent as ElementId);
	if (parent) record.parent = parent;
	else if (!isSame) delete record.parent;
}

function soundElements(document: BoardDocument): Element[] {
	return [...document.ids()]
		.map((id) => document.read(id))
		.filter((element) => element !== null && element !== undefined)
		.sort(compareOrder);
}

/** Where nothing is, they keep those that they have, unless two have the same. */
function indicesAbove({ highestIndex }: BoardDocument, sources: readonly Element[]): string[] {
	const own = sources.map(({ index }) => index);
	if (highestIndex === null && own.every((index, i) => i === 0 || (own[i - 1] ?? '') < index)) return own;
	return indicesBetween(highestIndex, null, sources.length);
}
