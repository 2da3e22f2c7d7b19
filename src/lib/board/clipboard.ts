// Elements through the system's clipboard, between boards, tabs and browsers: a small document of their own, as base64 in
// an attribute of HTML, which every browser carries; beside it their words as plain text, for everything else.
import { isSvgSource } from '$lib/assets/image-header';
import { BoardDocument } from '$lib/document/board-document';
import type { ElementInput } from '$lib/document/element-input';
import type { ElementId } from '$lib/document/element';
import { quantize } from '$lib/document/packed-points';
import { centreOf } from '$lib/geometry/box';
import type { Point } from '$lib/geometry/point';
import { copySelection } from '$lib/scene/copy-selection';
import { enterFrames } from '$lib/scene/frames';
import { Scene } from '$lib/scene/scene';
import { removeElements } from '$lib/scene/group-elements';
import { transformElements } from '$lib/scene/transform-elements';
import { RemoteUpdates } from '$lib/sync/remote-updates';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { Board } from './board.svelte.ts';
import { wordsOfHtml } from './html-words.ts';
import { insertImages } from './insert-images.ts';
import { takePastePlace } from './paste-place.ts';
import { elementOfText } from './pasted-text.ts';

const MARK = 'data-inkmesh';
/** Letters of HTML that are looked at. */
const MAX_HTML = 64_000_000;
const MAX_ELEMENTS = 100_000;
/** Of what one author wrote: an element is one, its text some more. */
const MAX_STRUCTS = 4 * MAX_ELEMENTS;
/** Whoever says that there are more than have room does not say the truth. */
const LEAST_STRUCT_BYTES = 4;
const TOO_MUCH = `That is too much to paste: more than ${MAX_ELEMENTS.toLocaleString('en')} elements.`;
/** Where in HTML our mark stands, if browsers put something of theirs before it. Letters. */
const HTML_HEAD = 2_000;
/** The origin of what a clipboard brings. */
const FROM_CLIPBOARD = Symbol('clipboard');

/** What of a `DataTransfer` is needed. */
export type Clip = Pick<DataTransfer, 'getData' | 'setData' | 'files'>;

/** Puts the selection onto the clipboard; false when there is none. */
export function copyTo(board: Board, clip: Clip): boolean {
	const { document, scene, workspace } = board;
	if (workspace.selection.size === 0) return false;
	const carrier = new BoardDocument(new Y.Doc(), { userId: '' });
	copySelection({ document, scene }, carrier, workspace.selection);
	const update = toBase64(Y.encodeStateAsUpdate(carrier.doc));
	const words = wordsOf(board);
	clip.setData('text/html', `<meta charset="utf-8"><div ${MARK}="${update}">${escapeHtml(words)}</div>`);
	clip.setData('text/plain', words);
	carrier.destroy();
	return true;
}

/** The same, and takes it off the board. */
export function cutTo(board: Board, clip: Clip): boolean {
	if (!board.state.canWrite || !copyTo(board, clip)) return false;
	board.undo.mark();
	removeElements(board.document, board.scene, board.workspace.selection);
	return true;
}

/**
 * Puts what is on the clipboard around the page point, or into the middle of the view, beside what was pasted there
 * before; false when there is nothing of use.
 */
export function pasteFrom(board: Board, clip: Clip, at: Point | null): boolean {
	if (!board.state.canWrite) return false;
	const { width, height } = board.canvas.size;
	const place = () => takePastePlace(board, at ?? board.screenToPage({ x: width / 2, y: height / 2 }));
	const html = clip.getData('text/html');
	if (html.length > MAX_HTML && html.slice(0, HTML_HEAD).includes(MARK)) {
		board.state.tell(TOO_MUCH);
		return true;
	}
	const encoded = new RegExp(`${MARK}="([A-Za-z0-9+/=]*)"`).exec(html.slice(0, MAX_HTML))?.[1];
	if (encoded !== undefined) {
		pasteElements(board, encoded, place());
		return true;
	}
	if (clip.files.length > 0) {
		void insertImages(board, [...clip.files], place());
		return true;
	}
	const text = clip.getData('text/plain').trim() || wordsOfHtml(html);
	if (text === null) board.state.tell('That is too much text to paste.');
	if (!text) return text === null;
	if (isSvgSource(text)) {
		void insertImages(board, [new Blob([text], { type: 'image/svg+xml' })], place());
		return true;
	}
	put(board, [elementOfText(board, text, place())]);
	return true;
}

/** The same for a menu, where the browser has to be asked for what is on the clipboard. */
export async function pasteFromSystem(board: Board, at: Point | null): Promise<void> {
	try {
		const texts = new Map<string, string>();
		const files: File[] = [];
		for (const item of await navigator.clipboard.read()) {
			for (const type of item.types) {
				const blob = await item.getType(type);
				if (type.startsWith('image/')) files.push(new File([blob], 'pasted', { type }));
				else texts.set(type, await blob.text());
			}
		}
		const list = Object.assign(files, { item: (i: number) => files[i] ?? null }) as unknown as FileList;
		const clip = { files: list, getData: (type: string) => texts.get(type) ?? '', setData: () => undefined };
		if (!pasteFrom(board, clip, at)) board.state.tell('There is nothing to paste.');
	} catch (error) {
		console.warn('The clipboard could not be read.', error);
		board.state.tell('This browser does not let pages read the clipboard here. Use Ctrl+V.');
	}
}

function pasteElements(board: Board, encoded: string, at: Point): void {
	const carrier = readCarrier(encoded);
	if (typeof carrier === 'string') return board.state.tell(carrier);
	const scene = new Scene(carrier, board.measure);
	const ids = new Set(scene.ids());
	const bounds = scene.boundsOf(ids);
	if (bounds) {
		const { x, y } = centreOf(bounds);
		const by = [quantize(at.x - x), quantize(at.y - y)] as const;
		transformElements(carrier, scene, ids, { kind: 'move', by });
	}
	board.undo.mark();
	const { all } = copySelection({ document: carrier, scene }, board.document, ids);
	enterFrames(board.document, board.scene, new Set(all));
	select(board, all);
	scene.destroy();
	carrier.destroy();
}

/** The document on the clipboard, which anybody may have put there; or why it is of no use, in plain words. */
function readCarrier(encoded: string): BoardDocument | string {
	const bytes = fromBase64(encoded);
	// Before anything is decoded: a million would hold up the page for long.
	const structs = bytes ? structsIn(bytes) : 0;
	if (structs > MAX_STRUCTS && structs * LEAST_STRUCT_BYTES <= (bytes?.length ?? 0)) return TOO_MUCH;
	const doc = new Y.Doc();
	if (!bytes || new RemoteUpdates(doc, FROM_CLIPBOARD).receive(bytes).status === 'refused') {
		return 'What was copied is damaged and cannot be pasted.';
	}
	const carrier = new BoardDocument(doc, { userId: '' });
	if (carrier.maps.elements.size > MAX_ELEMENTS) {
		return TOO_MUCH;
	}
	if (carrier.isNewer) return 'This was copied from a newer version of Inkmesh. Reload this page to get it.';
	return carrier;
}

/** How many things an update says that its first author wrote; 0 where it says nothing sound. */
function structsIn(update: Uint8Array): number {
	try {
		const decoder = decoding.createDecoder(update);
		const authors = decoding.readVarUint(decoder);
		return authors === 0 ? 0 : decoding.readVarUint(decoder);
	} catch {
		return 0; // cut off: who reads it finds that out
	}
}

function put(board: Board, inputs: readonly ElementInput[]): void {
	board.undo.mark();
	const ids = board.document.create(inputs);
	enterFrames(board.document, board.scene, new Set(ids));
	select(board, ids);
}

function select({ scene, workspace }: Board, ids: readonly ElementId[]): void {
	workspace.setTool('select');
	workspace.selection = new Set(ids.filter((id) => scene.get(id)?.type !== 'group'));
}

/** The words of what is selected, in paint order. */
function wordsOf({ scene, workspace }: Board): string {
	const elements = scene.inOrder().filter(({ element }) => workspace.selection.has(element.id));
	return elements
		.flatMap(({ element }) => ('text' in element && element.text ? [element.text] : []))
		.join('\n');
}

function escapeHtml(text: string): string {
	const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\n': '<br>' };
	return text.replaceAll(/[&<>\n]/g, (letter) => names[letter] ?? letter);
}

function toBase64(bytes: Uint8Array): string {
	// Newer browsers do it themselves, in a fraction of the time.
	const { toBase64 } = bytes as { readonly toBase64?: () => string };
	if (toBase64) return toBase64.call(bytes);
	let binary = '';
	// In pieces: a function takes only so many arguments.
	for (let i = 0; i < bytes.length; i += 0x8000) {
		// `apply`, since spreading goes byte by byte: a copy of 10,000 strokes is 4 MB.
		binary += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000) as unknown as number[]);
	}
	return btoa(binary);
}

function fromBase64(encoded: string): Uint8Array | null {
	try {
		return Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
	} catch {
		return null; // cut off somewhere
	}
}
