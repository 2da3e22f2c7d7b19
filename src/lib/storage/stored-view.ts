import type { InkmeshDatabase, StoredView } from './database.ts';

/** Where the board was looked at last; null when nobody has, or it makes no sense. */
export async function readStoredView(database: InkmeshDatabase, boardId: string): Promise<StoredView | null> {
	const view = await database.get('views', boardId);
	return view && [view.x, view.y, view.zoom].every(Number.isFinite) && view.zoom > 0 ? view : null;
}

export async function storeView(database: InkmeshDatabase, view: StoredView): Promise<void> {
	await database.put('views', view);
}
