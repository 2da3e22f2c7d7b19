// The open board as a file, and files taken into it.
import { BoardDocument } from '$lib/document/board-document';
import { copyElements } from '$lib/document/copy-elements';
import type { ElementId } from '$lib/document/element';
import { decodeBoardFile, encodeBoardFile, type FiledBoard } from '$lib/formats/board-file';
import { RemoteUpdates } from '$lib/sync/remote-updates';
import * as Y from 'yjs';
import type { Board } from './board.svelte.ts';
import { saveFile } from './device.ts';

/** The origin of transactions that bring what a file holds of the board itself. */
const FROM_FILE = Symbol('file');

/** The whole board with its history, and nothing that opens it. */
export function boardAsFile({ document: { doc }, keys }: Board): Promise<Uint8Array> {
	return encodeBoardFile([
		{ boardId: keys.boardId, link: '', update: Y.encodeStateAsUpdate(doc), assets: [] }
	]);
}

/** Has the browser save the whole board, as it is now, as a file. */
export async function saveBoard(board: Board): Promise<void> {
	saveFile(await boardAsFile(board), board.document.title || 'Untitled board');
}

/**
 * Takes a file into the board: what is of this very board merges with it, other boards' elements come on top as new
 * ones, in one undo step. Gives back the ids of what is new. @throws when the file is none of ours, or damaged.
 */
export async function takeBoardFile(board: Board, bytes: Uint8Array): Promise<ElementId[]> {
	const { document, undo } = board;
	const filed = await decodeBoardFile(bytes);
	if (!document.canWrite) throw new Error('expected a board that can be written, got a read-only one');
	undo.mark();
	return filed.flatMap((one) =>
		one.boardId === board.keys.boardId ? merge(board, one) : copyElements(documentOf(one), document)
	);
}

function merge({ document, connections }: Board, { update }: FiledBoard): ElementId[] {
	const before = new Set(document.ids());
	const reception = new RemoteUpdates(document.doc, FROM_FILE).receive(update);
	if (reception.status === 'refused') throw damaged(reception.reason);
	// It is nobody's change just now, so it is not sent as one; peers find out that they lack it.
	connections.compareSoon();
	return [...document.ids()].filter((id) => !before.has(id));
}

/** A filed board as a document of its own. @throws when its update is none. */
export function documentOf({ update }: FiledBoard): BoardDocument {
	const doc = new Y.Doc();
	const reception = new RemoteUpdates(doc, FROM_FILE).receive(update);
	if (reception.status === 'refused') throw damaged(reception.reason);
	return new BoardDocument(doc, { userId: '', canWrite: () => false });
}

const damaged = (reason: string) => new Error(`This board file is damaged: ${reason}.`);
