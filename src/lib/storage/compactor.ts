import type { InkmeshDatabase } from './database.ts';
import type { StoredSize } from './stored-board.ts';

/** Compaction waits for an idle moment, but not longer: somebody may draw without a pause. */
const IDLE_PATIENCE_MS = 10_000;

/** What the worker is asked. */
export interface CompactionRequest {
	readonly databaseName: string;
	readonly boardId: string;
}

/** What it answers. */
export type CompactionAnswer = { readonly size: StoredSize } | { readonly error: string };

/**
 * Compacts a board when the page has nothing better to do, beside it (in a worker) where that is possible. Of several
 * tabs one does it at a time. Gives back what is stored then; null when another tab is at it.
 */
export async function compactWhenIdle(
	database: InkmeshDatabase,
	boardId: string
): Promise<StoredSize | null> {
	await idle();
	const compact = () => compactAside(database, boardId);
	// No locks at a plain http: address. It is safe without: of two that compact at once, one gives up at the end.
	if (typeof navigator === 'undefined' || !('locks' in navigator)) return compact();
	return navigator.locks.request(`inkmesh compaction ${boardId}`, { ifAvailable: true }, (lock) =>
		lock ? compact() : null
	);
}

function idle(): Promise<void> {
	// Safari has no such call.
	if (typeof requestIdleCallback !== 'function') return Promise.resolve();
	return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: IDLE_PATIENCE_MS }));
}

async function compactAside(database: InkmeshDatabase, boardId: string): Promise<StoredSize> {
	if (typeof Worker === 'undefined') return compactHere(database, boardId);
	const answer = await askWorker({ databaseName: database.name, boardId });
	if (answer === null) return compactHere(database, boardId);
	if ('error' in answer) throw new Error(`expected a new snapshot, got ${answer.error}`);
	return answer.size;
}

/** Comes when it is needed, which is nowhere that has workers. */
async function compactHere(database: InkmeshDatabase, boardId: string): Promise<StoredSize> {
	const { compactBoard } = await import('./compaction.ts');
	return compactBoard(database, boardId);
}

/** Null where the worker could not even be started. */
async function askWorker(request: CompactionRequest): Promise<CompactionAnswer | null> {
	const worker = new Worker(new URL('./compaction-worker.ts', import.meta.url), { type: 'module' });
	try {
		return await new Promise<CompactionAnswer | null>((resolve) => {
			worker.onmessage = ({ data }: MessageEvent<CompactionAnswer>) => resolve(data);
			worker.onerror = () => resolve(null);
			worker.postMessage(request);
		});
	} finally {
		worker.terminate();
	}
}
