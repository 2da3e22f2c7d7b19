// Boards as a file, `.inkmesh`: with their history and their pictures, deflated.
//
//   file  := "INKMESH" • uint8(format version) • deflate(boards)
//   boards := varUint(count) • (varString(board id) • varString(link) • varBytes(update) • assets)*
//   assets := varUint(count) • varBytes(bytes)*                   each named in the document by the hash of its bytes
//   update := the whole document, Yjs encoding version 1: that of version 2 has a known input that never ends
//
// The id is a hash and opens nothing. A link is there only in a file of all boards, which is for their owner alone: who
// has that file can do what its owner can. Without a link the file holds nothing secret but the board itself.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { deflate, inflate } from '../storage/deflate.ts';

const MAGIC = new TextEncoder().encode('INKMESH');
const FORMAT_VERSION = 2;
/** Larger files are refused before they are read. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
const MAX_UNFOLDED_BYTES = 1024 * 1024 * 1024;
const MAX_BOARDS = 10_000;

/** A board in a file. */
export interface FiledBoard {
	readonly boardId: string;
	/** The fragment that opens it; empty in a file that is to be passed on. */
	readonly link: string;
	/** The whole document, Yjs version 1. May be anything in a file somebody else has made. */
	readonly update: Uint8Array;
	/** The bytes of its pictures. */
	readonly assets: readonly Uint8Array[];
}

export async function encodeBoardFile(boards: readonly FiledBoard[]): Promise<Uint8Array> {
	const plain = encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, boards.length);
		for (const { boardId, link, update, assets } of boards) {
			encoding.writeVarString(encoder, boardId);
			encoding.writeVarString(encoder, link);
			encoding.writeVarUint8Array(encoder, update);
			encoding.writeVarUint(encoder, assets.length);
			for (const bytes of assets) encoding.writeVarUint8Array(encoder, bytes);
		}
	});
	const deflated = await deflate(plain);
	const file = new Uint8Array(MAGIC.length + 1 + deflated.length);
	file.set(MAGIC);
	file[MAGIC.length] = FORMAT_VERSION;
	file.set(deflated, MAGIC.length + 1);
	return file;
}

/** The boards in a file. @throws when the bytes are no file of ours, of a newer version, or damaged; says which. */
export async function decodeBoardFile(bytes: Uint8Array): Promise<FiledBoard[]> {
	if (!MAGIC.every((letter, i) => bytes[i] === letter)) throw new Error('This is no Inkmesh board file.');
	const version = bytes[MAGIC.length];
	if (version !== FORMAT_VERSION) {
		throw new Error(`This board file has format ${version}; this app reads format ${FORMAT_VERSION}.`);
	}
	if (bytes.length > MAX_FILE_BYTES) throw new Error('This board file is too large.');
	try {
		return readBoards(await inflate(bytes.subarray(MAGIC.length + 1), MAX_UNFOLDED_BYTES));
	} catch (cause) {
		throw new Error('This board file is damaged.', { cause });
	}
}

function readBoards(plain: Uint8Array): FiledBoard[] {
	const decoder = decoding.createDecoder(plain);
	const count = decoding.readVarUint(decoder);
	if (count > MAX_BOARDS) throw new Error(`expected at most ${MAX_BOARDS} boards, got ${count}`);
	const boards: FiledBoard[] = [];
	while (boards.length < count) {
		const boardId = decoding.readVarString(decoder);
		const link = decoding.readVarString(decoder);
		const update = decoding.readVarUint8Array(decoder);
		const assets: Uint8Array[] = [];
		for (let left = decoding.readVarUint(decoder); left > 0; left--) {
			assets.push(decoding.readVarUint8Array(decoder));
		}
		boards.push({ boardId, link, update, assets });
	}
	if (decoding.hasContent(decoder)) throw new Error('expected the end of the file, got more');
	return boards;
}
