import { AssetStore } from '$lib/assets/asset-store';
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
export async function createCopy({ document, images }: Board, userId: string): Promise<string> {
	const link = createBoardLink();
	const copy = new BoardDocument(new Y.Doc(), { userId });
	copyElements(document, copy);
	copy.setTitle(document.title);
	const { boardId } = deriveBoardKeys(link);
	const database = await openDatabase();
	const pictures = new AssetStore({ boardId, openDatabase });
	try {
		await appendUpdate(database, boardId, Y.encodeStateAsUpdate(copy.doc));
		await pictures.keep(images.named);
	} finally {
		database.close();
		pictures.destroy();
	}
	const fragment = formatBoardLink(link);
	noteCreated(fragment);
	return fragment;
}
