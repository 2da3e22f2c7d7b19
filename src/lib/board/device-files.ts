// All boards of this device as one file, and a file's boards back onto a device.
import { hashOf } from '$lib/assets/asset-hash';
import { AssetStore } from '$lib/assets/asset-store';
import { deriveBoardKeys, type Role } from '$lib/access/board-keys';
import { createBoardLink, formatBoardLink, parseBoardLink, type BoardLink } from '$lib/access/board-link';
import { decodeBoardFile, encodeBoardFile, type FiledBoard } from '$lib/formats/board-file';
import type { BoardList } from '$lib/storage/board-list';
import { openDatabase, type InkmeshDatabase, type StoredBoard } from '$lib/storage/database';
import { appendUpdate, applyStored, readStored } from '$lib/storage/stored-board';
import * as Y from 'yjs';
import { documentOf, picturesAmong } from './board-files.ts';

/** Every board on this device, with the links that open them: a copy for their owner, and nobody else. */
export async function allBoardsAsFile(database: InkmeshDatabase, boards: BoardList): Promise<Uint8Array> {
	const filed: FiledBoard[] = [];
	for (const { boardId, link } of await boards.all()) {
		const doc = new Y.Doc();
		applyStored(doc, await readStored(database, boardId));
		const assets = await picturesOf(boardId, (store) => store.all());
		filed.push({ boardId, link, update: Y.encodeStateAsUpdate(doc), assets });
		doc.destroy();
	}
	return encodeBoardFile(filed);
}

/** What became of a file's boards. */
export interface OpenedFile {
	/** Fragments that open them. */
	readonly links: readonly string[];
	/** How many were on this device before, and have taken in what the file had more. */
	readonly mergedCount: number;
}

/**
 * Puts a file's boards onto this device: each merges with the board it came from where this device has that, or the
 * file says how to open it; else it becomes a new board. @throws when the file is none of ours, or damaged; then nothing
 * was changed.
 */
export async function openBoardFile(
	bytes: Uint8Array,
	database: InkmeshDatabase,
	boards: BoardList
): Promise<OpenedFile> {
	const filed = await decodeBoardFile(bytes);
	const known = new Map((await boards.all()).map((board) => [board.boardId, board]));
	// Read to its end before anything is stored.
	const wanted = filed.map((one) => ({ ...one, title: documentOf(one).title, ...placeOf(one, known) }));
	for (const { boardId, link, role, title, update, assets } of wanted) {
		await picturesOf(boardId, async (store) => {
			for (const bytes of picturesAmong(assets)) await store.put(hashOf(bytes), bytes);
		});
		await appendUpdate(database, boardId, update);
		const current = known.get(boardId);
		await boards.note({ boardId, link, role, usedAt: Date.now(), title: current?.title || title });
	}
	return {
		links: wanted.map(({ link }) => link),
		mergedCount: wanted.filter(({ boardId }) => known.has(boardId)).length
	};
}

/** Does something with a board's pictures on this device. */
async function picturesOf<T>(boardId: string, work: (store: AssetStore) => Promise<T>): Promise<T> {
	const store = new AssetStore({ boardId, openDatabase: () => openDatabase() });
	try {
		return await work(store);
	} finally {
		store.destroy();
	}
}

interface BoardPlace {
	readonly boardId: string;
	readonly link: string;
	readonly role: Role;
}

function placeOf({ boardId, link }: FiledBoard, known: ReadonlyMap<string, StoredBoard>): BoardPlace {
	const here = known.get(boardId);
	if (here) return { boardId, link: here.link, role: here.role };
	const filedLink = parseBoardLink(link);
	// An id that its link does not lead to would put one board's content into another.
	const isTrue = filedLink !== null && deriveBoardKeys(filedLink).boardId === boardId;
	return placeAt(isTrue ? filedLink : createBoardLink());
}

function placeAt(link: BoardLink): BoardPlace {
	const { boardId, role } = deriveBoardKeys(link);
	return { boardId, link: formatBoardLink(link), role };
}
