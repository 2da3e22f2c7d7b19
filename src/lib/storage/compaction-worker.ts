// Runs beside the page: a board of 100,000 strokes takes a second or two, in which somebody may be drawing.
import { compactBoard } from './compaction.ts';
import type { CompactionAnswer, CompactionRequest } from './compactor.ts';
import { openDatabase } from './database.ts';

self.onmessage = ({ data }: MessageEvent<CompactionRequest>) => {
	void compact(data).then((answer) => self.postMessage(answer));
};

async function compact({ databaseName, boardId }: CompactionRequest): Promise<CompactionAnswer> {
	try {
		const database = await openDatabase(databaseName);
		const size = await compactBoard(database, boardId);
		database.close();
		return { size };
	} catch (error) {
		return { error: String(error) };
	}
}
