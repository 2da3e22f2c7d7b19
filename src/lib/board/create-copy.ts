import { deriveBoardKeys } from '$lib/access/board-keys';
import { createBoardLink, formatBoardLink } from '$lib/access/board-link';
import { BoardDocument } from '$lib/document/board-document';
import { copyElements } from '$lib/document/copy-elements';
import { openDatabase } from '$lib/storage/database';
import { appendUpdate } from '$lib/storage/stored-board';
import * as Y from 'yjs';
import type { Board } from './board.svelte.ts';
import { noteCreated } from './created-here.ts';

/**
 * Makes a new board on this device with all that this app understands of the open one. Gives back the fragment that
 * opens it. @throws where this device can't store it.
 */
export async function createCopy({ document }: Board, userId: string): Promise<string> {
	const link = createBoardLink();
	const copy = new BoardDocument(new Y.Doc(), { userId });
	copyElements(document, copy);
	copy.setTitle(document.title);
	const database = await openDatabase();
	try {
		await appendUpdate(database, deriveBoardKeys(link).boardId, Y.encodeStateAsUpdate(copy.doc));
	} finally {
		database.close();
	}
	const fragment = formatBoardLink(link);
	noteCreated(fragment);
	return fragment;
}
