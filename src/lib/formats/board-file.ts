// A board as a file:
//
//   file := "INKMESH" • uint8(format version) • update            the whole document, Yjs encoding version 2
//
// It holds what the document holds, history of texts included, and nothing secret: no keys, no links.
import * as Y from 'yjs';

const MAGIC = new TextEncoder().encode('INKMESH');
const FORMAT_VERSION = 1;
/** Larger files are refused before they are read. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** The document as a file. */
export function encodeBoardFile(doc: Y.Doc): Uint8Array {
	const update = Y.encodeStateAsUpdateV2(doc);
	const file = new Uint8Array(MAGIC.length + 1 + update.length);
	file.set(MAGIC);
	file[MAGIC.length] = FORMAT_VERSION;
	file.set(update, MAGIC.length + 1);
	return file;
}

/** The document in a file. @throws when the bytes are no file of ours, or of a newer version; says which. */
export function decodeBoardFile(bytes: Uint8Array): Y.Doc {
	if (!MAGIC.every((letter, i) => bytes[i] === letter)) throw new Error('This is no Inkmesh board file.');
	const version = bytes[MAGIC.length];
	if (version !== FORMAT_VERSION) {
		throw new Error(`This board file has format ${version}; this app reads format ${FORMAT_VERSION}.`);
	}
	if (bytes.length > MAX_FILE_BYTES) throw new Error('This board file is too large.');
	const doc = new Y.Doc();
	try {
		Y.applyUpdateV2(doc, bytes.subarray(MAGIC.length + 1));
	} catch (cause) {
		throw new Error('This board file is damaged.', { cause });
	}
	return doc;
}
