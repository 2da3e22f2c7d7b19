// The open board as a file, and files taken into it.
import { hashOf, MAX_ASSET_BYTES } from '$lib/assets/asset-hash';
import { BoardDocument } from '$lib/document/board-document';
import { copyElements } from '$lib/document/copy-elements';
import type { ElementId } from '$lib/document/element';
import { decodeBoardFile, encodeBoardFile, type FiledBoard } from '$lib/formats/board-file';
import { RemoteUpdates } from '$lib/sync/remote-updates';
import * as Y from 'yjs';
import type { Board } from './board.svelte.ts';
import { saveFile } from './device.ts';
import { pickFiles } from './pick-files.ts';

/** The origin of transactions that bring what a file holds of the board itself. */
const FROM_FILE = Symbol('file');

/** The whole board with its history, and nothing that opens it. */
export async function boardAsFile({ document: { doc }, keys, images }: Board): Promise<Uint8Array> {
	const pictures = await Promise.all([...images.named].map((hash) => images.read(hash)));
	const assets = pictures.filter((bytes) => bytes !== null);
	return encodeBoardFile([{ boardId: keys.boardId, link: '', update: Y.encodeStateAsUpdate(doc), assets }]);
}

/** Has the browser save the whole board, as it is now, as a file. */
export async function saveBoard(board: Board): Promise<void> {
	saveFile(await boardAsFile(board), board.document.title || 'Untitled board');
}

/** Lets the person choose files and takes them into the board; what is wrong with them is said. */
export async function openBoardFiles(board: Board): Promise<void> {
	for (const file of await pickFiles('.inkmesh')) {
		try {
			await takeBoardFile(board, new Uint8Array(await file.arrayBuffer()));
		} catch (error) {
			console.warn('A board file could not be taken in.', error);
			board.state.tell(error instanceof Error ? error.message : 'The file could not be opened.');
		}
	}
}

/**
 * Takes a file into the board: what is of this very board merges with it, other boards' elements come on top as new
 * ones, in one undo step. Gives back the ids of what is new. @throws when the file is none of ours, or damaged.
 */
export async function takeBoardFile(board: Board, bytes: Uint8Array): Promise<ElementId[]> {
	const { document, undo, images } = board;
	const filed = await decodeBoardFile(bytes);
	if (!document.canWrite) throw new Error('expected a board that can be written, got a read-only one');
	for (const { assets } of filed)
		for (const bytes of picturesAmong(assets)) await images.add(hashOf(bytes), bytes);
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

/** Those of a file's pictures that are not too large to be kept. */
export function picturesAmong(assets: readonly Uint8Array[]): Uint8Array[] {
	return assets.filter(({ length }) => length > 0 && length <= MAX_ASSET_BYTES);
}

/** A filed board as a document of its own. @throws when its update is none. */
export function documentOf({ update }: FiledBoard): BoardDocument {
	const doc = new Y.Doc();
	const reception = new RemoteUpdates(doc, FROM_FILE).receive(update);
	if (reception.status === 'refused') throw damaged(reception.reason);
	return new BoardDocument(doc, { userId: '', canWrite: () => false });
}

const damaged = (reason: string) => new Error(`This board file is damaged: ${reason}.`);
