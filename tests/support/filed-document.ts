import * as Y from 'yjs';
import { decodeBoardFile } from '../../src/lib/formats/board-file.ts';

/** The document in a file of one board. */
export async function filedDocument(bytes: Uint8Array): Promise<Y.Doc> {
	const [filed] = await decodeBoardFile(bytes);
	if (!filed) throw new Error('expected a file with one board, got none');
	const doc = new Y.Doc();
	Y.applyUpdate(doc, filed.update);
	return doc;
}
