// A file that somebody pastes, drops or picks becomes an image of ours: known by its bytes, bounded, decoded, drawn anew
// at a bearable size and encoded again. So nothing of the file itself travels: no place where a photo was taken, no
// scripts, nothing hidden behind its end.
import { hashOf, type AssetHash } from './asset-hash.ts';
import { encodeCanvas } from './encode-canvas.ts';
import { readImageHeader, type ImageType } from './image-header.ts';
import { drawSvg } from './svg-image.ts';

const MAX_FILE_BYTES = 50 * 1024 * 1024;
/** A phone's camera makes 50 million; each costs 4 bytes while it is being decoded. */
export const MAX_FILE_PIXELS = 64_000_000;
/** Longest side of what is kept. */
export const MAX_SIDE = 4_096;

/** An image of ours, or why there is none. */
export type TakenImage =
	| {
			readonly status: 'taken';
			readonly hash: AssetHash;
			readonly bytes: Uint8Array;
			/** In page units at 100 %: the pixels of the file. */
			readonly width: number;
			readonly height: number;
	  }
	| { readonly status: 'refused'; readonly reason: 'no image' | 'too many bytes' | 'damaged' }
	| {
			readonly status: 'refused';
			readonly reason: 'too many pixels';
			readonly width: number;
			readonly height: number;
	  };

/** Takes in a file. What is wrong with it is said, never thrown. */
export async function takeInImage(file: Blob): Promise<TakenImage> {
	if (file.size > MAX_FILE_BYTES) return { status: 'refused', reason: 'too many bytes' };
	try {
		const source = new Uint8Array(await file.arrayBuffer());
		const header = readImageHeader(source);
		if (!header) return { status: 'refused', reason: 'no image' };
		const { type, width, height } = header;
		if (width * height > MAX_FILE_PIXELS) {
			return { status: 'refused', reason: 'too many pixels', width, height };
		}
		const drawn = type === 'image/svg+xml' ? await drawSvg(source) : await drawPixels(source, type);
		const bytes = await encodeCanvas(drawn.canvas, {
			isFlat: type !== 'image/jpeg' && type !== 'image/avif'
		});
		return { status: 'taken', hash: hashOf(bytes), bytes, width: drawn.width, height: drawn.height };
	} catch (error) {
		console.warn('An image could not be read.', error);
		return { status: 'refused', reason: 'damaged' };
	}
}

/** Draws the image upright, no longer than `MAX_SIDE`. @throws when it can't be decoded. */
async function drawPixels(source: Uint8Array, type: ImageType) {
	const blob = new Blob([source as Uint8Array<ArrayBuffer>], { type });
	const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' });
	const { width, height } = bitmap;
	const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(width * scale));
	canvas.height = Math.max(1, Math.round(height * scale));
	const context = canvas.getContext('2d');
	if (!context) throw new Error('expected a 2D canvas, got none');
	context.imageSmoothingQuality = 'high';
	context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	bitmap.close();
	return { canvas, width, height };
}
