// Pictures from outside, by whatever way they come, become elements: taken in, stored here, then put on the board.
import type { TakenImage } from '$lib/assets/take-in-image';
import type { ElementId } from '$lib/document/element';
import type { ElementInput } from '$lib/document/element-input';
import { quantize } from '$lib/document/packed-points';
import type { Point } from '$lib/geometry/point';
import type { ViewSize } from '$lib/scene/camera';
import { enterFrames } from '$lib/scene/frames';
import type { Board } from './board.svelte.ts';
import { layOutImages } from './lay-out-images.ts';
import { pickFiles } from './pick-files.ts';

/** Several at once are for a desk full of photos, not for a whole camera. */
const MAX_FILES = 50;
/** Part of the view that new pictures take at most. */
const ROOM = 0.8;
/** Nobody needs to be told of what is done by then. */
const PATIENCE_MS = 400;
const ACCEPTED = 'image/png,image/jpeg,image/webp,image/gif,image/avif,image/svg+xml';

export interface AddedImages {
	readonly ids: readonly ElementId[];
	/** Why files were left out, in plain words, each reason once. */
	readonly refused: readonly string[];
}

/** Lets the person choose pictures and puts them around a point, or into the middle of the view. */
export async function pickImages(board: Board, at: Point | null = null): Promise<void> {
	const { workspace } = board;
	workspace.setTool('image');
	const files = await pickFiles(ACCEPTED);
	await insertImages(board, files, at);
	if (workspace.toolName === 'image' && !workspace.keepsTool) workspace.setTool('select');
}

/** Puts pictures on the board as one undo step, selects them, and says what is wrong with those left out. */
export async function insertImages(board: Board, files: readonly Blob[], at: Point | null): Promise<void> {
	if (files.length === 0 || !board.state.canWrite) return;
	const words = files.length === 1 ? 'Adding the picture …' : `Adding ${files.length} pictures …`;
	const patience = setTimeout(() => board.state.tell(words), PATIENCE_MS);
	try {
		const { ids, refused } = await addImages(board, files.slice(0, MAX_FILES), at);
		const left = files.length > MAX_FILES ? [`Only the first ${MAX_FILES} pictures were added.`] : [];
		board.state.tell([...refused, ...left].join(' '));
		// Whoever has begun to draw meanwhile is not disturbed.
		if (ids.length === 0 || board.state.isGesturing) return;
		if (!board.workspace.keepsTool) board.workspace.setTool('select');
		board.workspace.selection = new Set(ids);
	} catch (error) {
		console.warn('Pictures could not be added.', error);
		board.state.tell('The picture could not be added.');
	} finally {
		clearTimeout(patience);
	}
}

/** Puts pictures on the board as one undo step. @throws when the board can't be written. */
export async function addImages(
	board: Board,
	files: readonly Blob[],
	at: Point | null
): Promise<AddedImages> {
	if (!board.document.canWrite) throw new Error('expected a board that can be written, got a read-only one');
	const taken: (TakenImage & { readonly status: 'taken' })[] = [];
	const refused = new Set<string>();
	const { takeInImage } = await import('$lib/assets/take-in-image');
	// One after the other: each may take some hundred MB while it is being decoded.
	for (const file of files) {
		const image = await takeInImage(file);
		if (image.status === 'refused') refused.add(describeRefusal(image));
		else {
			const isKept = await board.images.add(image.hash, image.bytes);
			if (!isKept) refused.add('This browser did not store the picture: it lasts while the board is open.');
			taken.push(image);
		}
	}
	if (taken.length === 0 || !board.document.canWrite) return { ids: [], refused: [...refused] };
	const { size } = board.canvas;
	const middle = at ?? board.screenToPage({ x: size.width / 2, y: size.height / 2 });
	const boxes = layOutImages(taken, roomOf(size, board.workspace.camera.zoom), middle);
	const inputs = taken.map(({ hash }, i): ElementInput => {
		const box = boxes[i];
		if (!box) throw new Error(`expected a place for picture ${i}, got none`);
		const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
		return {
			type: 'image',
			asset: hash,
			position: [box.minX, box.minY],
			size: [quantize(width), quantize(height)]
		};
	});
	board.undo.mark();
	const ids = board.document.create(inputs);
	enterFrames(board.document, board.scene, new Set(ids));
	return { ids, refused: [...refused] };
}

function roomOf({ width, height }: ViewSize, zoom: number): ViewSize {
	return { width: Math.max(1, (width / zoom) * ROOM), height: Math.max(1, (height / zoom) * ROOM) };
}

/** Why a file was left out, for the person who brought it. */
export function describeRefusal(image: TakenImage & { readonly status: 'refused' }): string {
	switch (image.reason) {
		case 'no image':
			return 'That is no picture Inkmesh can show. PNG, JPEG, WebP, GIF, AVIF and SVG work.';
		case 'too many bytes':
			return 'That picture is too large: more than 50 MB.';
		case 'too many pixels': {
			const [width, height] = [image.width, image.height].map((side) => side.toLocaleString('en-GB'));
			return `That picture is too large: ${width} × ${height} pixels. 64 million work, as 8,000 × 8,000.`;
		}
		case 'damaged':
			return 'That picture could not be read. It may be damaged.';
		default:
			return image satisfies never;
	}
}
